"""Decide a request: write blockout, offer and answer in one transaction, or the refusal alone."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from schemas.keys import AptNum, AsapCommNum, OpNum
from schemas.messages import CreateAsapComm
from worker.errors import Conflict
from worker.office import Office
from worker.rules.appointment import Appointment
from worker.rules.offer import (
    Facts,
    Offer,
    Operatory,
    Refusal,
    appointment_not_found,
    decide,
    never_shown,
    operatory_not_found,
)
from worker.rules.slot import Slot
from worker.rules.wall_clock import is_shown
from worker.steps import hours, recheck, sending_clinic, trial
from worker.steps.link import new_short_guid
from worker.steps.sending_clinic import SendingClinic
from worker.store import blockouts, held, locks, offers, practice, requests, signals, tries
from worker.store.engine import Transaction
from worker.store.requests import StoredRequest

TRIED_TOO_OFTEN: Final = (
    "This request was not carried out: the service failed each time it tried, and its log says why."
)


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer to a request."""

    status: HTTPStatus
    sentence: str
    asap_comm_num: AsapCommNum | None
    is_due: bool
    """Whether a text is to be sent now."""
    refusal_code: str | None = None
    """What the sentence says, for programs."""
    open_until: datetime | None = None
    """The offer's DateTimeExpire, on the office's clock."""


def create(message: CreateAsapComm, office: Office, now: datetime) -> Decided:
    """Decide a request once: a message that comes again finds the answer that is there.

    Raises Conflict when its id was used before for another opening.
    """
    known = _write_down(message, office, now)
    if not message.asks_for_the_same(known.body):
        raise Conflict("request_id was used before for another opening.")
    if known.decided_at is not None:
        return _as_decided(known)
    name = f"request/{known.request_id}"
    with trial.counted(name, office, now) as may_begin:

        def work(transaction: Transaction) -> Decided:
            decided = _decide_once(transaction, message, office, now, may_begin=may_begin)
            tries.end(transaction, name)
            return decided

        return office.store.write(work)


def _decide_once(
    transaction: Transaction,
    message: CreateAsapComm,
    office: Office,
    now: datetime,
    *,
    may_begin: bool,
) -> Decided:
    """Decide under the lock of the slot's day, unless somebody has."""
    locks.take_slot(transaction, OpNum(message.op), [message.date_time_start.date()])
    request = requests.find(transaction, message.request_id)
    if request is None:
        raise LookupError(f"request {message.request_id} was written and is not there")
    if request.decided_at is not None:
        return _as_decided(request)
    decided = _decide(transaction, request, office, now, may_begin=may_begin)
    if decided.asap_comm_num is None and now - request.received_at >= trial.LONGEST:
        _clear(transaction, request, office, now)
    requests.decide(
        transaction,
        message.request_id,
        now,
        decided.status,
        decided.sentence,
        decided.asap_comm_num,
        decided.open_until,
        decided.refusal_code,
    )
    return decided


def _clear(transaction: Transaction, request: StoredRequest, office: Office, now: datetime) -> None:
    """Remove what a worker that died over a refused request left on tables without transactions."""
    op, start = OpNum(request.op), request.slot_start
    if blockouts.remove_left_over(transaction, op, start):
        signals.schedule_changed(transaction, op, start.date(), office.local(now))


def _write_down(message: CreateAsapComm, office: Office, now: datetime) -> StoredRequest:
    """Commit the request before it is decided, unless the web process has done so.

    Its link tells whoever comes after us what we had written.
    """
    with office.store.reading() as transaction:
        known = requests.find(transaction, message.request_id)
    if known is not None:
        return known
    return office.store.write(
        lambda transaction: requests.add(
            transaction, message.request_id, message, new_short_guid(), now
        )
    )


def _as_decided(request: StoredRequest) -> Decided:
    """A request that was decided before may have died before its text was put on the queue."""
    return Decided(
        HTTPStatus(request.status or HTTPStatus.OK),
        request.sentence or "",
        request.asap_comm_num,
        is_due=request.asap_comm_num is not None,
        refusal_code=request.refusal_code,
    )


