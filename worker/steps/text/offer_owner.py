"""The owner of an offer's text: its row in asapcomm."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import structlog

from schemas.codes import ResponseStatus, SendStatus, SmsMessageSource
from schemas.events import EventKind
from schemas.keys import ClinicNum, PatNum
from schemas.wire import is_never
from worker.office import Office
from worker.rules import skip
from worker.rules.attempt import OutgoingText, Purpose, TextKey
from worker.rules.phone import dialable
from worker.rules.sending import ON_ITS_WAY, WAITING, reason_not_to_send, statuses_when_skipped
from worker.rules.skip import Skip, add_note, without_note
from worker.rules.slot import Slot
from worker.rules.template import LONGEST_TEXT, at_sending
from worker.rules.texting import Patient
from worker.rules.wall_clock import elapsed
from worker.steps.link import new_short_guid, offer_url
from worker.steps.text import facts
from worker.steps.text.facts import Place
from worker.store.engine import Transaction
from worker.store.ledger import events
from worker.store.practice import asapcomms, blockouts
from worker.store.practice.asapcomms import StoredOffer

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OfferOwner:
    """An offer."""

    offer: StoredOffer
    place: Place | None = None
    """What it is about, once its locks are held."""
    msg_type: int = SmsMessageSource.WEB_SCHED_ASAP
    is_capped: bool = True
    is_gone: bool = False

    @property
    def key(self) -> TextKey:
        """The text."""
        return TextKey(Purpose.OFFER, self.offer.asap_comm_num)

    @property
    def pat_num(self) -> PatNum:
        """The patient."""
        return self.offer.pat_num

    @property
    def clinic_num(self) -> ClinicNum:
        """The clinic that sends."""
        return self.place.clinic.clinic_num if self.place else self.offer.clinic_num

    @property
    def is_seen(self) -> bool:
        """Whether the link was opened."""
        return self.offer.is_seen

    def waits_for(self, office: Office, now: datetime) -> timedelta | None:
        """Say for how long it has been due; of what another program has made nobody knows."""
        offer, now_local = self.offer, office.local(now)
        is_waiting = offer.sms_send_status in WAITING and not offer.is_foreign
        if not is_waiting or offer.date_time_sms_scheduled > now_local:
            return None
        return elapsed(offer.date_time_sms_scheduled, now_local, office.zone)

    def tidy_up(self, transaction: Transaction) -> None:
        """A worker that died right after it was done may have left the blockout's old count."""
        if not (self.offer.is_foreign or is_never(self.offer.date_time_sms_sent)):
            blockouts.refresh_note(transaction, self.offer.schedule_num)

    def lock(self, transaction: Transaction, today: date) -> "OfferOwner | None":
        """Wait for whoever decides about its slot or its patient, and read it again."""
        place = facts.lock(transaction, self.offer, today)
        offer = asapcomms.load(transaction, self.offer.asap_comm_num)
        return None if offer is None else OfferOwner(offer, place)

    def prepare(
        self, transaction: Transaction, attempt_no: int, office: Office, now: datetime
    ) -> OutgoingText | Skip | None:
        """Check everything again, and render it; None where it has been put off."""
        if self.place is None:
            raise LookupError(f"offer {self.offer.asap_comm_num} is not locked")
        known = facts.load(transaction, self.offer, self.place, office, now)
        reason = reason_not_to_send(known)
        if reason is not None:
            return reason
        if elapsed(office.local(now), known.now, office.zone) > timedelta():
            self._wait_until(transaction, known.now)
            return None
        if known.patient is None or known.slot is None:
            raise LookupError(f"offer {self.offer.asap_comm_num} has no patient or slot to send to")
        text = self.render(known.patient, known.slot, known.policy.country, office, now)
        if isinstance(text, OutgoingText):
            if not self.offer.short_guid:  # staff made it
                self._change(transaction, WAITING, short_guid=text.token)
            return replace(text, attempt_no=attempt_no)
        return text

    def render(
        self, patient: Patient, slot: Slot, country: str, office: Office, now: datetime
    ) -> OutgoingText | Skip:
        """Fill in the name, and the link that no other text has."""
        token = self.offer.short_guid or new_short_guid()
        link = offer_url(office.base_url, token)
        body = at_sending(self.offer.template_text, patient.f_name, link)
        if len(body) > LONGEST_TEXT:
            return skip.TOO_LONG
        return OutgoingText(
            key=self.key,
            attempt_id=str(uuid4()),
            recipient=dialable(patient.wireless_phone, country) or "",
            body=body,
            token=token,
            began_at=now,
            valid_for=elapsed(office.local(now), slot.start, office.zone),
        )

    def skip(self, transaction: Transaction, reason: Skip, office: Office, now: datetime) -> None:
        """Leave it with its reason in Note."""
        send_status, response_status = statuses_when_skipped(reason)
        is_news = self._show(
            transaction,
            WAITING,
            sms_send_status=send_status,
            response_status=response_status,
            date_time_sms_sent=office.local(now),
            note=add_note(self.offer.note, reason.sentence),
        )
        if is_news:
            num = self.offer.asap_comm_num
            events.tell(transaction, EventKind.OFFER_SKIPPED, now, asap_comm_num=num)
        log.info("text.skipped", asap_comm_num=self.offer.asap_comm_num, reason=reason.code)

    def put_off(self, transaction: Transaction, until: datetime, office: Office) -> None:
        """Let it be due later, to the second; it will be checked anew."""
        self._wait_until(transaction, office.local(until + timedelta(seconds=1)))

    def was_sent(self, transaction: Transaction, attempt_id: str, sent_at_local: datetime) -> None:
        """Show it as sent, and wait for the patient's answer."""
        self._show(
            transaction,
            ON_ITS_WAY,
            sms_send_status=SendStatus.SEND_SUCCESSFUL,
            response_status=ResponseStatus.PENDING_RSVP,
            date_time_sms_sent=sent_at_local,
            guid_message_to_mobile=attempt_id,
        )

    def may_be_sent(self, transaction: Transaction, began_at_local: datetime) -> None:
        """Show it as sent without a receipt."""
        self._show(
            transaction,
            WAITING,
            sms_send_status=SendStatus.SENT_AWAITING_RECEIPT,
            response_status=ResponseStatus.PENDING_RSVP,
            date_time_sms_sent=began_at_local,
        )

    def waits_again(self, transaction: Transaction) -> None:
        """Show it as waiting again."""
        self._show(
            transaction,
            (SendStatus.SENT_AWAITING_RECEIPT,),
            sms_send_status=SendStatus.SEND_NOT_ATTEMPTED,
            response_status=ResponseStatus.AWAITING_TRANSMIT,
        )

    def failed(self, transaction: Transaction, sentence: str, now_local: datetime | None) -> None:
        """Say why in Note."""
        tried = {} if now_local is None else {"date_time_sms_sent": now_local}
        self._show(
            transaction,
            ON_ITS_WAY,
            sms_send_status=SendStatus.SEND_FAILED,
            response_status=ResponseStatus.FAILED,
            note=add_note(self.offer.note, sentence),
            **tried,
        )

    def undelivered(self, transaction: Transaction, sentence: str) -> bool:
        """Say why in Note; a patient who has answered has the text, whatever the carrier says."""
        num, note = self.offer.asap_comm_num, add_note(self.offer.note, sentence)
        if asapcomms.undelivered(transaction, num, note):
            blockouts.refresh_note(transaction, self.offer.schedule_num)
            return True
        return self.offer.sms_send_status == SendStatus.SEND_FAILED  # by a worker that died

    def revive(self, transaction: Transaction, sentence: str) -> None:
        """Take the sentence out of Note again."""
        note = without_note(self.offer.note, sentence)
        asapcomms.revive(transaction, self.offer.asap_comm_num, note)

    def _wait_until(self, transaction: Transaction, until_local: datetime) -> None:
        self._change(transaction, WAITING, date_time_sms_scheduled=until_local)
        log.info("text.deferred", asap_comm_num=self.offer.asap_comm_num)

    def _show(
        self, transaction: Transaction, expected: Collection[SendStatus], **values: object
    ) -> bool:
        is_news = self._change(transaction, expected, **values)
        blockouts.refresh_note(transaction, self.offer.schedule_num)
        return is_news

    def _change(
        self, transaction: Transaction, expected: Collection[SendStatus], **values: object
    ) -> bool:
        return asapcomms.change(transaction, self.offer.asap_comm_num, expected, **values)
