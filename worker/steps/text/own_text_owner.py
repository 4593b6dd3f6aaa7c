"""The owner of a confirmation or of an answer to a keyword: a row of our own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self
from uuid import uuid4

import structlog

from schemas.codes import AptStatus
from schemas.keys import AsapCommNum, ClinicNum, PatNum
from worker.office import Office
from worker.rules import skip, texting
from worker.rules.answer import Outcome
from worker.rules.attempt import TEXT_ON_ITS_WAY, OutgoingText, Purpose, TextKey, TextState
from worker.rules.skip import Skip, add_note, without_note
from worker.steps import sending_clinic
from worker.store.engine import Transaction
from worker.store.ledger import answers, own_texts
from worker.store.ledger.own_texts import StoredText
from worker.store.practice import links, moves, records

_WAITING: Final = frozenset({TextState.WAITING})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OwnTextOwner:
    """A text that is no offer."""

    text: StoredText
    is_capped: bool = False
    is_seen: bool = False
    is_gone: bool = False

    @property
    def key(self) -> TextKey:
        """The text."""
        return self.text.key

    @property
    def pat_num(self) -> PatNum:
        """The patient, 0 where none is known."""
        return self.text.pat_num

    @property
    def clinic_num(self) -> ClinicNum:
        """The clinic that sends."""
        return self.text.clinic_num

    @property
    def msg_type(self) -> int:
        """What the text says of its kind."""
        return self.text.msg_type

    def waits_for(self, office: Office, now: datetime) -> timedelta | None:  # noqa: ARG002
        """Say for how long it has been due."""
        is_due = self.text.state is TextState.WAITING and self.text.due_at <= now
        return now - self.text.due_at if is_due else None

    def tidy_up(self, transaction: Transaction) -> None:
        """Nothing else shows it."""

    def lock(self, transaction: Transaction, today: date) -> Self:  # noqa: ARG002
        """Nobody else decides about it; the ledger takes the number of an attempt once."""
        return self

    def prepare(
        self,
        transaction: Transaction,
        attempt_no: int,
        office: Office,  # noqa: ARG002
        now: datetime,
    ) -> OutgoingText | Skip:
        """Check it again; it was rendered when it was written down."""
        reason = reason_not_to_send(transaction, self.text, now)
        if reason is not None:
            return reason
        return OutgoingText(
            key=self.key,
            attempt_id=str(uuid4()),
            attempt_no=attempt_no,
            recipient=self.text.recipient,
            body=self.text.body,
            began_at=now,
            valid_for=self.text.expires_at - now,
        )

    def skip(self, transaction: Transaction, reason: Skip, office: Office, now: datetime) -> None:  # noqa: ARG002
        """Leave it with its reason."""
        note = add_note(self.text.note, reason.sentence)
        self._change(transaction, _WAITING, state=TextState.SKIPPED, note=note)
        log.info("text.skipped", text_num=self.text.text_num, reason=reason.code)

    def put_off(self, transaction: Transaction, until: datetime, office: Office) -> None:  # noqa: ARG002
        """Let it be due later."""
        self._change(transaction, _WAITING, due_at=until)

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:  # noqa: ARG002
        """Close it."""
        self._change(transaction, TEXT_ON_ITS_WAY, state=TextState.SENT)

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:  # noqa: ARG002
        """Nobody knows."""
        self._change(transaction, _WAITING, state=TextState.UNSURE)

    def waits_again(self, transaction: Transaction) -> None:
        """Open it again."""
        self._change(transaction, (TextState.UNSURE,), state=TextState.WAITING)

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:  # noqa: ARG002
        """Say why."""
        note = add_note(self.text.note, sentence)
        self._change(transaction, TEXT_ON_ITS_WAY, state=TextState.FAILED, note=note)

    def undelivered(self, transaction: Transaction, sentence: str) -> bool:
        """Say why."""
        note = add_note(self.text.note, sentence)
        self._change(transaction, (TextState.SENT,), state=TextState.FAILED, note=note)
        return True

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """Take the sentence back."""
        note = without_note(self.text.note, sentence)
        self._change(transaction, (TextState.FAILED,), state=TextState.UNSURE, note=note)

    def _change(
        self,
        transaction: Transaction,
        expected: Collection[TextState],
        **values: object,
    ) -> None:
        own_texts.change(transaction, self.text.text_num, expected, **values)


def reason_not_to_send(transaction: Transaction, text: StoredText, now: datetime) -> Skip | None:
    """An answer to a keyword goes to whoever wrote it; anything else needs consent."""
    if now >= text.expires_at:
        return skip.EXPIRED
    if text.purpose is Purpose.REPLY:
        return None
    if _is_stale(transaction, text):
        return skip.APPOINTMENT_CHANGED
    patient = records.find_patient(transaction, text.pat_num)
    if patient is None:
        return skip.UNABLE_TO_RECEIVE
    policy = sending_clinic.load(transaction, text.clinic_num).policy
    against = sending_clinic.reason_against_number(transaction, patient, policy)
    return texting.reason_not_to_text(patient, policy) or against


def _is_stale(transaction: Transaction, text: StoredText) -> bool:
    """Say whether the appointment is not where its confirmation says, which had to wait, any more."""
    link = links.link_of(transaction, AsapCommNum(text.subject))
    last = answers.last(transaction, link.page) if link else None
    if last is None or last.outcome is not Outcome.MOVED or last.apt_num is None:
        return False
    stands = moves.find_current(transaction, last.apt_num)
    now_at = stands and stands.apt_status == AptStatus.SCHEDULED and stands.apt_date_time
    return last.asap_comm_num != text.subject or now_at != last.slot_start
