"""Record what came of an attempt: in the ledger, where the text belongs, and in the chart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from worker.gateways import codes
from worker.gateways.port import Accepted, NoAnswer, NotSent, Outcome
from worker.office import Office
from worker.rules.attempt import (
    OPEN,
    AttemptState,
    TextKey,
    next_look,
    pause_before_retry,
)
from worker.rules.receipt import QUESTIONS
from worker.rules.segments import count_segments
from worker.steps import consequences, gate, subjects
from worker.steps.subjects import GoneSubject, Subject
from worker.store import attempts, texts
from worker.store.attempts import Attempt
from worker.store.engine import Transaction
from worker.store.texts import SentText

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A text on its way to the provider."""

    attempt_id: str
    key: TextKey
    recipient: str
    body: str
    attempt_no: int
    began_at: datetime
    is_probe: bool = False
    """Whether it tries if a stopped sender works again."""

    @property
    def ids(self) -> dict[str, object]:
        """Which text it is, for the logs."""
        return self.key.ids


def sending_of(attempt: Attempt, office: Office) -> Sending:
    """Make it anew from the ledger; the text is rendered again, as some providers keep no bodies."""
    with office.store.reading() as transaction:
        subject = subjects.load(transaction, attempt.key)
        body = subject.body(transaction, office, attempt.token)
    return Sending(
        attempt_id=attempt.attempt_id,
        key=attempt.key,
        recipient=attempt.recipient,
        body=body,
        attempt_no=attempt.attempt_no,
        began_at=attempt.began_at,
    )


def record(sending: Sending, outcome: Outcome, office: Office, now: datetime) -> None:
    """Write what came of a call; what is known already is not written again."""

    def work(transaction: Transaction) -> None:
        if isinstance(outcome, NotSent) and outcome.code is not None:
            consequences.lock(transaction, codes.of_refusal(outcome.code), sending.recipient)
        subject = subjects.load(transaction, sending.key)
        match outcome:
            case Accepted():
                _record_accepted(transaction, sending, outcome, subject, office, now)
            case NotSent():
                _record_not_sent(transaction, sending, outcome, subject, office, now)
            case NoAnswer():
                _record_unknown(transaction, sending, outcome, subject, office, now)

    office.store.write(work)


def _record_accepted(
    transaction: Transaction,
    sending: Sending,
    accepted: Accepted,
    subject: Subject,
    office: Office,
    now: datetime,
) -> None:
    moved = attempts.move(
        transaction,
        sending.attempt_id,
        OPEN,
        AttemptState.ACCEPTED,
        provider_sid=accepted.sid,
        ended_at=now,
        next_at=_question(sending, accepted, now),
    )
    if sending.is_probe:
        gate.was_taken(transaction, office)
    if not moved:
        return
    sent_at_local = office.local(sending.began_at)
    subject.was_sent(transaction, sending.attempt_id, sent_at_local)
    texts.insert(
        transaction,
        SentText(
            guid=sending.attempt_id,
            pat_num=subject.pat_num,
            clinic_num=subject.clinic_num,
            sender=accepted.sender or office.sender,
            recipient=sending.recipient,
            body=accepted.body or sending.body,
            parts=accepted.segments or count_segments(accepted.body or sending.body),
            msg_type=subject.msg_type,
            sent_at_local=sent_at_local,
        ),
    )
    log.info("text.sent", sid=accepted.sid, **sending.ids)


def _question(sending: Sending, accepted: Accepted, now: datetime) -> datetime | None:
    """Say when to ask for a receipt; of a text whose id is not known nothing can be asked."""
    return next_look(sending.began_at, now, QUESTIONS) if accepted.sid else None


def _record_not_sent(
    transaction: Transaction,
    sending: Sending,
    refused: NotSent,
    subject: Subject,
    office: Office,
    now: datetime,
) -> None:
    pause = None if isinstance(subject, GoneSubject) else _pause(sending, refused)
    moved = attempts.move(
        transaction,
        sending.attempt_id,
        OPEN,
        AttemptState.REJECTED,
        http_status=refused.http_status,
        provider_code=refused.code,
        ended_at=now,
        next_at=None if pause is None else now + pause,
    )
    if not moved:
        return
    segments = count_segments(sending.body)
    gate.give_back(transaction, office, subject.clinic_num, segments, sending.began_at)
    if sending.is_probe and refused.http_status is None:
        gate.was_no_probe(transaction, office, now)
    if pause is None:
        subject.failed(transaction, refused.sentence, office.local(now))
    else:
        subject.waits_again(transaction)  # who took over from a late caller has said it may be sent
    if refused.code is not None:
        consequences.of_refusal(
            transaction, refused.code, sending.attempt_id, sending.recipient, office, now
        )
    log.warning(
        "text.rejected",
        code=refused.code,
        again_in_seconds=None if pause is None else pause.total_seconds(),
        **sending.ids,
    )


def _pause(sending: Sending, refused: NotSent) -> timedelta | None:
    """Say after how long a refused text is tried again; None where it is not."""
    if refused.code is not None and codes.of_refusal(refused.code).stops_sender:
        return timedelta()  # it waits for the sender
    if refused.is_permanent:
        return None
    return pause_before_retry(sending.attempt_no, refused.retry_after)


def _record_unknown(
    transaction: Transaction,
    sending: Sending,
    silence: NoAnswer,
    subject: Subject,
    office: Office,
    now: datetime,
) -> None:
    moved = attempts.move(
        transaction,
        sending.attempt_id,
        (AttemptState.DISPATCHING,),
        AttemptState.UNKNOWN,
        http_status=silence.http_status,
        next_at=next_look(sending.began_at, now, office.looks) or now,
    )
    if not moved:
        return
    subject.may_be_sent(transaction, office.local(sending.began_at))
    log.warning("text.unknown", reason=silence.reason, **sending.ids)
