"""Where a text stands: read from its age, so that nothing has to run in the background."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from worker.sandbox.message import Message


class Status(StrEnum):
    """Twilio's words for it."""

    SCHEDULED = "scheduled"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    CANCELED = "canceled"


_COURSE = (
    (timedelta(), Status.ACCEPTED),
    (timedelta(milliseconds=200), Status.QUEUED),
    (timedelta(milliseconds=500), Status.SENDING),
    (timedelta(milliseconds=900), Status.SENT),
    (timedelta(milliseconds=1600), Status.DELIVERED),
)
_SENT_AFTER = next(after for after, status in _COURSE if status is Status.SENT)
_NO_SENDER_YET = frozenset({Status.SCHEDULED, Status.ACCEPTED, Status.CANCELED})
_COMPLETE = frozenset({Status.DELIVERED, Status.CANCELED})


@dataclass(frozen=True, slots=True)
class Standing:
    """A text's status at one moment."""

    status: Status
    since: datetime
    sent_at: datetime | None = None

    @property
    def has_sender(self) -> bool:
        """Whether the Messaging Service has chosen a number by now."""
        return self.status not in _NO_SENDER_YET

    @property
    def complete(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in _COMPLETE


def standing(message: Message, now: datetime) -> Standing:
    """Tell where the text stands at this moment."""
    if message.canceled_at is not None:
        return Standing(Status.CANCELED, message.canceled_at)
    if message.send_at is not None and now < message.send_at:
        return Standing(Status.SCHEDULED, message.received_at)
    begun_at = message.send_at or message.received_at
    age = max(now - begun_at, timedelta())
    after, status = max(step for step in _COURSE if step[0] <= age)
    if status is Status.ACCEPTED and message.service_sid is None:
        status = Status.QUEUED  # a text with its own number has no sender to wait for
    sent_at = begun_at + _SENT_AFTER if age >= _SENT_AFTER else None
    return Standing(status, begun_at + after, sent_at)
