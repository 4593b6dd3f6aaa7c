"""Where a text stands: read from its age, so that nothing has to run in the background."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from worker.sandbox.behaviour import Ending
from worker.sandbox.message import USUAL_LENGTH, Message


class Status(StrEnum):
    """Twilio's words for it."""

    SCHEDULED = "scheduled"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    READ = "read"
    PARTIALLY_DELIVERED = "partially_delivered"
    CANCELED = "canceled"
    RECEIVING = "receiving"
    RECEIVED = "received"


Step = tuple[timedelta, Status]
"""A status, and the age at which it is reached."""

_INBOUND: tuple[Step, ...] = (
    (timedelta(), Status.RECEIVING),
    (timedelta(milliseconds=100), Status.RECEIVED),
)
_QUEUED, _SENDING, _SENT = (timedelta(milliseconds=after) for after in (200, 500, 900))
_READ_AFTER = timedelta(seconds=1)

_NO_SENDER_YET = frozenset({Status.SCHEDULED, Status.ACCEPTED, Status.CANCELED})
_FAILED = frozenset({Status.UNDELIVERED, Status.FAILED})
_COMPLETE = _FAILED | {
    *(Status.DELIVERED, Status.READ, Status.PARTIALLY_DELIVERED),
    *(Status.CANCELED, Status.RECEIVED),
}
_SENDS = frozenset({Status.SENT, Status.RECEIVED})


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

    @property
    def has_failed(self) -> bool:
        """Whether it will never arrive."""
        return self.status in _FAILED


def steps(message: Message) -> tuple[Step, ...]:
    """Return every status that the text goes through once it has begun."""
    if message.direction == "inbound":
        return _INBOUND
    end = message.fate.ends_after
    pace = min(end / USUAL_LENGTH, 1)  # a text that ends sooner hurries, one that ends later waits
    begun: tuple[Step, ...] = ((timedelta(), Status.QUEUED),)  # its number is known
    if message.service_sid is not None:
        begun = ((timedelta(), Status.ACCEPTED), (_QUEUED * pace, Status.QUEUED))
    if message.fate.ending is Ending.FAILED:
        return (*begun, (end, Status.FAILED))
    left = (*begun, (_SENDING * pace, Status.SENDING), (_SENT * pace, Status.SENT))
    if message.fate.ending is Ending.READ:
        return (*left, (end, Status.DELIVERED), (end + _READ_AFTER * pace, Status.READ))
    return (*left, (end, Status(message.fate.ending)))


def standing(message: Message, now: datetime) -> Standing:
    """Tell where the text stands at this moment."""
    if message.canceled_at is not None:
        return Standing(Status.CANCELED, message.canceled_at)
    if message.send_at is not None and now < message.send_at:
        return Standing(Status.SCHEDULED, message.received_at)
    age = max(now - message.begun_at, timedelta())
    passed = [step for step in steps(message) if step[0] <= age]
    after, status = passed[-1]
    sent = [message.begun_at + after for after, status in passed if status in _SENDS]
    return Standing(status, message.begun_at + after, sent[0] if sent else None)
