"""The status of a text at each age."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from worker.sandbox.course import standing
from worker.sandbox.message import Message

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def text(service: str | None = None, send_at: datetime | None = None) -> Message:
    """A text that arrived at noon."""
    return Message(
        sid="SM1",
        account_sid="AC1",
        direction="outbound-api",
        to="+15035550100",
        sender="+15005550006",
        service_sid=service,
        body="Hello",
        segments=1,
        media=0,
        received_at=NOON,
        send_at=send_at,
        parameters={},
    )


@pytest.mark.parametrize(
    ("milliseconds", "status"),
    [(0, "accepted"), (200, "queued"), (500, "sending"), (900, "sent"), (1600, "delivered")],
)
def test_course_through_a_service(milliseconds: int, status: str) -> None:
    """A text of a Messaging Service takes each step in its turn."""
    age = timedelta(milliseconds=milliseconds)

    stands = standing(text("MG1"), NOON + age)

    assert stands.status == status
    assert stands.since == NOON + age
    assert stands.has_sender is (milliseconds > 0)


def test_course_of_a_number() -> None:
    """A text that names its sender is never merely accepted."""
    assert standing(text(), NOON).status == "queued"


def test_date_sent_is_set_when_sent() -> None:
    """The date of sending appears with the status sent, and stays."""
    sent_at = NOON + timedelta(milliseconds=900)

    assert standing(text(), sent_at - timedelta(microseconds=1)).sent_at is None
    assert standing(text(), sent_at).sent_at == sent_at
    assert standing(text(), NOON + timedelta(days=1)).sent_at == sent_at


def test_clock_that_goes_back() -> None:
    """A text from the future is as young as one can be."""
    assert standing(text(), NOON - timedelta(hours=1)).status == "queued"


def test_scheduled_then_sent() -> None:
    """A scheduled text waits, then takes the same course from its own time."""
    due = NOON + timedelta(hours=1)
    message = text("MG1", send_at=due)

    assert standing(message, due - timedelta(seconds=1)).status == "scheduled"
    assert standing(message, due).status == "accepted"
    assert standing(message, due + timedelta(seconds=2)).status == "delivered"


def test_canceled_stays_canceled() -> None:
    """A text that was called off is not sent when its time comes."""
    message = replace(text("MG1", send_at=NOON + timedelta(hours=1)), canceled_at=NOON)

    assert standing(message, NOON + timedelta(days=1)).status == "canceled"
