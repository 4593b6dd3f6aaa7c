"""GET /asapcomms/{AsapCommNum}."""

from typing import Any, Final

import pytest

from schemas.codes import OptOut
from schemas.problem import shown
from tests.world.office import PAT, RECALL
from tests.world.stack import BODY, Stack
from worker.store.practice import tables

OFFER: Final[dict[str, Any]] = {
    "AsapCommNum": 1,
    "FKey": 11939,
    "FKeyType": "Broken",
    "ScheduleNum": 1,
    "PatNum": 26,
    "ClinicNum": 0,
    "DateTimeEntry": "2023-10-16 09:01:25",
    "DateTimeExpire": "2023-10-25 14:00:00",
    "DateTimeSmsScheduled": "2023-10-16 09:01:25",
    "SmsSendStatus": "SendNotAttempted",
    "DateTimeSmsSent": "0001-01-01 00:00:00",
    "ResponseStatus": "AwaitingTransmit",
    "DateTimeOrig": "2023-09-15 10:00:00",
    "TemplateText": "[NameF], an appointment opening has become available on 10/18/2023 at "
    "2:00 PM at Example Dental. Visit [AsapURL] to reserve it.",
    "Note": "",
}
"""The documentation's example with the first numbers of a new database."""


def test_an_offer_has_the_documented_fields(stack: Stack) -> None:
    """The 15 fields are those of the documentation."""
    stack.world.offered()

    assert stack.get("/asapcomms/1").json() == OFFER


@pytest.mark.parametrize(
    ("column", "number", "field"),
    [
        ("sms_send_status", 6, "SmsSendStatus"),
        ("response_status", 12, "ResponseStatus"),
        ("f_key_type", 6, "FKeyType"),
        ("f_key_type", 99, "FKeyType"),
    ],
)
def test_a_number_that_nobody_here_knows_is_sent_as_its_digits(
    stack: Stack, column: str, number: int, field: str
) -> None:
    """A row that another version of Open Dental has written is read alone and in the list."""
    stack.world.offered()
    stack.world.change(tables.asapcomm, **{column: number})
    expected = {**OFFER, field: str(number)}

    assert (expected, [expected]) == (
        stack.get("/asapcomms/1").json(),
        stack.get("/asapcomms?date=2023-10-16").json(),
    )


def test_the_fields_come_in_the_documented_order(stack: Stack) -> None:
    """A client that shows them as they come shows them as Open Dental does."""
    stack.world.offered()

    assert list(OFFER) == list(stack.get("/asapcomms/1").json())


def test_an_offer_is_json(stack: Stack) -> None:
    """The media type is the one that clients expect."""
    stack.world.offered()
    answer = stack.get("/asapcomms/1")

    assert (200, "application/json") == (answer.status_code, answer.headers["Content-Type"])


def test_the_twin_answers_the_same(stack: Stack) -> None:
    """Open Dental's own prefix leads to the same offer."""
    stack.world.offered()

    assert stack.get("/api/v1/asapcomms/1").text == stack.get("/asapcomms/1").text


def test_a_sent_offer_says_so(stack: Stack) -> None:
    """What came of the text stands in the offer."""
    stack.world.send(stack.world.offered())
    offer = stack.get("/asapcomms/1").json()

    assert ("SendSuccessful", "PendingRsvp", "2023-10-16 09:01:25") == (
        offer["SmsSendStatus"],
        offer["ResponseStatus"],
        offer["DateTimeSmsSent"],
    )


def test_a_skipped_offer_says_why(stack: Stack) -> None:
    """The reason why nothing is sent stands in the offer."""
    stack.world.add(tables.commoptout, pat_num=PAT, opt_out_sms=OptOut.ALL)
    stack.world.offered()
    offer = stack.get("/asapcomms/1").json()

    assert ("DoNotSend", "UnableToSend") == (offer["SmsSendStatus"], offer["ResponseStatus"])
    assert (
        "Not sending text because the patient has opted out of automated messaging."
        == (offer["Note"])
    )


def test_an_offer_for_a_recall_names_it(stack: Stack) -> None:
    """What Open Dental's own window made is read like any other, with the recall's number."""
    num = stack.world.offered_by_staff()
    offer = stack.get(f"/asapcomms/{num}").json()

    assert (RECALL, "Recall", "2023-12-01 00:00:00") == (
        offer["FKey"],
        offer["FKeyType"],
        offer["DateTimeOrig"],
    )


def test_line_breaks_become_spaces(stack: Stack) -> None:
    """Open Dental's API shows a line break as a space."""
    num = stack.world.offered()
    stack.world.change(tables.asapcomm, note="One.\r\nTwo.")

    assert stack.get(f"/asapcomms/{num}").json()["Note"] == "One. Two."


@pytest.mark.parametrize("num", ["2", "0", "9223372036854775808", "9" * 400])
def test_an_unknown_offer_is_not_found(stack: Stack, num: str) -> None:
    """A number that no offer has is a 404, however large it is."""
    stack.world.offered()
    answer = stack.get(f"/asapcomms/{num}")

    assert (404, f"AsapComm {shown(num)} was not found.") == (answer.status_code, answer.text)


@pytest.mark.parametrize("num", ["x", "-1", "1.0", "1e0", "%201", "٢", "requests", "0x1"])
def test_what_is_no_number_is_refused(stack: Stack, num: str) -> None:
    """Only digits name an offer."""
    answer = stack.get(f"/asapcomms/{num}")

    assert (400, "AsapCommNum must be a whole number.") == (answer.status_code, answer.text)


def test_leading_zeros_change_nothing(stack: Stack) -> None:
    """However many zeros lead, the number that follows them counts."""
    stack.world.offered()

    assert stack.get(f"/asapcomms/{'0' * 19}1").json() == OFFER
    assert stack.get(f"/asapcomms/{'0' * 19}12").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/asapcomms/1?Limit=5"),
        ("GET", "/asapcomms/requests/8a9ba4c2-6f6e-4a53-9b0a-0c3f2f4b7d11?Limit=5"),
        ("POST", "/api/v1/asapcomms?Limit=5"),
    ],
)
def test_an_address_without_parameters_takes_none(stack: Stack, method: str, path: str) -> None:
    """Whoever sends one expects something of it, and is told."""
    stack.world.offered()

    answer = stack.request(method, path, json=BODY if method == "POST" else None)

    assert (400, "Limit is not a parameter; there is none here.") == (
        answer.status_code,
        answer.text,
    )
