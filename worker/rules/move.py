"""What an appointment becomes when its patient takes an opening (Open Dental's web move)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from schemas.codes import AptStatus, PatStatus, Priority
from schemas.keys import AptNum, ClinicNum, OpNum, PatNum
from schemas.wire import NEVER, is_never
from worker.rules.slot import Slot

NOT_SEEN: Final = frozenset({PatStatus.ARCHIVED, PatStatus.DELETED, PatStatus.DECEASED})
"""Whose chart the office has closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentAppointment:
    """An appointment as it stands before the move."""

    apt_num: AptNum
    pat_num: PatNum
    apt_status: int
    apt_date_time: datetime
    op: OpNum
    prov_num: int
    prov_hyg: int
    is_hygiene: int
    confirmed: int
    date_time_asked_to_arrive: datetime
    proc_descript: str
    date_t_stamp: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """The operatory that has the opening, and who works there by default."""

    op: OpNum
    clinic_num: ClinicNum
    prov_dentist: int
    prov_hygienist: int
    is_hygiene: int
    set_prospective: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderHours:
    """A provider's hours in the operatory."""

    prov_num: int
    is_secondary: int
    """Whether the provider is a hygienist."""
    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingPatient:
    """What a move needs to know of the patient."""

    clinic_num: ClinicNum
    pat_status: int
    ask_to_arrive_early: int
    """Minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The columns of an appointment that a move sets; Pattern is never among them."""

    apt_date_time: datetime
    op: OpNum
    apt_status: AptStatus
    clinic_num: ClinicNum
    prov_num: int
    prov_hyg: int
    is_hygiene: int
    confirmed: int
    date_time_asked_to_arrive: datetime
    priority: Priority


def is_seen(patient: MovingPatient | None) -> bool:
    """Say whether the office sees a patient at all, or has closed the chart."""
    return patient is not None and patient.pat_status not in NOT_SEEN


def is_at(standing: CurrentAppointment | None, slot: Slot) -> bool:
    """Say whether an appointment is scheduled where a slot begins."""
    return (
        standing is not None
        and standing.apt_status == AptStatus.SCHEDULED
        and (standing.op, standing.apt_date_time) == (slot.op, slot.start)
    )


def moved(
    was: CurrentAppointment,
    slot: Slot,
    chair: Chair,
    hours: Iterable[ProviderHours],
    patient: MovingPatient,
    *,
    unconfirmed: int,
    now: datetime,
) -> Moved:
    """Say field by field what the appointment becomes (Open Dental's TryMoveAppointment).

    ``unconfirmed`` is the first definition of the list of confirmations.
    """
    dentist, hygienist = assigned(chair, hours, slot.start)
    is_confirmed_anew = slot.start != was.apt_date_time and slot.start.date() != now.date()
    return Moved(
        apt_date_time=slot.start,
        op=slot.op,
        apt_status=AptStatus.SCHEDULED,
        clinic_num=chair.clinic_num or patient.clinic_num,
        prov_num=dentist or was.prov_num,
        prov_hyg=hygienist or was.prov_hyg,
        is_hygiene=_is_hygiene(was, chair, dentist, hygienist),
        confirmed=unconfirmed if is_confirmed_anew and unconfirmed else was.confirmed,
        date_time_asked_to_arrive=_asked_to_arrive(was, slot.start, patient),
        priority=Priority.NORMAL,
    )


def assigned(chair: Chair, hours: Iterable[ProviderHours], start: datetime) -> tuple[int, int]:
    """Return dentist and hygienist for an operatory and time: by the schedule, else its defaults."""
    there = [one for one in hours if one.start <= start < one.stop]
    dentists = (one.prov_num for one in there if not one.is_secondary)
    hygienists = (one.prov_num for one in there if one.is_secondary)
    return next(dentists, chair.prov_dentist), next(hygienists, chair.prov_hygienist)


def status_after_move(patient: MovingPatient, chair: Chair) -> int:
    """An operatory for prospective patients makes one of its patient, any other ends that."""
    if chair.set_prospective and patient.pat_status == PatStatus.PATIENT:
        return PatStatus.PROSPECTIVE
    if not chair.set_prospective and patient.pat_status == PatStatus.PROSPECTIVE:
        return PatStatus.PATIENT
    return patient.pat_status


def _is_hygiene(was: CurrentAppointment, chair: Chair, dentist: int, hygienist: int) -> int:
    """A hygiene operatory makes it hygiene; elsewhere who works there alone decides."""
    if chair.is_hygiene:
        return 1
    if bool(dentist) == bool(hygienist):
        return was.is_hygiene
    return int(not dentist)


def _asked_to_arrive(was: CurrentAppointment, start: datetime, patient: MovingPatient) -> datetime:
    """As early as the patient always is asked, else as early as before, else at no time."""
    if patient.ask_to_arrive_early > 0:
        return start - timedelta(minutes=patient.ask_to_arrive_early)
    if is_never(was.date_time_asked_to_arrive) or is_never(was.apt_date_time):
        return NEVER
    return start - (was.apt_date_time - was.date_time_asked_to_arrive)
