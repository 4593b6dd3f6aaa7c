"""Whether an opening may be offered, and what the offer's row says."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from http import HTTPStatus

from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.keys import AptNum, AsapCommNum, ClinicNum, OpNum
from schemas.wire import NEVER, date_time_text
from worker.rules import skip, template, texting, timing
from worker.rules.appointment import Appointment, f_key_type, reason_not_offered
from worker.rules.availability import Blockout, Booking, blocked_by, taken_by
from worker.rules.preferences import Preferences
from worker.rules.skip import Skip
from worker.rules.slot import Slot
from worker.rules.template import OfficeContact
from worker.rules.texting import Patient, TextingPolicy
from worker.rules.wall_clock import elapsed


@dataclass(frozen=True, slots=True)
class Operatory:
    """The chair that has the opening; the sending clinic is the chair's."""

    op_num: OpNum
    is_hidden: bool
    clinic_num: ClinicNum


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that writes nothing, and the sentence that says why."""

    status: HTTPStatus
    sentence: str
    code: str = field(compare=False, default="refused")
    """What the sentence says, for programs: sentences may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFacts:
    """What is known of an opening and its office; times are on the office's clock."""

    now: datetime
    slot: Slot
    operatory: Operatory
    preferences: Preferences
    policy: TextingPolicy
    office: OfficeContact
    is_subscribed_to_asap: bool
    is_subscribed_to_texting: bool
    bookings: Collection[Booking]
    blockouts: Collection[Blockout]
    booking_buffer: timedelta = timedelta()
    zone: tzinfo = UTC
    """The office's; the clock is set forward and back in it."""
    most_ahead: timedelta | None = None
    """How far away an opening may be; None is any day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(OpeningFacts):
    """All that is known when an offer is decided; the slot is as long as the appointment."""

    due: datetime
    appointment: Appointment
    patient: Patient | None
    held_by: AsapCommNum | None
    allowed_blockouts: frozenset[int]
    has_refused_before: bool
    texts_on_due_day: int
    window_due: datetime | None = None
    """When the office's window alone would let the text go; None is the same as due."""
    number_skip: Skip | None = None
    """What is known against the patient's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The row to write: with a due time, or with the reason why nothing will be sent."""

    f_key_type: FKeyType
    due: datetime
    template_text: str
    skip: Skip | None

    @property
    def send_status(self) -> SendStatus:
        """Will be sent, or not."""
        return SendStatus.DO_NOT_SEND if self.skip else SendStatus.SEND_NOT_ATTEMPTED

    @property
    def response_status(self) -> ResponseStatus:
        """What has come of the offer so far."""
        return ResponseStatus.UNABLE_TO_SEND if self.skip else ResponseStatus.AWAITING_TRANSMIT

    @property
    def note(self) -> str:
        """Why nothing will be sent, or nothing."""
        return self.skip.sentence if self.skip else ""


def decide(facts: Facts) -> Offer | Refusal:
    """Decide about one request (Open Dental's AsapListSender for a list of one)."""
    refusal = _refusal(facts)
    if refusal is not None:
        return refusal
    if facts.patient is None:
        return _wrong(f"The patient of {facts.appointment.name} does not exist.", "no-patient")
    skipped = _reason_to_skip(facts, facts.patient)
    if skipped and facts.appointment.recall_num:
        skipped = skip.of_recall(skipped)
    return Offer(
        f_key_type=f_key_type(facts.appointment),
        due=NEVER if skipped else facts.due,
        template_text=template.at_creation(
            facts.preferences.text("WebSchedAsapTextTemplate"),
            facts.slot.start,
            facts.office,
            facts.preferences.text("PatientCommunicationDateFormat"),
        ),
        skip=skipped,
    )


def never_shown(start: datetime, zone: str) -> Refusal:
    """Refuse a time over which the office's clock is set forward."""
    return Refusal(
        HTTPStatus.BAD_REQUEST,
        f"No clock in {zone} ever shows {date_time_text(start)}: it is set forward over that time.",
        "time-never-shown",
    )


def not_found(what: str, num: int) -> Refusal:
    """Refuse an operatory, appointment or recall that does not exist."""
    return Refusal(HTTPStatus.NOT_FOUND, f"{what.capitalize()} {num} was not found.", f"no-{what}")


