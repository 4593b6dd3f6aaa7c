"""The insured way: a text that nobody can find is followed by one for later, which can be called off.

Until the second leaves the provider the first is still looked for. So a text is doubled only if the
first one stays invisible to the provider's list and callbacks for minutes after its last look.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog

from worker.gateways.port import Accepted, CannotAsk
from worker.office import Office
from worker.rules.attempt import INSURED_LOOK, WAITING_LOOK, AttemptState
from worker.steps import subjects
from worker.steps.record import record, sending_of
from worker.store import attempts
from worker.store.attempts import Attempt
from worker.store.engine import Transaction

log = structlog.get_logger()

GIVEN_UP: Final = (
    "The text provider never confirmed this text; it may or may not have been sent, "
    "and was not sent again."
)


def give_up(transaction: Transaction, unknown: Attempt, now: datetime) -> None:
    """Leave an unknown attempt with its reason: nothing follows it."""
    moved = attempts.move(
        transaction,
        unknown.attempt_id,
        (AttemptState.UNKNOWN, AttemptState.INSURED),
        AttemptState.GIVEN_UP,
        ended_at=now,
        next_at=None,
    )
    subject = subjects.load(transaction, unknown.key)
    if moved:
        subject.failed(transaction, GIVEN_UP, None)
        log.warning("attempt.given-up", **unknown.ids)


def found_after_all(
    attempt: Attempt, found: Accepted, office: Office, clock: Callable[[], datetime]
) -> None:
    """The first text has shown up: call off the one that insures it, then record the first."""
    with office.store.reading() as transaction:
        second = attempts.last(transaction, attempt.key)
    if second and second.state is AttemptState.SCHEDULED and second.provider_sid:
        left = not _call_off(second, office, clock())
        if left:
            log.error("text.doubled", **attempt.ids)
            record(sending_of(second, office), _as_accepted(second), office, clock())
    record(sending_of(attempt, office), found, office, clock())


def was_the_first(
    second: Attempt, found: Accepted, office: Office, clock: Callable[[], datetime]
) -> None:
    """Looking for a text that was to wait, the first one was found, which is on its way already."""
    with office.store.reading() as transaction:
        first = attempts.insured(transaction, second.key)
    if first is not None:
        record(sending_of(first, office), found, office, clock())
    come_back(second, office, clock() + WAITING_LOOK)


def watch(attempt: Attempt, office: Office, clock: Callable[[], datetime]) -> None:
    """Look after a text that waits at the provider: it is called off when it must not go out."""
    now = clock()
    if attempt.send_at is None or attempt.send_at <= now:
        record(sending_of(attempt, office), _as_accepted(attempt), office, now)
        _close_first(attempt, AttemptState.NOT_SENT, office, now)
        return
    with office.store.reading() as transaction:
        first = attempts.insured(transaction, attempt.key)
        subject = subjects.load(transaction, attempt.key)
        reason = subject.reason_to_stop(transaction, office, attempt.send_at)
    if first is None:  # it has shown up, and only its second was left
        _call_off(attempt, office, now)
    elif reason and _call_off(attempt, office, now):
        _close_first(attempt, AttemptState.GIVEN_UP, office, now)
        with office.store.writing() as transaction:
            subject.failed(transaction, reason.sentence, None)
        log.info("text.skipped", reason=reason.code, **attempt.ids)
    else:
        come_back(attempt, office, min(attempt.send_at, now + WAITING_LOOK))


def come_back(attempt: Attempt, office: Office, moment: datetime) -> None:
    """Say when somebody must look at an attempt again."""
    with office.store.writing() as transaction:
        attempts.move(
            transaction, attempt.attempt_id, (attempt.state,), attempt.state, next_at=moment
        )


def look_again(first: Attempt, office: Office, now: datetime) -> None:
    """Keep looking for a first text until its second has come to its end."""
    with office.store.reading() as transaction:
        second = attempts.last(transaction, first.key)
    if second is None or second.attempt_no == first.attempt_no or second.next_at is not None:
        come_back(first, office, now + INSURED_LOOK)
        return
    was_sent = second.state is AttemptState.ACCEPTED
    _close_first(second, AttemptState.NOT_SENT if was_sent else AttemptState.GIVEN_UP, office, now)


def _call_off(second: Attempt, office: Office, now: datetime) -> bool:
    """Cancel a waiting text; False where it has left, raises CannotAsk."""
    if second.provider_sid is None:
        raise CannotAsk("no id")
    if not office.gateway.call_off(second.provider_sid):
        return False
    with office.store.writing() as transaction:
        attempts.move(
            transaction,
            second.attempt_id,
            (AttemptState.SCHEDULED,),
            AttemptState.NOT_SENT,
            ended_at=now,
            next_at=None,
        )
    log.info("text.called-off", sid=second.provider_sid, **second.ids)
    return True


def _close_first(second: Attempt, state: AttemptState, office: Office, now: datetime) -> None:
    """End the attempt that was insured."""
    with office.store.writing() as transaction:
        first = attempts.insured(transaction, second.key)
        if first is not None:
            attempts.move(
                transaction,
                first.attempt_id,
                (AttemptState.INSURED,),
                state,
                ended_at=now,
                next_at=None,
            )


def _as_accepted(attempt: Attempt) -> Accepted:
    """What the provider said when it took a text for later."""
    return Accepted(attempt.provider_sid or "", "", 0, "")
