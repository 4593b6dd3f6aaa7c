"""The schedule of some days: hours, holidays, blockouts and appointments, and the ASAP list."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import bindparam, select

from schemas.codes import AptStatus, SchedStatus, ScheduleType
from schemas.keys import AptNum, ClinicNum, OpNum, PatNum
from worker.rules.availability import NOT_ON_THE_SCHEDULE, Blockout
from worker.rules.fitting import Candidate
from worker.rules.free_time import Calendar, Shift, Visit, Workplace
from worker.rules.slot import length
from worker.store.engine import Transaction
from worker.store.practice.looked_up import ASAP_LIST, ON_LIST, operatories_of, scheduled_already
from worker.store.practice.moves import hours_of
from worker.store.practice.records import LONGEST_APPOINTMENT, times_of, types_allowed
from worker.store.practice.tables import (
    appointment,
    appointmenttype,
    definition,
    operatory,
    provider,
    schedule,
)

_ROWS: Final = (
    select(
        *schedule.c["schedule_num", "sched_date", "start_time", "stop_time", "sched_type"],
        *schedule.c["status", "prov_num", "blockout_type", "clinic_num"],
        provider.c.is_secondary,
        *definition.c["item_value", "item_name"],
    )
    .join_from(schedule, provider, provider.c.prov_num == schedule.c.prov_num, isouter=True)
    .join(definition, definition.c.def_num == schedule.c.blockout_type, isouter=True)
    .where(
        schedule.c.sched_date >= bindparam("first_day"),
        schedule.c.sched_date <= bindparam("last_day"),
        schedule.c.sched_type.in_(
            [ScheduleType.PRACTICE, ScheduleType.PROVIDER, ScheduleType.BLOCKOUT]
        ),
    )
    .order_by(schedule.c.start_time, schedule.c.schedule_num)
)
_VISITS: Final = select(
    *appointment.c["op", "prov_num", "prov_hyg", "pattern", "apt_date_time"]
).where(
    appointment.c.apt_date_time > bindparam("after"),
    appointment.c.apt_date_time < bindparam("before"),
    appointment.c.apt_status.not_in(sorted(NOT_ON_THE_SCHEDULE)),
)
_WORKPLACES: Final = (
    select(
        operatory.c.operatory_num.label("op"),
        *operatory.c["clinic_num", "prov_dentist", "prov_hygienist", "is_hygiene"],
        *operatory.c["set_prospective", "op_name"],
    )
    .where(operatory.c.is_hidden == 0)
    .order_by(operatory.c.operatory_num)
)
_LISTED: Final = ASAP_LIST.table
_CANDIDATES: Final = (
    select(
        *_LISTED.c["apt_num", "pat_num", "pattern", "apt_date_time", "clinic_num", "prov_num"],
        *_LISTED.c["prov_hyg", "is_hygiene", "apt_status"],
        appointmenttype.c.blockout_types,
    )
    .join_from(
        _LISTED,
        appointmenttype,
        appointmenttype.c.appointment_type_num == _LISTED.c.appointment_type_num,
        isouter=True,
    )
    .where(*ON_LIST)
)


def read(
    transaction: Transaction, first: date, last: date, clinic_num: ClinicNum | None = None
) -> Calendar:
    """Read the days from first to last, both included; of one clinic's operatories if it is given."""
    rows = transaction.all(_ROWS, first_day=first, last_day=last)
    ops = operatories_of(transaction, [row["schedule_num"] for row in rows])
    midnight = datetime.combine(first, time())
    visits = transaction.all(
        _VISITS,
        after=midnight - LONGEST_APPOINTMENT,
        before=datetime.combine(last, time(23, 59, 59)),
    )
    return Calendar(
        workplaces=tuple(_workplaces(transaction, clinic_num)),
        shifts=tuple(
            Shift(hours_of(row), frozenset(ops[row["schedule_num"]]))
            for row in rows
            if row["sched_type"] == ScheduleType.PROVIDER and row["status"] == SchedStatus.OPEN
        ),
        visits=tuple(_visit(row) for row in visits),
        blockouts=tuple(
            (op, _blockout(row))
            for row in rows
            if row["sched_type"] == ScheduleType.BLOCKOUT
            for op in ops[row["schedule_num"]]
        ),
        closed=frozenset(
            (row["sched_date"], ClinicNum(row["clinic_num"]))
            for row in rows
            if row["sched_type"] == ScheduleType.PRACTICE and row["status"] != SchedStatus.OPEN
        ),
    )


def candidates(transaction: Transaction) -> list[Candidate]:
    """Read the appointments on the ASAP list, which many are on that are over: once."""
    rows = transaction.all(_CANDIDATES)
    planned = [row["apt_num"] for row in rows if row["apt_status"] == AptStatus.PLANNED]
    made_from = set(scheduled_already(transaction, planned))
    return [
        Candidate(
            apt_num=AptNum(row["apt_num"]),
            pat_num=PatNum(row["pat_num"]),
            length=length(row["pattern"]),
            apt_date_time=row["apt_date_time"],
            clinic_num=ClinicNum(row["clinic_num"]),
            prov_num=row["prov_num"],
            prov_hyg=row["prov_hyg"],
            is_hygiene=bool(row["is_hygiene"]),
            allowed_blockouts=types_allowed(row["blockout_types"]),
        )
        for row in rows
        if row["apt_num"] not in made_from
    ]


def _workplaces(transaction: Transaction, clinic_num: ClinicNum | None) -> Iterable[Workplace]:
    for row in transaction.all(_WORKPLACES):
        name = row.pop("op_name")
        if clinic_num in {None, row["clinic_num"]}:
            yield Workplace(**row, name=name or "")


def _visit(row: dict[str, Any]) -> Visit:
    start = row["apt_date_time"]
    providers = frozenset({row["prov_num"], row["prov_hyg"]} - {0})
    return Visit(OpNum(row["op"]), providers, start, start + length(row["pattern"]))


def _blockout(row: dict[str, Any]) -> Blockout:
    flags, name = row["item_value"] or "", row["item_name"] or ""
    return Blockout(row["blockout_type"], flags, *times_of(row), name)
