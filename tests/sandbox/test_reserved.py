"""Numbers that act: what a text to each of them shows."""

from typing import Any

import pytest
import requests

from tests.sandbox.receiver import listening
from tests.sandbox.running import PATIENT, SERVICE, Sandbox, scheduled, wait_until
from tests.sandbox.test_messages import PUBLISHED
from worker.sandbox.behaviour import Create, CreateTurn, EndingTurn, Receipts, ReceiptsTurn
from worker.sandbox.course import Status
from worker.sandbox.message import MEANINGS
from worker.sandbox.numbers import REFUSED_TO
from worker.sandbox.reserved import RESERVED
from worker.settings import SANDBOX_NUMBER

TURNS = {number: acts.turn for number, acts in RESERVED.items()}
ENDS = {number: turn for number, turn in TURNS.items() if isinstance(turn, EndingTurn)}
CREATES = {number: turn for number, turn in TURNS.items() if isinstance(turn, CreateTurn)}
RECEIPTS = {number: turn for number, turn in TURNS.items() if isinstance(turn, ReceiptsTurn)}


@pytest.mark.parametrize(("number", "ending"), ENDS.items())
def test_ending_by_number(sandbox: Sandbox, number: str, ending: Any) -> None:
    """A text to such a number ends as its row says, with its code."""
    message = sandbox.send(to=number)

    if ending.seconds > 2:  # the late one is still on its way
        wait_until(lambda: message.fetch().status == "sent")
        return
    wait_until(lambda: message.fetch().status == ending.play)
    assert message.fetch().error_code == ending.code
    assert message.fetch().error_message == MEANINGS.get(ending.code)


@pytest.mark.parametrize(("number", "turn"), CREATES.items())
def test_fault_by_number(sandbox: Sandbox, number: str, turn: Any) -> None:
    """A request to text such a number fares as its row says."""
    parameters = {"To": number, "From": SANDBOX_NUMBER, "Body": "An opening"}
    patience = 10 if turn.play is Create.TOO_MANY_BEFORE else 0.5
    try:
        answer = sandbox.http.post(sandbox.messages_url, data=parameters, timeout=(10, patience))
        status = answer.status_code
    except requests.RequestException:
        status = 0

    assert status == (429 if turn.play is Create.TOO_MANY_BEFORE else 0)
    kept = 0 if turn.play in {Create.SILENT_BEFORE, Create.TOO_MANY_BEFORE} else 1
    assert kept == sandbox.get("/counts.json").json()["accepted"]


@pytest.mark.parametrize(("number", "turn"), RECEIPTS.items())
def test_receipts_by_number(sandbox: Sandbox, number: str, turn: Any) -> None:
    """The receipts of a text to such a number come as its row says."""
    sandbox.play(endings=[{"play": "delivered", "seconds": 0.5}])
    with listening() as service:
        message = sandbox.send(to=number, status_callback=f"{service.url}/twilio/status/7")
        wait_until(lambda: message.fetch().status == "delivered")
        if turn.play in {Receipts.LOST, Receipts.LATE}:
            assert service.statuses == []
            return
        expected = {
            Receipts.REPEATED: ["sending", "sending", "sent", "sent", "delivered", "delivered"],
            Receipts.OUT_OF_ORDER: ["delivered", "sent", "sending"],
        }[turn.play]
        wait_until(lambda: len(service.callbacks) == len(expected))
        assert service.statuses == expected


def test_numbers_are_nobodys() -> None:
    """No number that acts can be a person's, nor one of Twilio's own."""
    assert all(number.startswith("+155555501") and len(number) == 12 for number in RESERVED)
    assert not RESERVED.keys() & REFUSED_TO.keys()


def test_every_status(sandbox: Sandbox) -> None:
    """Each of Twilio's statuses can be had, in a text with exactly the published fields."""
    seen: dict[str, dict[str, Any]] = {}
    ends = ["delivered", "undelivered", "failed", "read", "partially_delivered"]
    sandbox.play(endings=[{"play": end, "times": 1} for end in ends])
    for _ in ends:
        sent = sandbox.post(To=PATIENT, MessagingServiceSid=SERVICE, Body="An opening").json()
        seen[sent["status"]] = sent
    scheduled(sandbox)
    scheduled(sandbox).update(status="canceled")
    reply = {"from": PATIENT, "body": "Thanks"}
    received = sandbox.http.post(f"{sandbox.url}/replies", json=reply, timeout=30).json()
    seen[received["status"]] = received

    def look() -> bool:
        for fields in sandbox.http.get(sandbox.messages_url, timeout=30).json()["messages"]:
            seen[fields["status"]] = fields
        return set(Status) <= seen.keys()

    wait_until(look)
    assert set(Status) == seen.keys()
    for fields in seen.values():
        assert set(PUBLISHED) == set(fields)
        for name, value in fields.items():
            assert value is None or isinstance(value, PUBLISHED[name]), name
