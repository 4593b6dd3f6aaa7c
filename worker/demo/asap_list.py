"""The ASAP list: the appointments of the story, twenty to play with, twelve of Harbor, recalls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from schemas.codes import AptStatus, Priority
from schemas.keys import AptNum, ClinicNum, PatNum, RecallNum
from schemas.wire import NEVER
from worker.demo import patients
from worker.demo.bookings import pattern
from worker.demo.office import EMERGENCY_VISIT, UNCONFIRMED
from worker.store.engine import Transaction
from worker.store.practice import demo_rows
from worker.store.practice.tables import appointment, recall, recalltype

EXAMPLE: Final = AptNum(11939)
"""The appointment of the documentation's example."""

REFUSED_BEFORE: Final = AptNum(12001)
AT_DAILY_LIMIT: Final = AptNum(12002)

_SCHEDULED: Final = AptStatus.SCHEDULED
_UNSCHEDULED: Final = AptStatus.UNSCHED_LIST
_PLANNED: Final = AptStatus.PLANNED
_BROKEN: Final = AptStatus.BROKEN

_CHAIRS_THAT_TEXT: Final = 5
_NORTH: Final = ClinicNum(1)
HARBOR: Final = ClinicNum(2)
HARBOR_DENTIST: Final = 3
_LATER: Final = timedelta(days=14)
_FORTNIGHT: Final = 14


@dataclass(frozen=True, slots=True)
class DemoAppointment:
    """An appointment with a number that does not change, so that it can be written about."""

    apt_num: AptNum
    pat_num: PatNum
    apt_status: AptStatus
    pattern: str
    priority: Priority = Priority.ASAP
    appointment_type_num: int = 0
    next_apt_num: int = 0
    clinic_num: ClinicNum = _NORTH

    @property
    def op(self) -> int:
        """One of the clinic's operatories."""
        at_harbor = self.clinic_num == HARBOR
        return 4 + self.apt_num % 2 if at_harbor else 1 + self.apt_num % _CHAIRS_THAT_TEXT


def _asap(
    apt_num: int, pat_num: int, status: AptStatus, minutes: int, appointment_type_num: int = 0
) -> DemoAppointment:
    return DemoAppointment(
        AptNum(apt_num),
        PatNum(pat_num),
        status,
        pattern(minutes),
        appointment_type_num=appointment_type_num,
    )


_OF_THE_STORY: Final = (
    DemoAppointment(EXAMPLE, patients.EXAMPLE, _BROKEN, "//XXXX//"),
    _asap(REFUSED_BEFORE, patients.REFUSED_BEFORE, _UNSCHEDULED, 40),
    _asap(AT_DAILY_LIMIT, patients.AT_DAILY_LIMIT, _BROKEN, 30),
    _asap(12003, patients.WANTS_NO_TEXTS, _PLANNED, 60),
    _asap(12004, patients.NEVER_ASKED, _SCHEDULED, 30),
    _asap(12005, patients.NO_WIRELESS_PHONE, _UNSCHEDULED, 40),
    _asap(12006, patients.INVALID_PHONE, _BROKEN, 50),
    _asap(12007, patients.DECEASED, _UNSCHEDULED, 30),
    _asap(12008, patients.OPTED_OUT_OF_ALL, _SCHEDULED, 40),
    _asap(12009, patients.OPTED_OUT_OF_ASAP, _PLANNED, 30),
    _asap(12010, patients.OPTED_OUT_OF_RECALL, _BROKEN, 60),
    _asap(12011, 11, _UNSCHEDULED, 30),
    _asap(12012, 12, _UNSCHEDULED, 30, EMERGENCY_VISIT),
    _asap(12013, 13, _BROKEN, 40),
)


def _waiting(
    first: int,
    pat_nums: Iterable[int],
    statuses: Sequence[AptStatus],
    minutes: Sequence[int],
    clinic_num: ClinicNum = _NORTH,
) -> tuple[DemoAppointment, ...]:
    """Return appointments with numbers in a row, whose statuses take turns."""
    return tuple(
        DemoAppointment(
            AptNum(first + place),
            PatNum(pat_num),
            statuses[place % len(statuses)],
            pattern(length),
            clinic_num=clinic_num,
        )
        for place, (pat_num, length) in enumerate(zip(pat_nums, minutes, strict=True))
    )


