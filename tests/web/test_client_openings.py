"""The client's openings and its feed of events, against the service."""

import asyncio
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from asapcomms.client import AsyncClient, Client, Feed, OfferedOpening
from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.events import Event, EventKind
from tests.architecture.sources import ROOT
from tests.steps.opening.lists import SECOND, THIRD, put_on_list
from tests.web.test_openings import TODAY
from tests.world.office import APT, OP, START, World
from tests.world.stack import Stack

KEY = "demo/demo"


class Once(Client):
    """Reads one part of the feed."""

    def follow(self, after: str | None = None) -> Iterator[Feed]:
        """End, as the page's example never does."""
        yield self.events(after)


@pytest.fixture(autouse=True)
def listed(world: World) -> None:
    """Have three patients on the list."""
    put_on_list(world)


def test_an_opening_is_planned_offered_stopped(service: Stack) -> None:
    """What was planned is what is offered, and by the same key once; a stop leaves nothing to send."""
    service.world.now = TODAY
    start = START.replace(year=TODAY.year + 1)
    with Client(service.front.url, KEY) as client:
        planned = client.plan_opening(OP, start, length_minutes=60, pacing=5)
        made = client.offer_opening(OP, start, length_minutes=60, pacing=5, idempotency_key="o")
        again = client.offer_opening(OP, start, length_minutes=60, pacing=5, idempotency_key="o")
        stopped = client.stop_opening(made.schedule_num)

    assert (0, 3, [SECOND, THIRD, APT]) == (
        planned.schedule_num,
        planned.texts_to_send,
        [one.f_key for one in planned.offers],
    )
    assert [one.f_key for one in planned.offers] == [one.f_key for one in made.offers]
    assert made.schedule_num == again.schedule_num == stopped.schedule_num
    assert 0 == stopped.texts_to_send


def test_an_opening_is_read_as_it_stands(service: Stack) -> None:
    """Codes and times are values of Python's own."""
    with Client(service.front.url, KEY) as client:
        made = client.offer_opening(OP, START, length_minutes=60)
        service.idle()
        stands = client.opening(made.schedule_num)

    assert (1, 2, START) == (stands.texts_sent, stands.texts_to_send, stands.date_time_start)
    assert stands.offers[0].sms_send_status is SendStatus.SEND_SUCCESSFUL
    assert stands.offers[-1].f_key_type is FKeyType.BROKEN


def test_the_feed_is_followed_from_where_one_was(service: Stack) -> None:
    """Part by part, each event once, whoever keeps next."""
    with Client(service.front.url, KEY) as client:
        offer = client.offer(OP, APT, START)
        service.idle()
        first = client.events(limit=1)
        (rest,) = islice(client.follow(first.next), 1)
        nothing = client.events(rest.next)

    kinds = [one.type for part in (first, rest) for one in part.events]
    assert [EventKind.OFFER_CREATED, EventKind.OFFER_SENT] == kinds
    assert {offer.asap_comm_num} == {one.about.asap_comm_num for one in first.events + rest.events}
    assert ([], rest.next) == (nothing.events, nothing.next)


def test_asyncio_has_openings_too(service: Stack) -> None:
    """The same calls, awaited."""

    async def call() -> list[object]:
        async with AsyncClient(service.front.url, KEY) as client:
            made = await client.offer_opening(OP, START, apt_nums=[APT], length_minutes=60)
            read = await client.opening(made.schedule_num)
            first = await client.events(limit=1)
            async for part in client.follow():
                return [made.schedule_num == read.schedule_num, part.events[:1] == first.events]
            return []

    assert [True, True] == asyncio.run(call())


def test_an_opening_of_a_newer_service_is_read() -> None:
    """What is added is passed over, and an unknown code is its number."""
    sent = json.loads(json.dumps(OfferedOpening.example))
    sent["offers"][0]["ResponseStatus"] = "99"
    newer = json.loads(json.dumps({**sent, "new": 1}))
    newer["offers"][0]["new"] = 1
    read = OfferedOpening.model_validate_json(json.dumps(newer), extra="ignore")

    assert read.offers[0].response_status == ResponseStatus(99)
    assert sent == read.model_dump(mode="json", by_alias=True)


def test_an_event_of_a_newer_service_is_read() -> None:
    """Nobody has to be told anew for a kind that he does not know."""
    sent = {
        "id": "a",
        "type": "offer.forwarded",
        "timestamp": "2026-12-24T13:05:00Z",
        "data": {"AsapCommNum": 7, "DateTimeStart": "2026-12-24 14:00:00", "Colour": "red"},
    }
    read = Event.model_validate_json(json.dumps(sent))

    assert ("offer.forwarded", 7) == (read.type, read.about.asap_comm_num)
    assert sent == json.loads(read.model_dump_json())
    assert "offer.forwarded" not in list(EventKind)


def test_the_pages_reader_reads_on(service: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever copies it from docs/client.md gets a place to keep."""
    page = (ROOT / "docs" / "client.md").read_text()
    (example,) = (
        one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "follow" in one
    )
    names: dict[str, Any] = {}
    exec(compile(example, "docs/client.md", "exec"), names)  # noqa: S102 - our own page
    with Once(service.front.url, KEY) as client:
        client.offer(OP, APT, START)
        service.idle()
        place = client.events().next
        names["read_on"](client, None)

    assert place in capsys.readouterr().out.splitlines()
