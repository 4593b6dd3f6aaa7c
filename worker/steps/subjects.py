"""What a text belongs to: an offer, a row of our own, or nothing any more; each is told what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import structlog

from schemas.codes import ResponseStatus, SendStatus, SmsMessageSource
from schemas.keys import AsapCommNum, ClinicNum, PatNum
from worker.office import Office
from worker.rules.attempt import Purpose, TextKey, TextState
from worker.rules.skip import add_note, without_note
from worker.rules.template import at_sending
from worker.steps.link import offer_url
from worker.store import blockouts, offers, own_texts, practice
from worker.store.engine import Transaction
from worker.store.offers import StoredOffer
from worker.store.own_texts import StoredText

log = structlog.get_logger()

_NOBODY: Final = PatNum(0)
_NO_CLINIC: Final = ClinicNum(0)
_OFFER_ON_ITS_WAY: Final = (SendStatus.SEND_NOT_ATTEMPTED, SendStatus.SENT_AWAITING_RECEIPT)
_TEXT_ON_ITS_WAY: Final = (TextState.WAITING, TextState.UNSURE)


class Subject(Protocol):
    """Whatever a text belongs to; telling it twice is telling it once."""

    @property
    def pat_num(self) -> PatNum:
        """The patient, 0 where none is known."""
        ...

    @property
    def clinic_num(self) -> ClinicNum:
        """The clinic that sends."""
        ...

    @property
    def msg_type(self) -> int:
        """smstomobile.MsgType."""
        ...

    @property
    def is_seen(self) -> bool:
        """Whether the patient has shown that the text has arrived."""
        ...

    def body(self, transaction: Transaction, office: Office, token: str) -> str:
        """Render the text again, as it was handed over."""
        ...

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:
        """The provider has the text."""
        ...

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:
        """The call ended without an answer."""
        ...

    def waits_again(self, transaction: Transaction) -> None:
        """The provider never had the text: it may be sent again."""
        ...

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:
        """The text will not be sent; a time is given where that is when it was refused."""
        ...

    def undelivered(self, transaction: Transaction, sentence: str) -> None:
        """The provider had the text and could not deliver it."""
        ...

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """A text that was given up with this sentence is on its way after all."""
        ...


@dataclass(frozen=True, slots=True)
class OfferSubject:
    """An offer's text."""

    offer: StoredOffer
    msg_type: int = SmsMessageSource.WEB_SCHED_ASAP

    @property
    def pat_num(self) -> PatNum:
        """The patient."""
        return self.offer.pat_num

    @property
    def clinic_num(self) -> ClinicNum:
        """The clinic that sends."""
        return self.offer.clinic_num

    @property
    def is_seen(self) -> bool:
        """Whether the link was opened."""
        return self.offer.is_seen

    def body(self, transaction: Transaction, office: Office, token: str) -> str:
        """Fill in name and link again."""
        patient = practice.find_patient(transaction, self.offer.pat_num)
        name = patient.f_name if patient else ""
        return at_sending(self.offer.template_text, name, offer_url(office.base_url, token))

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:
        """Show it as sent, and wait for the patient's answer."""
        self._change(
            transaction,
            _OFFER_ON_ITS_WAY,
            sms_send_status=SendStatus.SEND_SUCCESSFUL,
            response_status=ResponseStatus.PENDING_RSVP,
            date_time_sms_sent=sent_at_local,
            guid_message_to_mobile=attempt_id,
        )

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:
        """Show it as sent without a receipt."""
        self._change(
            transaction,
            (SendStatus.SEND_NOT_ATTEMPTED,),
            sms_send_status=SendStatus.SENT_AWAITING_RECEIPT,
            response_status=ResponseStatus.PENDING_RSVP,
            date_time_sms_sent=began_at_local,
        )

    def waits_again(self, transaction: Transaction) -> None:
        """Show it as waiting again."""
        self._change(
            transaction,
            (SendStatus.SENT_AWAITING_RECEIPT,),
            sms_send_status=SendStatus.SEND_NOT_ATTEMPTED,
            response_status=ResponseStatus.AWAITING_TRANSMIT,
        )

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:
        """Say why in Note."""
        tried = {} if now_local is None else {"date_time_sms_sent": now_local}
        self._change(
            transaction,
            _OFFER_ON_ITS_WAY,
            sms_send_status=SendStatus.SEND_FAILED,
            response_status=ResponseStatus.FAILED,
            note=add_note(self.offer.note, sentence),
            **tried,
        )

    def undelivered(self, transaction: Transaction, sentence: str) -> None:
        """Say why in Note; a patient who has answered has the text, whatever the carrier says."""
        num, note = self.offer.asap_comm_num, add_note(self.offer.note, sentence)
        if offers.undelivered(transaction, num, note):
            blockouts.refresh_note(transaction, self.offer.schedule_num)

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """Take the sentence out of Note again."""
        note = without_note(self.offer.note, sentence)
        offers.revive(transaction, self.offer.asap_comm_num, note)

    def _change(
        self, transaction: Transaction, expected: tuple[SendStatus, ...], **values: object
    ) -> None:
        offers.change(transaction, self.offer.asap_comm_num, expected, **values)
        blockouts.refresh_note(transaction, self.offer.schedule_num)


