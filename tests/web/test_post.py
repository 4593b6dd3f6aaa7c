"""POST /asapcomms: an opening is offered."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.codes import OptOut, YesNo
from tests.web.test_one import OFFER
from tests.world.office import APT, OP, PAT, RECALL
from tests.world.stack import BODY, Stack
from worker.store.practice import tables


@pytest.fixture
def slow_provider(service: Stack) -> Iterator[Stack]:
    """Have a provider that answers when the test is over, so that the offer is seen as created."""
    over = threading.Event()

    def wait() -> None:
        over.wait(20)

    service.world.gateway.before_answer = wait
    yield service
    over.set()
    service.idle()


def test_the_documented_request_is_answered_as_documented(slow_provider: Stack) -> None:
    """The documentation's example gets the documentation's answer."""
    answer = slow_provider.post()

    assert (200, OFFER) == (answer.status_code, answer.json())


def test_the_answer_says_where_the_offer_is(slow_provider: Stack) -> None:
    """The Location leads to the object of the answer."""
    answer = slow_provider.post()

    assert answer.text == slow_provider.get(answer.headers["Location"]).text


def test_the_fields_come_in_order(slow_provider: Stack) -> None:
    """The answer's fields are in the documentation's order."""
    assert list(OFFER) == list(slow_provider.post().json())


def test_a_recall_is_offered(service: Stack) -> None:
    """A newer client names a recall instead of an appointment."""
    service.world.recall()
    asked = {"op": OP, "recallNum": RECALL, "dateTimeStart": BODY["dateTimeStart"]}
    key = {"Idempotency-Key": "a click"}
    answer = service.post(asked, headers=key)
    again = service.post({**asked, "aptNum": None}, headers=key)
    service.idle()

    told = answer.json()
    assert (200, RECALL, "Recall", "2023-12-01 00:00:00") == (
        answer.status_code,
        told["FKey"],
        told["FKeyType"],
        told["DateTimeOrig"],
    )
    assert (200, told["AsapCommNum"]) == (again.status_code, again.json()["AsapCommNum"])


@pytest.mark.parametrize("subjects", [{}, {"aptNum": APT, "recallNum": RECALL}])
def test_both_or_none_is_refused(stack: Stack, subjects: dict[str, int]) -> None:
    """Exactly one of two."""
    answer = stack.post({"op": OP, "dateTimeStart": BODY["dateTimeStart"], **subjects})

    said = "The body cannot be used: exactly one of aptNum and recallNum must be given."
    assert (400, said) == (answer.status_code, answer.text)


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_the_location_keeps_the_prefix(service: Stack, prefix: str) -> None:
    """A client of Open Dental's address stays there."""
    answer = service.post(path=f"{prefix}/asapcomms")

    assert (200, f"{prefix}/asapcomms/1") == (answer.status_code, answer.headers["Location"])


@pytest.mark.parametrize("host", ["other.test/somewhere", "[", "x:y:z"])
def test_the_location_is_not_what_host_says(service: Stack, host: str) -> None:
    """A header that anybody can send does not move the offer."""
    answer = service.post(headers={"Host": host})

    assert (200, "/asapcomms/1") == (answer.status_code, answer.headers["Location"])


def test_an_offer_is_texted(service: Stack) -> None:
    """One POST leads to one text."""
    service.post()
    service.idle()

    assert ["15035550100"] == [text.recipient for text in service.world.gateway.texts]


def test_a_text_says_what_was_offered(service: Stack) -> None:
    """The name, the opening, the office, the link stand in the text."""
    service.post()
    service.idle()
    (text,) = service.world.gateway.texts
    guid = service.offers()[0]["short_guid"]

    assert text.body == (
        "Anna, an appointment opening has become available on 10/18/2023 at 2:00 PM at "
        f"Example Dental. Visit https://example.test/a/{guid} to reserve it."
    )


@pytest.mark.parametrize(
    "names",
    [
        ("op", "aptNum", "dateTimeStart"),
        ("Op", "AptNum", "DateTimeStart"),
        ("OP", "APTNUM", "DATETIMESTART"),
    ],
)
def test_names_are_read_in_any_case(service: Stack, names: tuple[str, str, str]) -> None:
    """Open Dental's pages write fields in both cases."""
    values = (OP, APT, "2023-10-18 14:00:00")

    assert service.post(dict(zip(names, values, strict=True))).status_code == 200


@pytest.mark.parametrize(
    "media_type",
    ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;x=y"],
)
def test_a_media_type_may_have_parameters(service: Stack, media_type: str) -> None:
    """JSON is JSON, however its name is written."""
    body = b'{"op":2,"aptNum":11939,"dateTimeStart":"2023-10-18 14:00:00"}'

    assert service.post_raw(body, **{"Content-Type": media_type}).status_code == 200


def test_a_body_in_pieces_is_read(service: Stack) -> None:
    """A client that does not know the length beforehand is served too."""
    pieces = iter([b'{"op":2,"aptNum":11939,', b'"dateTimeStart":"2023-10-18 14:00:00"}'])

    assert service.post_raw(pieces).status_code == 200


def opted_out(stack: Stack) -> None:
    """Have a patient who wants no automated texts."""
    stack.world.add(tables.commoptout, pat_num=PAT, opt_out_sms=OptOut.ALL)


def no_texts(stack: Stack) -> None:
    """Have a patient who said no to texts."""
    stack.world.change(tables.patient, txt_msg_ok=YesNo.NO)


def no_phone(stack: Stack) -> None:
    """Have a patient without a number."""
    stack.world.change(tables.patient, wireless_phone="")


def wrong_phone(stack: Stack) -> None:
    """Have a patient with half a number."""
    stack.world.change(tables.patient, wireless_phone="555-0100")


SKIPS: list[Any] = [
    (opted_out, "Not sending text because the patient has opted out of automated messaging."),
    (no_texts, "Not sending text because this patient is set to not receive texts."),
    (no_phone, "Not sending text because this patient does not have a wireless phone entered."),
    (wrong_phone, "Not sending text because this patient's wireless phone is not valid."),
]


@pytest.mark.parametrize(("arrange", "note"), SKIPS)
def test_a_skip_is_an_offer_with_its_reason(service: Stack, arrange: Any, note: str) -> None:
    """A patient who cannot be texted is a 200 whose Note says why."""
    arrange(service)
    answer = service.post()

    assert (200, "DoNotSend", "UnableToSend", note) == (
        answer.status_code,
        answer.json()["SmsSendStatus"],
        answer.json()["ResponseStatus"],
        answer.json()["Note"],
    )


@pytest.mark.parametrize(("arrange", "note"), SKIPS)
def test_a_skip_is_not_sent(service: Stack, arrange: Any, note: str) -> None:  # noqa: ARG001
    """Whoever cannot be texted is not texted."""
    arrange(service)
    service.post()
    service.idle()

    assert [] == service.world.gateway.texts


def test_many_posts_at_once_are_all_answered(service: Stack) -> None:
    """Ten clients with ten appointments get ten offers."""
    openings = {APT + day: f"2023-10-{18 + day} 14:00:00" for day in range(10)}
    for apt_num in list(openings)[1:]:
        service.world.patient(apt_num)
        service.world.appointment(apt_num, apt_num)
    answers: list[int] = []
    clients = [
        threading.Thread(
            target=lambda told=told: answers.append(service.post(told).status_code),
        )
        for told in (
            {**BODY, "aptNum": apt_num, "dateTimeStart": start}
            for apt_num, start in openings.items()
        )
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()

    assert [200] * 10 == answers
    service.idle()
    assert len(service.world.gateway.texts) == 10
