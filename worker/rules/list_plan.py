"""An opening that is offered to a list: in which order, when each text is due, and who is left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Final

from schemas.codes import AptStatus
from schemas.keys import AsapCommNum, PatNum
from schemas.wire import NEVER
from worker.rules.appointment import Appointment
from worker.rules.offer import Facts, Offer, Refusal, decide
from worker.rules.pacing import Timetable
from worker.rules.quiet_hours import Hours
from worker.rules.wall_clock import instant, shown_at

_UNSCHEDULED_FIRST: Final = {AptStatus.UNSCHED_LIST: 0, AptStatus.PLANNED: 1}
_THE_REST: Final = 2
_RECALLS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on the list; when the text is due is not decided yet."""

    facts: Facts
    hours: Hours
    texts_on: Mapping[date, int]
    """The patient's texts of each day, sent and still to be sent."""
    goes_first: bool = False
    """Whether the office wants this patient to be asked before the others."""
    offered_by: AsapCommNum | None = None
    """The offer that already brings the opening to the patient, for whichever appointment."""

    @property
    def appointment(self) -> Appointment:
        """What the opening is offered for."""
        return self.facts.appointment


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be written for somebody on the list."""

    appointment: Appointment
    offer: Offer


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody for whom nothing is written, and why."""

    appointment: Appointment
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Plan:
    """What an opening does, in the order of sending."""

    planned: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def texts(self) -> int:
        """How many texts are to be sent."""
        return sum(one.offer.skip is None for one in self.planned)

    @property
    def ends(self) -> datetime:
        """When the last text is due; never where there is none."""
        return max((one.offer.due for one in self.planned if not one.offer.skip), default=NEVER)


def in_order(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Order a list for sending (Open Dental's CreateSendList).

    Unscheduled, planned, the rest, and recalls last; each the farthest in the future first.
    """
    return sorted(appointments, key=_place)


def once_a_patient(
    appointments: Iterable[Appointment],
) -> tuple[list[Appointment], list[LeftOut]]:
    """Keep the longest appointment of each patient, then the earliest; say what is left out."""
    best = dict[PatNum, Appointment]()
    left_out = []
    for one in sorted(appointments, key=_fit):
        other = best.setdefault(one.pat_num, one)
        if other is not one:
            said = f"The opening is offered to the same patient for {other.name}."
            left_out.append(LeftOut(one, Refusal(HTTPStatus.CONFLICT, said, "patient-twice")))
    return list(best.values()), left_out


def plan(members: Iterable[Member], timetable: Timetable) -> Plan:
    """Decide about everybody on the list, in its order: only who is texted moves the others back."""
    by_appointment = {member.appointment: member for member in members}
    planned: list[Planned] = []
    left_out: list[LeftOut] = []
    texts = 0
    ordered = in_order(by_appointment)
    ordered.sort(key=lambda one: not by_appointment[one].goes_first)
    for appointment in ordered:
        decision = _decide(by_appointment[appointment], timetable.due(texts), timetable)
        if isinstance(decision, Refusal):
            left_out.append(LeftOut(appointment, decision))
            continue
        planned.append(Planned(appointment, decision))
        texts += decision.skip is None
    return Plan(tuple(planned), tuple(left_out))


def reason_against(plan: Plan) -> Refusal | None:
    """An opening that would text nobody is refused, with what stands against each patient."""
    if plan.texts:
        return None
    if not plan.planned and not plan.left_out:
        return Refusal(HTTPStatus.BAD_REQUEST, "Nobody on the ASAP list fits.", "nobody-fits")
    if not plan.planned:
        return plan.left_out[0].refusal
    reasons = [one.offer.note for one in plan.planned]
    counted = "; ".join(f"{reasons.count(note)}: {note}" for note in dict.fromkeys(reasons))
    return Refusal(HTTPStatus.BAD_REQUEST, f"Nobody would be texted. {counted}", "nobody-texted")


def _decide(member: Member, paced: datetime, timetable: Timetable) -> Offer | Refusal:
    moment = member.hours.first_moment(instant(paced, timetable.zone))
    facts = member.facts
    if facts.held_by is None and member.offered_by is not None:
        said = f"AsapComm {member.offered_by} already offers this time slot to the same patient."
        return Refusal(HTTPStatus.CONFLICT, said, "patient-twice")
    due = facts.slot.start if moment is None else shown_at(moment, timetable.zone)
    return decide(
        replace(
            facts,
            due=due,
            window_due=paced,
            texts_on_due_day=member.texts_on.get(due.date(), 0),
        )
    )


def _place(appointment: Appointment) -> tuple[int, float, int]:
    if appointment.recall_num:
        return _RECALLS, _farthest(appointment), appointment.recall_num
    band = _UNSCHEDULED_FIRST.get(AptStatus(appointment.apt_status), _THE_REST)
    return band, _farthest(appointment), appointment.apt_num


def _farthest(appointment: Appointment) -> float:
    return -(appointment.apt_date_time - NEVER).total_seconds()


def _fit(appointment: Appointment) -> tuple[int, int, datetime, int]:
    is_recall = appointment.recall_num is not None
    length = len(appointment.pattern or "")
    return is_recall, -length, appointment.apt_date_time, appointment.f_key