@dataclass(frozen=True, slots=True)
class OwnSubject:
    """A text that is no offer."""

    text: StoredText

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

    @property
    def is_seen(self) -> bool:
        """It has no link."""
        return False

    def body(self, transaction: Transaction, office: Office, token: str) -> str:  # noqa: ARG002
        """It was rendered when it was written down."""
        return self.text.body

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:  # noqa: ARG002
        """Close it."""
        self._change(transaction, _TEXT_ON_ITS_WAY, state=TextState.SENT)

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:  # noqa: ARG002
        """Nobody knows."""
        self._change(transaction, (TextState.WAITING,), state=TextState.UNSURE)

    def waits_again(self, transaction: Transaction) -> None:
        """Open it again."""
        self._change(transaction, (TextState.UNSURE,), state=TextState.WAITING)

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:  # noqa: ARG002
        """Say why."""
        note = add_note(self.text.note, sentence)
        self._change(transaction, _TEXT_ON_ITS_WAY, state=TextState.FAILED, note=note)

    def undelivered(self, transaction: Transaction, sentence: str) -> None:
        """Say why."""
        note = add_note(self.text.note, sentence)
        self._change(transaction, (TextState.SENT,), state=TextState.FAILED, note=note)

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """Take the sentence back."""
        note = without_note(self.text.note, sentence)
        self._change(transaction, (TextState.FAILED,), state=TextState.UNSURE, note=note)

    def _change(
        self, transaction: Transaction, expected: tuple[TextState, ...], **values: object
    ) -> None:
        own_texts.change(transaction, self.text.text_num, expected, **values)


@dataclass(frozen=True, slots=True)
class GoneSubject:
    """Nothing: somebody has deleted the offer or the text. The ledger keeps what is known of it."""

    key: TextKey
    pat_num: PatNum = _NOBODY
    clinic_num: ClinicNum = _NO_CLINIC
    msg_type: int = SmsMessageSource.UNDEFINED
    is_seen: bool = False

    def body(self, transaction: Transaction, office: Office, token: str) -> str:  # noqa: ARG002
        """Nobody knows it any more."""
        return ""

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:  # noqa: ARG002
        """It went out for nobody."""
        self._log("sent")

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:
        """The looks go on, and end."""

    def waits_again(self, transaction: Transaction) -> None:  # noqa: ARG002
        """Nothing is there to be sent again."""
        self._log("not-sent")

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:  # noqa: ARG002
        """Nobody is there to be told why."""
        self._log("failed")

    def undelivered(self, transaction: Transaction, sentence: str) -> None:
        """The receipt is kept with the attempt."""

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """It has no Note."""

    def _log(self, outcome: str) -> None:
        log.warning("attempt.orphaned", outcome=outcome, **self.key.ids)


def load(transaction: Transaction, key: TextKey) -> Subject:
    """Read what a text belongs to."""
    if key.purpose is Purpose.OFFER:
        offer = offers.load(transaction, AsapCommNum(key.subject))
        return GoneSubject(key) if offer is None else OfferSubject(offer)
    text = own_texts.load(transaction, key.subject)
    return GoneSubject(key) if text is None else OwnSubject(text)