def _decide(
    transaction: Transaction,
    request: StoredRequest,
    office: Office,
    now: datetime,
    *,
    may_begin: bool,
) -> Decided:
    written = offers.find_by_link(transaction, request.short_guid)
    if written is not None:  # on tables without transactions, by a worker that died right after
        offer = offers.load(transaction, written)
        until = offer.date_time_expire if offer else None
        return Decided(HTTPStatus.OK, "", written, is_due=True, open_until=until)
    if not may_begin:
        return Decided(
            HTTPStatus.SERVICE_UNAVAILABLE,
            TRIED_TOO_OFTEN,
            None,
            is_due=False,
            refusal_code="tried-too-often",
        )
    if not is_shown(request.slot_start, office.zone):
        return _refused(never_shown(request.slot_start, str(office.zone)))
    operatory = practice.find_operatory(transaction, OpNum(request.op))
    if operatory is None:
        return _refused(operatory_not_found(request.op))
    appointment = practice.find_appointment(transaction, AptNum(request.apt_num))
    if appointment is None:
        return _refused(appointment_not_found(request.apt_num))
    slot = Slot.for_pattern(operatory.op_num, request.slot_start, appointment.pattern)
    locks.take_slot(transaction, slot.op, slot.days()[1:])
    locks.take_patient(transaction, appointment.pat_num)
    clinic = sending_clinic.load(transaction, operatory.clinic_num)
    facts = _facts(transaction, office, now, operatory, appointment, slot, clinic)
    decision = decide(facts)
    if isinstance(decision, Refusal):
        return _refused(decision)
    num = _write(transaction, facts, decision, clinic, request.short_guid)
    is_due = decision.skip is None and decision.due <= facts.now
    return Decided(HTTPStatus.OK, "", num, is_due, open_until=slot.link_expires())


def _facts(
    transaction: Transaction,
    office: Office,
    now: datetime,
    operatory: Operatory,
    appointment: Appointment,
    slot: Slot,
    clinic: SendingClinic,
) -> Facts:
    patient = practice.find_patient(transaction, appointment.pat_num)
    opening = hours.opening(office, clinic, patient, now)
    due = opening.by_both or slot.start
    asked = office.requires_subscription
    bookings, blocks = practice.in_the_way(transaction, slot)
    return Facts(
        now=office.local(now),
        due=due,
        window_due=opening.by_window,
        slot=slot,
        operatory=operatory,
        appointment=appointment,
        patient=patient,
        number_skip=recheck.reason_against_number(transaction, patient, clinic.policy),
        preferences=clinic.preferences,
        policy=clinic.policy,
        office=clinic.contact,
        is_subscribed_to_asap=not asked or clinic.preferences.is_on("WebSchedAsapEnabled"),
        is_subscribed_to_texting=not asked
        or sending_clinic.is_subscribed_to_texting(transaction, clinic),
        held_by=held.held_by(transaction, appointment.apt_num, slot),
        bookings=bookings,
        blockouts=blocks,
        allowed_blockouts=practice.allowed_blockouts(transaction, appointment.appointment_type_num),
        has_refused_before=offers.has_refused(
            transaction, appointment.pat_num, appointment.apt_num
        ),
        texts_on_due_day=offers.count_planned(transaction, appointment.pat_num, due.date()),
        booking_buffer=office.booking_buffer,
        zone=office.zone,
        most_ahead=office.most_ahead,
    )


def _write(
    transaction: Transaction,
    facts: Facts,
    offer: Offer,
    clinic: SendingClinic,
    short_guid: str,
) -> AsapCommNum:
    schedule_num = blockouts.insert(transaction, facts.slot, 0 if offer.skip else 1)
    signals.schedule_changed(transaction, facts.slot.op, facts.slot.start.date(), facts.now)
    return offers.insert(
        transaction,
        f_key=facts.appointment.apt_num,
        f_key_type=offer.f_key_type,
        schedule_num=schedule_num,
        pat_num=facts.appointment.pat_num,
        clinic_num=clinic.clinic_num,
        short_guid=short_guid,
        date_time_entry=facts.now,
        date_time_expire=facts.slot.link_expires(),
        date_time_sms_scheduled=offer.due,
        sms_send_status=offer.send_status,
        response_status=offer.response_status,
        date_time_orig=facts.appointment.apt_date_time,
        template_text=offer.template_text,
        note=offer.note,
    )


def _refused(refusal: Refusal) -> Decided:
    return Decided(refusal.status, refusal.sentence, None, is_due=False, refusal_code=refusal.code)
