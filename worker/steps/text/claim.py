"""Claim a text: under its locks everything is checked again, and the attempt is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from worker.office import Office
from worker.rules import skip
from worker.rules.attempt import OutgoingText, TextKey, may_follow
from worker.rules.segments import count_segments
from worker.rules.skip import Skip
from worker.steps import redelivery
from worker.steps.text import owner as owners
from worker.steps.text import sender
from worker.steps.text.owner import Owner
from worker.steps.text.sender import Go, Held, Wait
from worker.store.engine import Transaction
from worker.store.ledger import attempts

log = structlog.get_logger()


def claim_due(key: TextKey, office: Office, clock: Callable[[], datetime]) -> OutgoingText | None:
    """Claim a text if it is due and nobody else is sending it; run twice, it is claimed once."""
    return redelivery.write(
        str(key),
        office,
        clock(),
        lambda transaction, may_begin: _claim_due(
            transaction, key, office, clock(), may_begin=may_begin
        ),
    )


def _claim_due(
    transaction: Transaction,
    key: TextKey,
    office: Office,
    now: datetime,
    *,
    may_begin: bool | None,
) -> OutgoingText | None:
    owner = owners.load(transaction, key)
    waits_for = owner.waits_for(office, now)
    if waits_for is None:
        owner.tidy_up(transaction)
        return None
    if may_begin is None and waits_for >= redelivery.LONGEST:
        raise redelivery.Old
    if may_begin is False:
        if _next_attempt(transaction, owner.key, now) is not None:
            owner.skip(transaction, skip.TRIED_TOO_OFTEN, office, now)
        return None
    locked = owner.lock(transaction, office.local(now).date())
    attempt_no = _next_attempt(transaction, owner.key, now)
    if locked is None or attempt_no is None or locked.waits_for(office, now) is None:
        return None
    match locked.prepare(transaction, attempt_no, office, now):
        case OutgoingText() as text:
            return claim(transaction, locked, text, office)
        case Skip() as reason:
            locked.skip(transaction, reason, office, now)
    return None


def claim(
    transaction: Transaction, owner: Owner, text: OutgoingText, office: Office
) -> OutgoingText | None:
    """Ask the sender's limits and write the attempt; else put the text off or skip it.

    Whoever claims holds the locks of slot and patient, and has found no reason against the text.
    None also where another worker has just written the same attempt.
    """
    now = text.began_at
    segments = count_segments(text.body)
    match sender.may_send(
        transaction, office, owner.clinic_num, segments, now, is_capped=owner.is_capped
    ):
        case Skip() as reason:
            owner.skip(transaction, reason, office, now)
        case Wait(until):
            owner.put_off(transaction, until, office)
        case Held():
            log.info("text.held", **text.ids)
        case Go(is_probe):
            text = replace(text, is_probe=is_probe)
            if attempts.begin(transaction, text):
                log.info("text.claimed", attempt_no=text.attempt_no, **text.ids)
                return text
    return None


def _next_attempt(transaction: Transaction, key: TextKey, now: datetime) -> int | None:
    """Return the number of the next attempt; None while the last one may have sent the text."""
    last = attempts.last(transaction, key)
    if last is None:
        return 1
    return last.attempt_no + 1 if may_follow(last.state, last.next_at, now) else None
