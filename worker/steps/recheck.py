"""What is looked at again at the moment of sending an offer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from schemas.keys import OpNum
from worker.rules import skip
from worker.rules.appointment import Appointment
from worker.rules.limits import WEEK
from worker.rules.phone import dialable
from worker.rules.sending import SendFacts
from worker.rules.skip import Skip
from worker.rules.slot import Slot
from worker.rules.texting import Patient, TextingPolicy
from worker.steps.sending_clinic import SendingClinic
from worker.store import blockouts, locks, numbers, offers, practice, recalls
from worker.store.engine import Transaction
from worker.store.numbers import NumberState
from worker.store.offers import StoredOffer

_AGAINST: Final = {
    NumberState.BAD: skip.BAD_NUMBER,
    NumberState.OPTED_OUT: skip.OPTED_OUT,
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the office wants of a text besides Open Dental's rules."""

    window_due: datetime | None
    texts_per_week: int
    booking_buffer: timedelta
    zone: tzinfo


def lock(
    transaction: Transaction, offer: StoredOffer, today: date
) -> tuple[Slot | None, Appointment | None]:
    """Wait for others who decide about the slot or the patient; a slot or appointment may be gone."""
    place = blockouts.find_slot(transaction, offer.schedule_num)
    if place is not None:
        locks.take_slot(transaction, place[0], [place[1].date()])
    slot, appointment = _find(transaction, offer, place, today)
    if slot is not None:
        locks.take_slot(transaction, slot.op, slot.days()[1:])
    locks.take_patient(transaction, offer.pat_num)
    return slot, appointment


def facts(
    transaction: Transaction,
    offer: StoredOffer,
    slot: Slot | None,
    appointment: Appointment | None,
    clinic: SendingClinic,
    moment: datetime,
    wishes: Wishes,
) -> SendFacts:
    """Load all that decides whether an offer may go at a moment on the office's clock."""
    patient = practice.find_patient(transaction, offer.pat_num)
    week = wishes.texts_per_week
    bookings, blockouts = practice.in_the_way(transaction, slot) if slot else ([], [])
    return SendFacts(
        now=moment,
        window_due=wishes.window_due,
        expires=offer.date_time_expire,
        slot=slot,
        appointment=appointment,
        patient=patient,
        number_skip=reason_against_number(transaction, patient, clinic.policy),
        policy=clinic.policy,
        bookings=bookings,
        blockouts=blockouts,
        allowed_blockouts=practice.allowed_blockouts(
            transaction, appointment.appointment_type_num if appointment else 0
        ),
        has_refused_before=offers.has_refused(
            transaction, offer.pat_num, offer.f_key, is_recall=offer.is_recall
        ),
        texts_sent_today=offers.count_sent(transaction, offer.pat_num, moment.date()),
        text_limit=clinic.preferences.text_limit,
        booking_buffer=wishes.booking_buffer,
        zone=wishes.zone,
        response_status=offer.response_status,
        texts_in_seven_days=(
            offers.count_sent_since(transaction, offer.pat_num, moment - WEEK, moment)
            if week
            else 0
        ),
        week_limit=week,
        is_recall=offer.is_recall,
    )


def reason_against_number(
    transaction: Transaction, patient: Patient | None, policy: TextingPolicy
) -> Skip | None:
    """Say what is known against a patient's number; another number is another matter."""
    number = dialable(patient.wireless_phone, policy.country) if patient else None
    if number is None:
        return None
    return _AGAINST.get(numbers.state_of(transaction, number))


def _find(
    transaction: Transaction, offer: StoredOffer, place: tuple[OpNum, datetime] | None, today: date
) -> tuple[Slot | None, Appointment | None]:
    appointment = recalls.find_appointment(
        transaction, offer.f_key, today, is_recall=offer.is_recall
    )
    pattern = appointment.pattern if appointment else None
    return (Slot.for_pattern(*place, pattern) if place else None), appointment
