"""What can be looked up: which table, fields, filters and order each address has."""

from collections.abc import Sequence
from typing import Final

from pydantic.alias_generators import to_snake
from sqlalchemy import ColumnElement, Table, bindparam, or_, select

from schemas.appointment import Appointment
from schemas.clinic import Clinic
from schemas.codes import AptStatus, Priority
from schemas.keys import OpNum
from schemas.operatory import Operatory
from schemas.provider import Provider
from schemas.schedule import Schedule, ScheduleOp
from schemas.wire import NEVER
from worker.rules.appointment import ON_ASAP_LIST
from worker.store.columns import code, number
from worker.store.engine import Transaction
from worker.store.practice.look_ups import Found, LookUp, Name, widened
from worker.store.practice.optional import where_allowed
from worker.store.practice.tables import (
    appointment,
    clinic,
    definition,
    operatory,
    provider,
    providercliniclink,
    schedule,
    scheduleop,
)

_APPOINTMENT: Final = widened(appointment, number("ItemOrderPlanned"), code("IsMirrored"))
_PLANNED_ON_LIST: Final = select(appointment.c.apt_num).where(
    appointment.c.priority == Priority.ASAP,
    appointment.c.apt_status == AptStatus.PLANNED,
)
ON_LIST: Final = (
    _APPOINTMENT.c.priority == Priority.ASAP,
    _APPOINTMENT.c.apt_status.in_(sorted(ON_ASAP_LIST)),
)
_MADE_FROM: Final = select(appointment.c.next_apt_num).where(
    appointment.c.next_apt_num.in_(bindparam("planned_nums", expanding=True))
)
_OPERATORIES: Final = (
    select(scheduleop.c.schedule_num, scheduleop.c.operatory_num)
    .where(scheduleop.c.schedule_num.in_(bindparam("schedule_nums", expanding=True)))
    .order_by(scheduleop.c.operatory_num)
)
_RESTRICTED: Final = select(providercliniclink.c.prov_num, providercliniclink.c.clinic_num)


def _equal(table: Table, *names: str) -> dict[str, ColumnElement[bool]]:
    """Return filters by columns that have the parameters' names."""
    return {name: table.c[to_snake(name)] == bindparam(name) for name in names}


def operatories_of(transaction: Transaction, nums: list[int]) -> dict[int, list[OpNum]]:
    """Return the operatories of each schedule row, read at once."""
    ops: dict[int, list[OpNum]] = {num: [] for num in nums}
    if nums:
        for link in transaction.all(_OPERATORIES, schedule_nums=nums):
            ops[link["schedule_num"]].append(OpNum(link["operatory_num"]))
    return ops


def _add_operatories(transaction: Transaction, rows: Found) -> None:
    ops = operatories_of(transaction, [row["schedule_num"] for row in rows])
    for row in rows:
        row["operatories"] = ",".join(map(str, ops[row["schedule_num"]]))


def scheduled_already(transaction: Transaction, planned: Sequence[int]) -> list[int]:
    """Return which planned appointments another one was made from.

    Asked on its own, because many have the number 0 in NextAptNum: PostgreSQL would plan to read
    the whole table for each.
    """
    return transaction.column(_MADE_FROM, planned_nums=planned) if planned else []


def _scheduled_already(transaction: Transaction) -> list[int]:
    return scheduled_already(transaction, transaction.column(_PLANNED_ON_LIST))


def _restricted_elsewhere(transaction: Transaction, clinic_num: int) -> list[int]:
    """Return the providers who work in other clinics only; none where that cannot be read."""
    allowed: dict[int, set[int]] = {}
    with where_allowed(transaction, providercliniclink):
        for row in transaction.all(_RESTRICTED):
            allowed.setdefault(row["prov_num"], set()).add(row["clinic_num"])
    return [num for num, clinics in allowed.items() if clinic_num not in clinics]


_NAMES: Final = {
    "confirmed_name": Name(_APPOINTMENT.c.confirmed, definition, "item_name"),
    "prov_abbr": Name(_APPOINTMENT.c.prov_num, provider, "abbr"),
    "unsched_status_name": Name(_APPOINTMENT.c.unsched_status, definition, "item_name"),
}

APPOINTMENTS: Final = LookUp(
    shows=Appointment,
    table=_APPOINTMENT,
    names=_NAMES,
    days=_APPOINTMENT.c.apt_date_time,
    filters={
        **_equal(_APPOINTMENT, "PatNum", "AptStatus", "Op", "ClinicNum", "AppointmentTypeNum"),
        "DateTStamp": _APPOINTMENT.c.date_t_stamp >= bindparam("DateTStamp"),
    },
    order=("apt_date_time", "apt_num"),
)

ASAP_LIST: Final = LookUp(
    shows=Appointment,
    table=_APPOINTMENT,
    names=_NAMES,
    always=(
        *ON_LIST,
        _APPOINTMENT.c.apt_num.not_in(bindparam("made_from", expanding=True)),
    ),
    needs={"made_from": _scheduled_already},
    filters={
        **_equal(_APPOINTMENT, "ClinicNum"),
        "ProvNum": or_(
            _APPOINTMENT.c.prov_num == bindparam("ProvNum"),
            _APPOINTMENT.c.prov_hyg == bindparam("ProvNum"),
        ),
    },
    order=("apt_date_time", "apt_num"),
)

SCHEDULES: Final = LookUp(
    shows=Schedule,
    table=schedule,
    names={"blockout_type_name": Name(schedule.c.blockout_type, definition, "item_name")},
    days=schedule.c.sched_date,
    filters={
        **_equal(schedule, "SchedType", "ProvNum", "EmployeeNum"),
        "BlockoutDefNum": schedule.c.blockout_type == bindparam("BlockoutDefNum"),
    },
    order=("start_time", "schedule_num"),
    completed=_add_operatories,
)

SCHEDULE_OPS: Final = LookUp(
    shows=ScheduleOp,
    table=scheduleop,
    filters=_equal(scheduleop, "ScheduleNum", "OperatoryNum"),
    order=("schedule_op_num",),
)

OPERATORIES: Final = LookUp(
    shows=Operatory,
    table=operatory,
    names={"operatory_type_name": Name(operatory.c.operatory_type, definition, "item_name")},
    filters=_equal(operatory, "ClinicNum"),
    order=("operatory_num",),
)

CLINICS: Final = LookUp(
    shows=Clinic,
    table=clinic,
    always=(clinic.c.is_hidden == 0,),
    order=("clinic_num",),
)

PROVIDERS: Final = LookUp(
    shows=Provider,
    table=provider,
    filters={
        "DateTStamp": provider.c.date_t_stamp >= bindparam("DateTStamp"),
        "ClinicNum": (provider.c.is_hidden == 0)
        & provider.c.prov_num.not_in(bindparam("ClinicNum", expanding=True)),
    },
    resolved={"ClinicNum": _restricted_elsewhere},
    timeless=frozenset({"ClinicNum"}),
    blank={"ssn": "", "state_license": "", "national_prov_id": "", "birthdate": NEVER.date()},
    order=("prov_num",),
)
