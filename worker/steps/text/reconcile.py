"""Reconcile: find out what became of an attempt that ended without an answer, before another begins."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.events import EventKind
from worker.gateways.port import Accepted, CannotAsk, CannotTell
from worker.office import Office
from worker.rules.attempt import AttemptState, TextKey, UnknownPolicy, next_look
from worker.steps.text import owner as owners
from worker.steps.text.owner import Owner
from worker.steps.text.record import record
from worker.store.engine import Transaction
from worker.store.ledger import attempts, events
from worker.store.ledger.attempts import Attempt

PAUSE_WHEN_NOT_TOLD: Final = timedelta(seconds=15)
"""When the provider cannot be asked it is asked again soon; that was not a look."""

_SEEN: Final = Accepted("", "", 0, "")
"""A text whose link was opened has arrived, whatever the provider's list says."""

GIVEN_UP: Final = (
    "The text provider never confirmed this text; it may or may not have been sent, "
    "and was not sent again."
)

log = structlog.get_logger()


def reconcile(attempt_id: str, office: Office, clock: Callable[[], datetime]) -> TextKey | None:
    """Look after an attempt whose time has come; the provider is asked about an unknown one.

    Returns the text to send again when the provider has no trace of it after the last look.
    """
    began = _take_over(attempt_id, office, clock())
    if began is None:
        return None
    attempt, owner = began
    try:
        return _look(attempt, owner, office, clock)
    except CannotAsk as error:
        _come_back(attempt, office, clock() + PAUSE_WHEN_NOT_TOLD)
        log.warning("attempt.not-told", reason=str(error), **attempt.ids)
        return None


def _take_over(attempt_id: str, office: Office, now: datetime) -> tuple[Attempt, Owner] | None:
    """Claim the look, so that two do not both decide; one that kills them is given up."""

    def work(transaction: Transaction) -> tuple[Attempt, Owner] | None:
        if not attempts.take_over(transaction, attempt_id, now):
            return None
        attempt = attempts.find(transaction, attempt_id)
        if attempt is None:
            return None
        owner = owners.load(transaction, attempt.key)
        owner.may_be_sent(transaction, office.local(attempt.began_at))
        if attempt.tries > office.max_attempts or _cannot_be_looked_for(attempt, owner):
            _give_up(transaction, attempt, now)
            return None
        return attempt, owner

    return office.store.write(work)


def _cannot_be_looked_for(attempt: Attempt, owner: Owner) -> bool:
    """Of what was deleted only an offer's link is still known."""
    return owner.is_gone and not attempt.token


def _look(
    attempt: Attempt, owner: Owner, office: Office, clock: Callable[[], datetime]
) -> TextKey | None:
    asked_at = clock()
    found = _find(attempt, owner, office, asked_at)
    if isinstance(found, Accepted):
        record(attempt, found, office, clock())
        return None
    look = next_look(attempt.began_at, asked_at, office.looks)
    if look is not None:
        _come_back(attempt, office, look)
        log.info("attempt.no-trace-yet", **attempt.ids)
        return None
    return _close(attempt, owner, office, clock(), found)


def _find(
    attempt: Attempt, owner: Owner, office: Office, now: datetime
) -> Accepted | CannotTell | None:
    """Ask the provider; texts of the same body that have attempts of their own are others."""
    if owner.is_seen:
        return _SEEN
    with office.store.reading() as transaction:
        others = attempts.sids(transaction, attempt.key)
    words = attempt.token or attempt.body
    return office.gateway.find(attempt.recipient, words, now - attempt.began_at, others)


def _close(
    attempt: Attempt, owner: Owner, office: Office, now: datetime, doubt: CannotTell | None
) -> TextKey | None:
    """Decide by UNKNOWN_POLICY: send it again, or leave it with the reason.

    Where the provider's list proves nothing it is never sent again.
    """
    policy = office.policies.of(owner.clinic_num)
    if doubt is not None:
        policy = UnknownPolicy.NEVER
        log.warning("attempt.not-proven", reason=doubt.reason, **attempt.ids)

    def work(transaction: Transaction) -> bool:
        if policy is UnknownPolicy.NEVER:
            _give_up(transaction, attempt, now)
            return False
        moved = _end(transaction, attempt, AttemptState.NOT_SENT, now)
        if moved:
            owner.waits_again(transaction)
        return moved

    if not office.store.write(work):
        return None
    log.warning("attempt.no-trace", policy=policy, **attempt.ids)
    return attempt.key


def _give_up(transaction: Transaction, unknown: Attempt, now: datetime) -> None:
    """Leave an unknown attempt with its reason: nothing follows it."""
    if _end(transaction, unknown, AttemptState.GIVEN_UP, now):
        owners.load(transaction, unknown.key).failed(transaction, GIVEN_UP, None)
        events.tell_of_attempt(transaction, EventKind.OFFER_FAILED, unknown, now)
        log.warning("attempt.given-up", **unknown.ids)


def _end(transaction: Transaction, unknown: Attempt, state: AttemptState, now: datetime) -> bool:
    """Let an unknown attempt come to its end; say whether nobody else has."""
    expected = (AttemptState.UNKNOWN,)
    return attempts.move(
        transaction, unknown.attempt_id, expected, state, ended_at=now, next_at=None
    )


def _come_back(attempt: Attempt, office: Office, moment: datetime) -> None:
    """Say when somebody must look at an unknown attempt again."""
    with office.store.writing() as transaction:
        attempts.move(
            transaction,
            attempt.attempt_id,
            (AttemptState.UNKNOWN,),
            AttemptState.UNKNOWN,
            next_at=moment,
        )
