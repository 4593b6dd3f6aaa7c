"""Which appointments may be offered an opening."""

from dataclasses import dataclass
from datetime import datetime

from schemas.codes import AptStatus, FKeyType, Priority, wire_name
from schemas.keys import AptNum, PatNum, RecallNum, Subject

_OFFERABLE = {
    AptStatus.SCHEDULED: FKeyType.SCHEDULED_APPT,
    AptStatus.UNSCHED_LIST: FKeyType.UNSCHEDULED_APPT,
    AptStatus.BROKEN: FKeyType.BROKEN,
    AptStatus.PLANNED: FKeyType.PLANNED_APPT,
}
"""The statuses Open Dental's ASAP list takes, and what an offer for each is called."""

ON_ASAP_LIST = frozenset(_OFFERABLE)
"""Those statuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What an offer needs to know of an appointment, or of a recall that stands in its place."""

    apt_num: AptNum
    """0 for a recall, which has none yet."""
    pat_num: PatNum
    apt_status: int
    pattern: str | None
    apt_date_time: datetime
    priority: int
    appointment_type_num: int
    is_already_scheduled: bool
    """A planned appointment that another appointment was made from."""
    recall_num: RecallNum | None = None
    """The recall's own number, where one stands in the place of an appointment."""

    @property
    def f_key(self) -> AptNum:
        """FKey of an offer that is made for it."""
        return AptNum(self.recall_num or self.apt_num)

    @property
    def subject(self) -> Subject:
        """What tells it from others: the numbers of appointments and of recalls are others."""
        return self.recall_num is not None, self.f_key

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return f"recall {self.recall_num}" if self.recall_num else f"appointment {self.apt_num}"


def f_key_type(appointment: Appointment) -> FKeyType:
    """Name an offer by the appointment's status (Open Dental's ASAP list)."""
    if appointment.recall_num:
        return FKeyType.RECALL
    return _OFFERABLE[AptStatus(appointment.apt_status)]


def reason_not_offered(appointment: Appointment) -> str | None:
    """Say why an appointment cannot be offered an opening (Open Dental's RefreshASAP)."""
    name = appointment.name.capitalize()
    if appointment.priority != Priority.ASAP:
        if appointment.recall_num:
            return f"{name} is not on the ASAP list."
        return f"{name} is not marked ASAP."
    if appointment.apt_status not in _OFFERABLE:
        status = appointment.apt_status
        known = wire_name(AptStatus(status)) if status in list(AptStatus) else f"status {status}"
        return (
            f"{name} is {known}; an opening can be offered to "
            "scheduled, unscheduled, planned and broken appointments."
        )
    if appointment.apt_status == AptStatus.PLANNED and appointment.is_already_scheduled:
        return f"{name} is planned and has already been scheduled."
    if not appointment.pattern and appointment.recall_num:
        return f"{name} has no length because its type has no pattern."
    if not appointment.pattern:
        return f"{name} has no length because its Pattern is empty."
    return None
