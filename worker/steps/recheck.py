"""What is looked at again at the moment of sending an offer."""

from datetime import datetime

from schemas.keys import OpNum
from worker.office import Office
from worker.rules.appointment import Appointment
from worker.rules.sending import SendFacts
from worker.rules.slot import Slot
from worker.steps.sending_clinic import SendingClinic
from worker.store import blockouts, locks, offers, practice
from worker.store.engine import Transaction
from worker.store.offers import StoredOffer


def find(transaction: Transaction, offer: StoredOffer) -> tuple[Slot | None, Appointment | None]:
    """Read an offer's slot and appointment as they are now; either may be gone."""
    return _find(transaction, offer, blockouts.find_slot(transaction, offer.schedule_num))


def lock(transaction: Transaction, offer: StoredOffer) -> tuple[Slot | None, Appointment | None]:
    """Wait for others who decide about the slot or the patient; a slot or appointment may be gone."""
    place = blockouts.find_slot(transaction, offer.schedule_num)
    if place is not None:
        locks.take_slot(transaction, place[0], [place[1].date()])
    slot, appointment = _find(transaction, offer, place)
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
    office: Office,
) -> SendFacts:
    """Load all that decides whether an offer may go at a moment on the office's clock."""
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
        booking_buffer=office.booking_buffer,
        response_status=offer.response_status,
    )


def _find(
    transaction: Transaction, offer: StoredOffer, place: tuple[OpNum, datetime] | None
) -> tuple[Slot | None, Appointment | None]:
    appointment = practice.find_appointment(transaction, offer.f_key)
    pattern = appointment.pattern if appointment else None
    return (Slot.for_pattern(*place, pattern) if place else None), appointment