def _refusal(facts: Facts) -> Refusal | None:
    if facts.held_by is not None:
        return Refusal(
            HTTPStatus.CONFLICT,
            f"AsapComm {facts.held_by} already offers this time slot for {facts.appointment.name}.",
            "offered-already",
        )
    sentence = reason_not_offered(facts.appointment)
    return (
        _reason_against_office(facts)
        or (_wrong(sentence, "appointment-not-offered") if sentence else None)
        or _reason_against_start(facts)
        or reason_in_the_way(
            facts.slot,
            facts.bookings,
            facts.blockouts,
            own=facts.appointment.apt_num,
            allowed=facts.allowed_blockouts,
        )
    )


def reason_against_opening(facts: OpeningFacts) -> Refusal | None:
    """Say why an opening can be offered to nobody, whoever they are."""
    return _reason_against_office(facts) or _reason_against_start(facts)


def _wrong(sentence: str, code: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, sentence, code)


def _reason_against_office(facts: OpeningFacts) -> Refusal | None:
    if not facts.is_subscribed_to_asap:
        return _wrong("The office is not subscribed to Web Sched ASAP.", "no-web-sched-asap")
    if not facts.is_subscribed_to_texting:
        return _wrong("The office is not subscribed to Integrated Texting.", "no-texting")
    if facts.operatory.is_hidden:
        return _wrong(f"Operatory {facts.operatory.op_num} is hidden.", "operatory-hidden")
    return None


def _reason_against_start(facts: OpeningFacts) -> Refusal | None:
    return reason_against_start(facts.slot.start, facts.now, facts.zone, facts.most_ahead)


def reason_against_start(
    start: datetime, now: datetime, zone: tzinfo, most_ahead: timedelta | None
) -> Refusal | None:
    """Say why nothing can begin then, whatever it is."""
    slot = f"The time slot {date_time_text(start)}"
    ahead = elapsed(now, start, zone)
    if ahead < timedelta():
        shown = f"{date_time_text(now)} in {zone}"
        said = f"{slot} has already started: the office's clock shows {shown}."
        return _wrong(said, "past-time")
    if most_ahead is not None and ahead > most_ahead:
        days = f"{most_ahead.days} days ahead, the limit in MOST_DAYS_AHEAD"
        return _wrong(f"{slot} is more than {days}.", "too-far-ahead")
    return None


def reason_in_the_way(
    slot: Slot,
    bookings: Collection[Booking],
    blockouts: Collection[Blockout],
    *,
    own: AptNum,
    allowed: frozenset[int],
) -> Refusal | None:
    """Say what lies in a slot that is no opening for an appointment."""
    start, end = date_time_text(slot.start), date_time_text(slot.end)
    place = f"The time slot {start} to {end} in operatory {slot.op}"
    if booking := taken_by(slot, bookings, own):
        said = f"{place} is taken by appointment {booking.apt_num}, {_hours(booking)}."
        return _wrong(said, "time-taken")
    if blockout := blocked_by(slot, blockouts, allowed):
        which = f"the blockout {blockout.name}" if blockout.name else "a blockout"
        said = f"{place} lies in {which}, {_hours(blockout)}, that does not allow the appointment."
        return _wrong(said, "time-blocked")
    return None


def _hours(there: Booking | Blockout) -> str:
    return f"{there.start:%H:%M} to {there.end:%H:%M}"


def _reason_to_skip(facts: Facts, patient: Patient) -> Skip | None:
    """Go through the checks in Open Dental's order (ShouldSendText); the first counts."""
    if facts.has_refused_before:
        return skip.REFUSED_BEFORE
    return (
        timing.reason_too_many(facts.texts_on_due_day, facts.preferences.text_limit)
        or timing.reason_too_close(
            facts.appointment, facts.slot.start, facts.booking_buffer, facts.zone
        )
        or timing.reason_too_late_at_last(
            facts.window_due or facts.due, facts.due, facts.slot.start, facts.zone
        )
        or texting.reason_not_to_text(patient, facts.policy)
        or facts.number_skip
    )
