"""A recall in the place of an appointment: whether it is on the ASAP list, and how long it takes."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from schemas.codes import AptStatus, Priority
from schemas.keys import AptNum, OpNum, PatNum
from schemas.wire import NEVER
from worker.rules.appointment import Appointment
from worker.rules.move import CurrentAppointment
from worker.rules.slot import MINUTES_PER_CHARACTER

LONGEST_PATTERN: Final = 255
"""What the column Pattern of an appointment holds."""

_INCREMENTS: Final = {5, 10, 15}
_USUAL_INCREMENT: Final = 10

NO_APPOINTMENT: Final = AptNum(0)
"""A recall has none yet, so every appointment in the slot is another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A recall with what its type says of it."""

    pat_num: PatNum
    date_due: date
    is_disabled: int
    date_scheduled: date
    priority: int
    time_pattern_override: str | None
    time_pattern: str | None
    """The type's; None where the type is gone."""
    description: str | None


def pattern(recall: Recall, increment: int) -> str:
    """Return the Pattern of a recall's appointment, of five minutes a character.

    The recall's own pattern is written so already; its type's is in the schedule's increments
    (AppointmentTimeIncrement: 5, 10 or 15 minutes).
    """
    if recall.time_pattern_override:
        return recall.time_pattern_override[:LONGEST_PATTERN]
    minutes = increment if increment in _INCREMENTS else _USUAL_INCREMENT
    times = minutes // MINUTES_PER_CHARACTER
    return "".join(each * times for each in recall.time_pattern or "")[:LONGEST_PATTERN]


def is_on_list(recall: Recall, today: date) -> bool:
    """Say whether a recall is on the ASAP list: marked, not disabled, and nothing scheduled to come.

    An appointment of today counts as one to come. An opening is never offered for a recall whose
    patient has an appointment for it, which only the office can cancel.
    """
    is_scheduled = recall.date_scheduled >= today
    return recall.priority == Priority.ASAP and not recall.is_disabled and not is_scheduled


def as_appointment(recall: Recall, today: date, increment: int) -> Appointment:
    """Let a recall stand where an appointment stands, so that one set of rules decides about both.

    It is like an unscheduled appointment without a number; one that is off the list is not ASAP.
    """
    return Appointment(
        apt_num=NO_APPOINTMENT,
        pat_num=recall.pat_num,
        apt_status=AptStatus.UNSCHED_LIST,
        pattern=pattern(recall, increment),
        apt_date_time=datetime.combine(recall.date_due, time()),
        priority=Priority.ASAP if is_on_list(recall, today) else Priority.NORMAL,
        appointment_type_num=0,
        is_already_scheduled=False,
    )


def before_scheduling(recall: Recall, pri_prov: int, unconfirmed: int) -> CurrentAppointment:
    """Say what stands before a recall is scheduled: nothing, but what a new appointment begins with.

    The patient's own provider is there where neither schedule nor operatory names one.
    """
    return CurrentAppointment(
        apt_num=NO_APPOINTMENT,
        pat_num=recall.pat_num,
        apt_status=AptStatus.NONE,
        apt_date_time=NEVER,
        op=OpNum(0),
        prov_num=pri_prov,
        prov_hyg=0,
        is_hygiene=0,
        confirmed=unconfirmed,
        date_time_asked_to_arrive=NEVER,
        proc_descript=recall.description or "",
        date_t_stamp=NEVER,
    )
