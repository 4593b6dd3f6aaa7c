"""The client that the service comes with, against the service."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx2
import pytest
from pydantic import ValidationError

from asapcomms import course
from asapcomms.client import AsyncClient, Client, NotYet, Refused
from asapcomms.course import Patience
from schemas.asapcomm import EXAMPLE, AsapComm
from schemas.codes import FKeyType, ResponseStatus, SendStatus
from tests.architecture.sources import ROOT
from tests.world.front import Front
from tests.world.office import APT, OP, START, World
from tests.world.stack import Stack, settings_of
from worker.store.practice import tables

KEY = "demo/demo"


class Lossy(httpx2.HTTPTransport):
    """Loses the first answers on their way; keeps what was asked."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.lost = lost
        self.asked: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Ask, and say that nothing has come."""
        self.asked.append(request)
        answer = super().handle_request(request)
        if len(self.asked) <= self.lost:
            answer.close()
            raise httpx2.ReadError("lost", request=request)
        return answer


@pytest.fixture
def hasty(world: World, redis_url: str, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return a service that answers each POST with 202, and decides it a little later."""
    settings = settings_of(world, redis_url, post_wait_seconds=0.001)
    with Stack(world, settings, front, http).open() as made:
        made.hear()
        yield made


def test_an_offer_is_made_and_read(service: Stack) -> None:
    """What comes back are values of Python's own, as the table has them."""
    with Client(service.front.url, KEY) as client:
        made = client.offer(OP, APT, START)
        read = client.asap_comm(made.asap_comm_num)
        listed = client.asap_comms(made.date_time_entry.date(), limit=1)

    assert (APT, START + timedelta(days=7)) == (made.f_key, made.date_time_expire)
    assert made.f_key_type is FKeyType.BROKEN
    assert made.asap_comm_num == read.asap_comm_num
    assert [made.asap_comm_num] == [one.asap_comm_num for one in listed]


def test_asyncio_is_served_too(service: Stack) -> None:
    """The same calls, awaited."""

    async def call() -> tuple[AsapComm, AsapComm, list[AsapComm]]:
        async with AsyncClient(f"{service.front.url}/", KEY) as client:
            made = await client.offer(OP, APT, START)
            read = await client.asap_comm(made.asap_comm_num)
            return made, read, await client.asap_comms(made.date_time_entry.date())

    made, read, listed = asyncio.run(call())
    assert made.asap_comm_num == read.asap_comm_num == listed[0].asap_comm_num


def test_the_example_runs(service: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever copies it from the page has an offer."""
    page = (ROOT / "docs" / "client.md").read_text()
    example = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0]
    told = {"https://texts.example.com": service.front.url, "developerKey/customerKey": KEY}
    for written, meant in told.items():
        assert written in example
        example = example.replace(written, meant)
    exec(compile(example, "docs/client.md", "exec"), {})  # noqa: S102 - our own page

    num = service.world.row(tables.asapcomm)["asap_comm_num"]
    said = capsys.readouterr().out.splitlines()  # the worker's words are among it
    assert any(line.startswith(f"{num} SEND_") for line in said)


def test_a_lost_answer_makes_no_second_offer(service: Stack) -> None:
    """It asks again with the same key, and gets the first one's outcome."""
    lossy = Lossy(1)
    with Client(service.front.url, KEY, transport=lossy) as client:
        made = client.offer(OP, APT, START, idempotency_key="mine")

    assert ["mine", "mine"] == [asked.headers["Idempotency-Key"] for asked in lossy.asked]
    assert [made.asap_comm_num] == [row["asap_comm_num"] for row in service.requests()]


def test_an_outcome_is_waited_for(hasty: Stack) -> None:
    """Of a 202 it follows the Location until there is an offer, under a path as well."""
    lossy = Lossy(0)
    with hasty.working(), Client(f"{hasty.front.url}/api/v1", KEY, transport=lossy) as client:
        made = client.offer(OP, APT, START)

    assert APT == made.f_key
    assert ["POST", "GET"] == [asked.method for asked in lossy.asked][:2]
    assert lossy.asked[-1].url.path.startswith("/api/v1/asapcomms/requests/")


def test_a_refusal_has_its_sentence_and_code(stack: Stack) -> None:
    """Nothing of it is asked again."""
    lossy = Lossy(0)
    with Client(stack.front.url, "reader/r", transport=lossy) as client:
        with pytest.raises(Refused) as forbidden:
            client.offer(OP, APT, START)
        with pytest.raises(Refused) as missing:
            client.asap_comm(99)

    assert (403, "This API key lacks the permission TextingASAP.") == (
        forbidden.value.status,
        forbidden.value.sentence,
    )
    assert (404, "no-asapcomm") == (missing.value.status, missing.value.code)
    assert 2 == len(lossy.asked)


def test_what_never_comes_keeps_its_key() -> None:
    """Whoever has no more patience may go on later, and offers once."""
    with (
        Client("http://127.0.0.1:9", KEY, patience_seconds=0) as client,
        pytest.raises(NotYet, match="cannot be reached") as never,
    ):
        client.offer(OP, APT, START)

    assert never.value.idempotency_key


ASKED = httpx2.Request("POST", "http://service.test/asapcomms", headers={"Idempotency-Key": "k"})


def answer(status: int, **told: object) -> httpx2.Response:
    """Build an answer."""
    return httpx2.Response(status, request=ASKED, **told)  # type: ignore[arg-type]


def test_pauses_are_those_that_are_asked_for() -> None:
    """Retry-After counts; without one the pauses grow, and end where patience does."""
    now = [0.0]
    steps = course.decided(ASKED, Patience(20, lambda: now[0]), bytes)
    assert ASKED is next(steps)
    assert 7.0 == steps.send(answer(503, headers={"Retry-After": "7"}))
    now[0] = 7
    assert ASKED is steps.send(None)
    assert 1.0 == steps.throw(httpx2.ConnectError("away"))
    assert ASKED is steps.send(None)
    assert 2.0 == steps.send(answer(502, text="<html>"))
    assert ASKED is steps.send(None)
    with pytest.raises(NotYet):
        steps.send(answer(429, headers={"Retry-After": "60"}))


def test_a_proxys_own_refusal_is_shown_as_it_is() -> None:
    """Not every answer is the service's."""
    for told in (
        answer(403, text="<html>No</html>"),
        answer(403, text="<html>No</html>", headers={"Content-Type": "application/problem+json"}),
    ):
        steps = course.found(ASKED, Patience(1), bytes)
        next(steps)
        with pytest.raises(Refused, match="<html>No</html>") as refused:
            steps.send(told)
        assert (403, "") == (refused.value.status, refused.value.code)


def test_every_code_is_read_as_it_is_sent() -> None:
    """A code that this version does not know comes as its digits."""
    sent = {**EXAMPLE, "ResponseStatus": "99", "SmsSendStatus": "Undefined"}
    read = AsapComm.model_validate_json(json.dumps(sent))

    assert read.sms_send_status is SendStatus.UNDEFINED
    assert read.response_status == ResponseStatus(99)
    assert read.date_time_sms_sent == datetime(1, 1, 1)
    assert sent == read.model_dump(mode="json", by_alias=True)
    with pytest.raises(ValidationError):
        AsapComm.model_validate({**EXAMPLE, "ResponseStatus": "Whatever"})