_TO_PLAY_WITH: Final = _waiting(
    12101,
    (*range(14, 26), *range(27, 35)),
    (_SCHEDULED, _UNSCHEDULED, _PLANNED, _BROKEN),
    (30, 40, 60, 50, 60, 20, 30, 40, 50, 60, 40, 30, 40, 30, 20, 60, 20, 50, 50, 20),
)
_HARBOR: Final = _waiting(
    12301,
    range(11, 35, 2),
    (_UNSCHEDULED, _SCHEDULED, _PLANNED, _BROKEN),
    (60, 40, 30, 50, 40, 60, 20, 40, 30, 60, 50, 40),
    HARBOR,
)
LIST_OF_TWELVE: Final = tuple(demo.apt_num for demo in _HARBOR)
"""Who waits at the Harbor clinic, where somebody has cancelled."""

_REFUSED: Final = (
    DemoAppointment(AptNum(12201), PatNum(35), _UNSCHEDULED, "//XXXX//", Priority.NORMAL),
    DemoAppointment(AptNum(12202), PatNum(36), AptStatus.COMPLETE, "//XXXX//"),
    DemoAppointment(AptNum(12203), PatNum(37), _PLANNED, "//XXXX//"),
    DemoAppointment(
        AptNum(12204), PatNum(37), _SCHEDULED, "//XXXX//", Priority.NORMAL, next_apt_num=12203
    ),
    DemoAppointment(AptNum(12205), PatNum(38), _UNSCHEDULED, ""),
)

ASAP_LIST: Final = (*_OF_THE_STORY, *_TO_PLAY_WITH, *_HARBOR, *_REFUSED)

RECALLS: Final = {RecallNum(num): PatNum(34 + num) for num in range(1, 7)}
"""Recalls that are marked ASAP, of patients who wait for nothing else; half of them are Harbor's."""
_PROPHY: Final = 1
_EVERY_DUE: Final = timedelta(days=9)


def insert_asap_list(transaction: Transaction, today: date) -> None:
    """Write the list; what is scheduled lies weeks ahead, what was broken weeks back."""
    for demo in ASAP_LIST:
        has_chair = demo.apt_status not in {_UNSCHEDULED, _PLANNED}
        transaction.insert(
            appointment,
            apt_num=demo.apt_num,
            pat_num=demo.pat_num,
            apt_status=demo.apt_status,
            pattern=demo.pattern,
            priority=demo.priority,
            confirmed=UNCONFIRMED,
            op=demo.op if has_chair else 0,
            prov_num=HARBOR_DENTIST if demo.clinic_num == HARBOR else 1,
            clinic_num=demo.clinic_num,
            apt_date_time=_start(demo, today),
            next_apt_num=demo.next_apt_num,
            appointment_type_num=demo.appointment_type_num,
            proc_descript="Comp, 2 surfaces",
        )
    transaction.insert(
        recalltype, recall_type_num=_PROPHY, description="Prophy", time_pattern="/XX/"
    )
    for recall_num, pat_num in RECALLS.items():
        transaction.insert(
            recall,
            recall_num=recall_num,
            pat_num=pat_num,
            recall_type_num=_PROPHY,
            date_due=today - recall_num * _EVERY_DUE,
            priority=Priority.ASAP,
        )


def move_missed(transaction: Transaction, today: date) -> None:
    """Keep the scheduled ones ahead of today, in a database that was left for weeks."""
    for demo in ASAP_LIST:
        if demo.apt_status is _SCHEDULED:
            demo_rows.move_missed(transaction, demo.apt_num, today, _start(demo, today))


def _start(demo: DemoAppointment, today: date) -> datetime:
    """Spread the appointments over mornings; none shares its day and operatory with another."""
    spread = timedelta(days=demo.apt_num % _FORTNIGHT)
    hours = 2 if demo.clinic_num == HARBOR else 0
    match demo.apt_status:
        case AptStatus.PLANNED:
            return NEVER
        case AptStatus.SCHEDULED:
            return datetime.combine(today + _LATER + spread, time(9 + hours))
        case _:
            return datetime.combine(today - _LATER - spread, time(10 + hours))
