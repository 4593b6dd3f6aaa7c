"""Which receipts a text gets, and when: Twilio's own order, or the one that is played."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from worker.sandbox.behaviour import Receipts
from worker.sandbox.course import Status, standing, steps
from worker.sandbox.message import Message
from worker.sandbox.resource import API_VERSION

_APART = timedelta(milliseconds=50)
"""Between receipts that come again, or in the wrong order."""

_DONE = frozenset({Status.DELIVERED, Status.UNDELIVERED})


@dataclass(frozen=True, slots=True)
class Receipt:
    """A status, when it was reached, and when its receipt leaves."""

    status: Status
    reached_at: datetime
    due_at: datetime


def receipts(message: Message) -> list[Receipt]:
    """Plan the receipts of a text; the status in the answer to its request gets none."""
    if message.callback_url is None or message.fate.receipts is Receipts.LOST:
        return []
    if message.canceled_at is not None:
        return [Receipt(Status.CANCELED, message.canceled_at, message.canceled_at)]
    begun_at, answered = message.begun_at, 0 if message.send_at else 1
    reached = [(begun_at + after, status) for after, status in steps(message)[answered:]]
    usual = [Receipt(status, at, at) for at, status in reached]
    match message.fate.receipts:
        case Receipts.LATE:
            by = message.fate.receipts_after
            return [replace(one, due_at=one.due_at + by) for one in usual]
        case Receipts.REPEATED:
            return [
                copy for one in usual for copy in (one, replace(one, due_at=one.due_at + _APART))
            ]
        case Receipts.OUT_OF_ORDER:
            last_at, backwards = usual[-1].due_at, enumerate(reversed(usual))
            return [replace(one, due_at=last_at + number * _APART) for number, one in backwards]
        case _:
            return usual


def left(message: Message, now: datetime) -> list[Receipt]:
    """Return what a restarted sandbox still owes: the latest receipt again, and those to come."""
    if message.reported_at is not None or message.deleted_at is not None:
        return []
    plan = sorted(receipts(message), key=lambda one: one.due_at)
    due = sum(one.due_at <= now for one in plan)
    return plan[max(due - 1, 0) :]


def fields(message: Message, receipt: Receipt) -> dict[str, str]:
    """Build the form that Twilio posts."""
    stands = standing(message, receipt.reached_at)
    form = {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender,
        "MessageSid": message.sid,
        "MessageStatus": receipt.status,
        "SmsSid": message.sid,
        "SmsStatus": receipt.status,
        "To": message.to,
    }
    if message.service_sid:
        form["MessagingServiceSid"] = message.service_sid
    if stands.has_failed and message.fate.code:
        form["ErrorCode"] = str(message.fate.code)
    if receipt.status in _DONE:
        form["RawDlrDoneDate"] = f"{receipt.reached_at:%y%m%d%H%M}"
    return form
