"""Record what came of an attempt: in the ledger, where the text belongs, and in the chart."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from schemas.events import EventKind
from worker.gateways import codes
from worker.gateways.port import Accepted, CallOutcome, NoAnswer, NotSent
from worker.office import Office
from worker.rules.attempt import OPEN, AttemptState, OutgoingText, next_look, pause_before_retry
from worker.rules.receipt import QUESTIONS
from worker.rules.segments import count_segments
from worker.steps.text import error_codes, sender
from worker.steps.text import owner as owners
from worker.steps.text.owner import Owner
from worker.store.engine import Transaction
from worker.store.ledger import attempts, events
from worker.store.practice import chart

log = structlog.get_logger()


def record(text: OutgoingText, outcome: CallOutcome, office: Office, now: datetime) -> None:
    """Write what came of a call; what is known already is not written again."""

    def work(transaction: Transaction) -> None:
        if isinstance(outcome, NotSent) and outcome.code is not None:
            error_codes.lock(transaction, codes.of_refusal(outcome.code), text.recipient)
        owner = owners.load(transaction, text.key)
        match outcome:
            case Accepted():
                _record_accepted(transaction, text, outcome, owner, office, now)
            case NotSent():
                _record_not_sent(transaction, text, outcome, owner, office, now)
            case NoAnswer():
                _record_unknown(transaction, text, outcome, owner, office, now)

    office.store.write(work)


def _record_accepted(
    transaction: Transaction,
    text: OutgoingText,
    accepted: Accepted,
    owner: Owner,
    office: Office,
    now: datetime,
) -> None:
    moved = attempts.move(
        transaction,
        text.attempt_id,
        OPEN,
        AttemptState.ACCEPTED,
        provider_sid=accepted.sid,
        ended_at=now,
        next_at=_question(text, accepted, now),
    )
    if text.is_probe:
        sender.was_taken(transaction, office)
    if not moved:
        return
    sent_at_local, body = office.local(text.began_at), accepted.body or text.body
    owner.was_sent(transaction, text.attempt_id, sent_at_local)
    chart.insert_sent(
        transaction,
        replace(text, body=body),
        pat_num=owner.pat_num,
        clinic_num=owner.clinic_num,
        msg_type=owner.msg_type,
        sender=accepted.sender or office.sender,
        parts=accepted.segments or count_segments(body),
        sent_at_local=sent_at_local,
    )
    events.tell_of_attempt(transaction, EventKind.OFFER_SENT, text, now)
    log.info("text.sent", sid=accepted.sid, **text.ids)


def _question(text: OutgoingText, accepted: Accepted, now: datetime) -> datetime | None:
    """Say when to ask for a receipt; of a text whose id is not known nothing can be asked."""
    return next_look(text.began_at, now, QUESTIONS) if accepted.sid else None


def _record_not_sent(
    transaction: Transaction,
    text: OutgoingText,
    refused: NotSent,
    owner: Owner,
    office: Office,
    now: datetime,
) -> None:
    pause = None if owner.is_gone else _pause(text, refused)
    moved = attempts.move(
        transaction,
        text.attempt_id,
        OPEN,
        AttemptState.REJECTED,
        http_status=refused.http_status,
        provider_code=refused.code,
        ended_at=now,
        next_at=None if pause is None else now + pause,
    )
    if not moved:
        return
    fewer = -count_segments(text.body)
    sender.count(transaction, office, owner.clinic_num, fewer, text.began_at)
    if text.is_probe and refused.http_status is None:
        sender.was_no_probe(transaction, office, now)
    if pause is None:
        owner.failed(transaction, refused.sentence, office.local(now))
        events.tell_of_attempt(transaction, EventKind.OFFER_FAILED, text, now, refused.code)
    else:
        owner.waits_again(transaction)  # who took over from a late caller has said it may be sent
    if refused.code is not None:
        error_codes.of_refusal(transaction, refused.code, text, office, now)
    log.warning(
        "text.rejected",
        code=refused.code,
        again_in_seconds=None if pause is None else pause.total_seconds(),
        **text.ids,
    )


def _pause(text: OutgoingText, refused: NotSent) -> timedelta | None:
    """Say after how long a refused text is tried again; None where it is not."""
    if refused.code is not None and codes.of_refusal(refused.code).stops_sender:
        return timedelta()  # it waits for the sender
    if refused.is_permanent:
        return None
    return pause_before_retry(text.attempt_no, refused.retry_after)


def _record_unknown(
    transaction: Transaction,
    text: OutgoingText,
    silence: NoAnswer,
    owner: Owner,
    office: Office,
    now: datetime,
) -> None:
    moved = attempts.move(
        transaction,
        text.attempt_id,
        (AttemptState.DISPATCHING,),
        AttemptState.UNKNOWN,
        http_status=silence.http_status,
        next_at=next_look(text.began_at, now, office.looks) or now,
    )
    if not moved:
        return
    owner.may_be_sent(transaction, office.local(text.began_at))
    log.warning("text.unknown", reason=silence.reason, **text.ids)
