"""Send a due offer at most once: claim it, call the provider, record what came of it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum
from schemas.wire import is_never
from worker.gateways.port import Text
from worker.office import Office
from worker.rules import skip
from worker.rules.appointment import Appointment
from worker.rules.attempt import may_follow
from worker.rules.sending import SendFacts, reason_not_to_send, statuses_when_skipped
from worker.rules.skip import Skip, add_note
from worker.rules.slot import Slot
from worker.rules.template import LONGEST_TEXT, at_sending
from worker.rules.texting import dialable
from worker.steps import sending_clinic
from worker.steps.link import new_short_guid, offer_url
from worker.steps.record import Sending, record
from worker.steps.sending_clinic import SendingClinic
from worker.store import attempts, blockouts, locks, offers, practice
from worker.store.engine import Transaction
from worker.store.offers import StoredOffer

LEASE: Final = timedelta(seconds=15)
"""Longer than the gateway ever takes: who holds an attempt longer than this has died."""

log = structlog.get_logger()

_WAITING = (SendStatus.SEND_NOT_ATTEMPTED,)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that is ours, written before the call."""

    sending: Sending
    text: Text


def send(num: AsapCommNum, office: Office, clock: Callable[[], datetime]) -> None:
    """Send an offer if it is due and nobody else is sending it; run twice, it is sent once."""
    with office.store.writing() as transaction:
        claimed = _claim(transaction, num, office, clock())
    if claimed is None:
        return
    outcome = office.gateway.send(claimed.text)
    record(claimed.sending, outcome, office, clock())


def _claim(
    transaction: Transaction, num: AsapCommNum, office: Office, now: datetime
) -> Claimed | None:
    """Check everything again under the slot's lock, and write the attempt or the reason."""
    now_local = office.local(now)
    offer = offers.load(transaction, num)
    if offer is None:
        return None
    if not _is_due(offer, now_local):
        if not is_never(offer.date_time_sms_sent):
            # a worker that died right after it was done may have left the blockout's old count
            blockouts.refresh_note(transaction, offer.schedule_num)
        return None
    slot, appointment = _lock(transaction, offer)
    last = attempts.last(transaction, num)
    if last and not may_follow(last.state, last.next_at, now):
        return None
    offer = offers.load(transaction, num)  # again, now that nobody else can change it
    if offer is None or not _is_due(offer, now_local):
        return None
    clinic = sending_clinic.load(transaction, offer.clinic_num)
    moment = clinic.preferences.window.first_moment(now_local)
    facts = _facts(transaction, offer, slot, appointment, clinic, moment)
    reason = reason_not_to_send(facts)
    if reason is not None:
        _skip(transaction, offer, reason, now_local)
        return None
    if moment > now_local:
        offers.change(transaction, num, _WAITING, date_time_sms_scheduled=moment)
        log.info("text.deferred", asap_comm_num=num)
        return None
    return _begin(transaction, offer, facts, clinic, office, last.attempt_no if last else 0, now)


def _is_due(offer: StoredOffer, now_local: datetime) -> bool:
    waiting = offer.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED
    return waiting and offer.date_time_sms_scheduled <= now_local


def _lock(transaction: Transaction, offer: StoredOffer) -> tuple[Slot | None, Appointment | None]:
    """Wait for others who decide about the slot or the patient; a slot or appointment may be gone."""
    place = blockouts.find_slot(transaction, offer.schedule_num)
    if place is not None:
        locks.take_slot(transaction, place[0], [place[1].date()])
    appointment = practice.find_appointment(transaction, offer.f_key)
    slot = None
    if place is not None:
        slot = Slot.for_pattern(*place, appointment.pattern if appointment else None)
        locks.take_slot(transaction, slot.op, slot.days()[1:])
    locks.take_patient(transaction, offer.pat_num)
    return slot, appointment


def _facts(
    transaction: Transaction,
    offer: StoredOffer,
    slot: Slot | None,
    appointment: Appointment | None,
    clinic: SendingClinic,
    moment: datetime,
) -> SendFacts:
    return SendFacts(
        now=moment,
        expires=offer.date_time_expire,
        slot=slot,
        appointment=appointment,
        patient=practice.find_patient(transaction, offer.pat_num),
        policy=clinic.policy,
        bookings=practice.bookings(transaction, slot) if slot else (),
        blockouts=practice.blockouts(transaction, slot) if slot else (),
        allowed_blockouts=practice.allowed_blockouts(
            transaction, appointment.appointment_type_num if appointment else 0
        ),
        has_refused_before=offers.has_refused(transaction, offer.pat_num, offer.f_key),
        texts_sent_today=offers.count_sent(transaction, offer.pat_num, moment.date()),
        text_limit=clinic.preferences.text_limit,
    )


def _begin(
    transaction: Transaction,
    offer: StoredOffer,
    facts: SendFacts,
    clinic: SendingClinic,
    office: Office,
    attempts_before: int,
    now: datetime,
) -> Claimed | None:
    if facts.patient is None or facts.slot is None:
        raise LookupError(f"offer {offer.asap_comm_num} has no patient or slot to send to")
    token = offer.short_guid or new_short_guid()
    body = at_sending(offer.template_text, facts.patient.f_name, offer_url(office.base_url, token))
    if len(body) > LONGEST_TEXT:
        _skip(transaction, offer, skip.TOO_LONG, facts.now)
        return None
    recipient = dialable(facts.patient.wireless_phone, clinic.policy.country) or ""
    attempt_id = attempts.begin(
        transaction,
        offer.asap_comm_num,
        attempts_before + 1,
        recipient=recipient,
        token=token,
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        now=now,
        lease_ends=now + LEASE,
    )
    if attempt_id is None:
        return None
    if token != offer.short_guid:
        offers.change(transaction, offer.asap_comm_num, _WAITING, short_guid=token)
    log.info("text.claimed", asap_comm_num=offer.asap_comm_num, attempt_no=attempts_before + 1)
    return Claimed(
        Sending(attempt_id, offer.asap_comm_num, recipient, body, attempts_before + 1, now),
        Text(recipient=recipient, body=body, valid_for=facts.slot.start - facts.now),
    )


def _skip(transaction: Transaction, offer: StoredOffer, reason: Skip, now_local: datetime) -> None:
    send_status, response_status = statuses_when_skipped(reason)
    offers.change(
        transaction,
        offer.asap_comm_num,
        _WAITING,
        sms_send_status=send_status,
        response_status=response_status,
        date_time_sms_sent=now_local,
        note=add_note(offer.note, reason.sentence),
    )
    blockouts.refresh_note(transaction, offer.schedule_num)
    log.info("text.skipped", asap_comm_num=offer.asap_comm_num, reason=reason.code)
