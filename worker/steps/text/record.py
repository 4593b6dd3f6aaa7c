"""Record what came of an attempt: in the ledger, where the text belongs, and in the chart."""

from collections.abc import Collection
from dataclasses import dataclass, replace
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
from worker.store.ledger import attempts, events, senders
from worker.store.practice import chart

log = structlog.get_logger()


def record(text: OutgoingText, outcome: CallOutcome, office: Office, now: datetime) -> None:
    """Write what came of a call; what is known already is not written again."""

    def work(transaction: Transaction) -> None:
        if isinstance(outcome, NotSent) and outcome.code is not None:
            error_codes.lock(transaction, codes.of_refusal(outcome.code), text.recipient)
        owner = owners.load(transaction, text.key)
        recording = _Recording(transaction, text, owner, office, now)
        match outcome:
            case Accepted():
                recording.accepted(outcome)
            case NotSent():
                recording.not_sent(outcome)
            case NoAnswer():
                recording.unknown(outcome)

    office.store.write(work)


@dataclass(frozen=True, slots=True)
class _Recording:
    """One outcome at work."""

    transaction: Transaction
    text: OutgoingText
    owner: Owner
    office: Office
    now: datetime

    def accepted(self, accepted: Accepted) -> None:
        """The provider has the text."""
        transaction, text, owner, office = self.transaction, self.text, self.owner, self.office
        moved = self._move(
            OPEN,
            AttemptState.ACCEPTED,
            provider_sid=accepted.sid,
            ended_at=self.now,
            # of a text whose id is not known no receipt can be asked for
            next_at=next_look(text.began_at, self.now, QUESTIONS) if accepted.sid else None,
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
        events.tell_of_attempt(transaction, EventKind.OFFER_SENT, text, self.now)
        log.info("text.sent", sid=accepted.sid, **text.ids)

    def not_sent(self, refused: NotSent) -> None:
        """The provider has refused the text, for now or for good."""
        transaction, text, owner, office = self.transaction, self.text, self.owner, self.office
        pause = None if owner.is_gone else _pause(text, refused)
        moved = self._move(
            OPEN,
            AttemptState.REJECTED,
            http_status=refused.http_status,
            provider_code=refused.code,
            ended_at=self.now,
            next_at=None if pause is None else self.now + pause,
        )
        if not moved:
            return
        fewer = -count_segments(text.body)
        sender.count(transaction, office, owner.clinic_num, fewer, text.began_at)
        if text.is_probe and refused.http_status is None:
            # it never reached the provider: another text may try the sender
            senders.probe_again(transaction, office.sender_key, self.now)
        if pause is None:
            owner.failed(transaction, refused.sentence, office.local(self.now))
            kind = EventKind.OFFER_FAILED
            events.tell_of_attempt(transaction, kind, text, self.now, refused.code)
        else:
            owner.waits_again(transaction)  # who took over from a late caller said it may be sent
        if refused.code is not None:
            error_codes.of_refusal(transaction, refused.code, text, office, self.now)
        seconds = None if pause is None else pause.total_seconds()
        log.warning("text.rejected", code=refused.code, again_in_seconds=seconds, **text.ids)

    def unknown(self, silence: NoAnswer) -> None:
        """Nobody knows: the provider is looked at."""
        moved = self._move(
            (AttemptState.DISPATCHING,),
            AttemptState.UNKNOWN,
            http_status=silence.http_status,
            next_at=next_look(self.text.began_at, self.now, self.office.looks) or self.now,
        )
        if moved:
            self.owner.may_be_sent(self.transaction, self.office.local(self.text.began_at))
            log.warning("text.unknown", reason=silence.reason, **self.text.ids)

    def _move(
        self, expected: Collection[AttemptState], state: AttemptState, **values: object
    ) -> bool:
        return attempts.move(self.transaction, self.text.attempt_id, expected, state, **values)


def _pause(text: OutgoingText, refused: NotSent) -> timedelta | None:
    """Say after how long a refused text is tried again; None where it is not."""
    if refused.code is not None and codes.of_refusal(refused.code).stops_sender:
        return timedelta()  # it waits for the sender
    if refused.is_permanent:
        return None
    return pause_before_retry(text.attempt_no, refused.retry_after)
