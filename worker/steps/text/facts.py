"""What decides at the moment of sending: under the locks of slot and patient, and when a text may go."""

from dataclasses import dataclass
from datetime import date, datetime

from worker.office import Office
from worker.rules.appointment import Appointment
from worker.rules.phone import dialable
from worker.rules.quiet_hours import Hours
from worker.rules.rate_limit import WEEK
from worker.rules.sending import SendFacts
from worker.rules.slot import Slot
from worker.rules.texting import Patient
from worker.rules.zones import zones_of
from worker.steps import sending_clinic
from worker.steps.sending_clinic import SendingClinic
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.practice import asapcomms, blockouts, recalls, records
from worker.store.practice.asapcomms import StoredOffer


@dataclass(frozen=True, slots=True)
class Place:
    """What an offer is about, as it was found under the locks; slot or appointment may be gone."""

    slot: Slot | None
    appointment: Appointment | None
    clinic: SendingClinic


def lock(transaction: Transaction, offer: StoredOffer, today: date) -> Place:
    """Wait for others who decide about the slot or the patient."""
    chair = blockouts.find_slot(transaction, offer.schedule_num)
    if chair is not None:
        locks.take_slot(transaction, chair[0], [chair[1].date()])
    appointment = recalls.find_appointment(
        transaction, offer.f_key, today, is_recall=offer.is_recall
    )
    pattern = appointment.pattern if appointment else None
    slot = Slot.for_pattern(*chair, pattern) if chair else None
    if slot is not None:
        locks.take_slot(transaction, slot.op, slot.days()[1:])
    locks.take_patient(transaction, offer.pat_num)
    return Place(slot, appointment, sending_clinic.load(transaction, offer.clinic_num))


def load(
    transaction: Transaction, offer: StoredOffer, place: Place, office: Office, now: datetime
) -> SendFacts:
    """Load all that decides, for the first moment that window and quiet hours allow."""
    slot, appointment, clinic = place.slot, place.appointment, place.clinic
    patient = records.find_patient(transaction, offer.pat_num)
    moments = opening(office, clinic, patient, now)
    moment = moments.by_both or (slot.start if slot else moments.by_window)
    bookings, blocks = records.in_the_way(transaction, slot) if slot else ([], [])
    week_limit = office.limits.texts_per_week
    return SendFacts(
        now=moment,
        window_due=moments.by_window,
        expires=offer.date_time_expire,
        slot=slot,
        appointment=appointment,
        patient=patient,
        number_skip=sending_clinic.reason_against_number(transaction, patient, clinic.policy),
        policy=clinic.policy,
        bookings=bookings,
        blockouts=blocks,
        allowed_blockouts=records.allowed_blockouts(
            transaction, appointment.appointment_type_num if appointment else 0
        ),
        has_refused_before=asapcomms.has_refused(
            transaction, offer.pat_num, offer.f_key, is_recall=offer.is_recall
        ),
        texts_sent_today=asapcomms.count_sent(transaction, offer.pat_num, moment.date()),
        text_limit=clinic.preferences.text_limit,
        booking_buffer=office.booking_buffer,
        zone=office.zone,
        response_status=offer.response_status,
        texts_in_seven_days=(
            asapcomms.count_sent_since(transaction, offer.pat_num, moment - WEEK, moment)
            if week_limit
            else 0
        ),
        week_limit=week_limit,
        is_recall=offer.is_recall,
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """The first moments, on the office's clock, from which a text may go."""

    by_window: datetime
    """As far as the office's window is concerned."""
    by_both: datetime | None
    """Outside the patient's quiet hours as well; None where there is no such moment."""


def opening(
    office: Office, clinic: SendingClinic, patient: Patient | None, earliest: datetime
) -> Opening:
    """Find the first allowed moment from an instant on."""
    window = clinic.preferences.window
    by_window = window.first_moment(office.local(earliest))
    number = dialable(patient.wireless_phone, clinic.policy.country) if patient else None
    if office.quiet_hours is None or number is None:
        return Opening(by_window, by_window)
    zones = zones_of(number) or (office.zone,)
    hours = Hours(window, office.zone, office.quiet_hours, zones)
    moment = hours.first_moment(earliest)
    return Opening(by_window, None if moment is None else office.local(moment))
