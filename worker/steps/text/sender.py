"""The sender: whether it works (its circuit breaker), its rate limit, the clinic's for a month, and holds.

Asked inside the claim's transaction, after the locks of slot and patient; clinic and sender come
last. What is counted here is counted once, whoever else is sending.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.events import EventKind
from schemas.keys import ClinicNum
from worker.office import Office
from worker.rules.rate_limit import month_of, reason_over_month
from worker.rules.skip import Skip
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger import events, senders, spending
from worker.store.ledger.senders import Door

PROBE_AFTER: Final = timedelta(minutes=5)
"""How long after a stop, or after the last try, one text may try whether the sender works again."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Go:
    """The text may go."""

    is_probe: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Too fast: the text comes back, and nothing is held against it."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody holds it: the text stays due until it is released."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The sender is stopped: the text stays due until it works again."""


def may_send(
    transaction: Transaction,
    office: Office,
    clinic_num: ClinicNum,
    segments: int,
    now: datetime,
    *,
    is_capped: bool,
) -> Go | Wait | Held | Closed | Skip:
    """Say whether a text may go now, and count it if so."""
    limits = office.limits
    month = month_of(office.local(now))
    if limits.segments_per_month:
        locks.take_clinic(transaction, clinic_num)
        used = spending.used(transaction, clinic_num, month)
        reason = reason_over_month(used, segments, limits.segments_per_month)
        if reason is not None and is_capped:
            return reason
    door = _door(transaction, office, clinic_num)
    shut, stopped = _shut(door, now), door.stopped
    if shut is not None:
        return shut
    after = None
    if limits.segments_per_second:
        pace = senders.pace(transaction, office.sender_key, now)
        after = pace.send(segments, limits.segments_per_second, now)
        if after is None:
            waiting, until = pace.wait(segments, limits.segments_per_second, now)
            senders.set_pace(transaction, office.sender_key, waiting)
            return Wait(until)
    if stopped is not None:  # last: whoever claims the one try uses it
        if not senders.claim_probe(transaction, office.sender_key, now, now + PROBE_AFTER):
            return Closed()
        log.info("sender.probed")
    if after is not None:
        senders.set_pace(transaction, office.sender_key, after)
    if limits.segments_per_month:
        spending.add(transaction, clinic_num, month, segments)
    return Go(is_probe=stopped is not None)


def _door(transaction: Transaction, office: Office, clinic_num: ClinicNum) -> Door:
    if office.limits.segments_per_second:  # first: whoever waits for it reads afterwards
        locks.take_sender(transaction, office.sender_key)
    return senders.door(transaction, office.sender_key, clinic_num)


def _shut(door: Door, now: datetime) -> Held | Closed | None:
    if door.is_held:
        return Held()
    is_stopped = door.stopped is not None and door.stopped.probe_at > now
    return Closed() if is_stopped else None


def count(
    transaction: Transaction,
    office: Office,
    clinic_num: ClinicNum,
    segments: int,
    sent_at: datetime,
) -> None:
    """Count a clinic's segments of the month in which they were sent, where they have a limit.

    Fewer, by a number below 0, of a text that certainly was not sent.
    """
    if office.limits.segments_per_month:
        locks.take_clinic(transaction, clinic_num)
        spending.add(transaction, clinic_num, month_of(office.local(sent_at)), segments)


def stop(
    transaction: Transaction, office: Office, code: int, now: datetime, *, is_by_receipt: bool
) -> None:
    """Send nothing more from a sender that cannot send, and raise one alarm."""
    is_news = senders.stop(
        transaction,
        office.sender_key,
        code,
        is_by_receipt=is_by_receipt,
        now=now,
        probe_at=now + PROBE_AFTER,
    )
    if is_news:
        events.tell(transaction, EventKind.SENDER_STOPPED, now, error_code=code)
        log.error("sender.stopped", code=code)


def was_taken(transaction: Transaction, office: Office) -> None:
    """A text that tried a stopped sender was taken."""
    if senders.release_by_call(transaction, office.sender_key):
        log.warning("sender.released")


def was_delivered(transaction: Transaction, office: Office, sent_at: datetime) -> None:
    """A text that was sent at a time has arrived: a sender that was stopped before works."""
    if senders.release_by_receipt(transaction, office.sender_key, sent_at):
        log.warning("sender.released")
