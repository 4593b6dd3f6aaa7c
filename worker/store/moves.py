"""Moving an appointment: what must be known of it, and the one statement that moves it."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from schemas.codes import DefCategory, Priority, ScheduleType
from schemas.keys import AptNum, OpNum, PatNum
from worker.rules.move import Chair, Hours, Moved, MovingPatient, Standing
from worker.rules.slot import Slot
from worker.store import attachments, copies
from worker.store.engine import Transaction
from worker.store.practice_tables import (
    appointment,
    definition,
    operatory,
    patient,
    provider,
    schedule,
    scheduleop,
)

STANDING: Final = tuple(field.name for field in fields(Standing))
_MOVED: Final = tuple(field.name for field in fields(Moved))

_STANDING = select(*(appointment.c[name] for name in STANDING)).where(
    appointment.c.apt_num == bindparam("apt_num")
)
_MADE_FROM = (
    select(*(appointment.c[name] for name in STANDING))
    .where(appointment.c.next_apt_num == bindparam("apt_num"))
    .order_by(appointment.c.apt_num.desc())
    .limit(1)
)
_CHAIR = select(
    operatory.c.clinic_num,
    operatory.c.prov_dentist,
    operatory.c.prov_hygienist,
    operatory.c.is_hygiene,
    operatory.c.set_prospective,
).where(operatory.c.operatory_num == bindparam("op"))
_HOURS = (
    select(
        schedule.c.prov_num,
        provider.c.is_secondary,
        schedule.c.sched_date,
        schedule.c.start_time,
        schedule.c.stop_time,
    )
    .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num)
    .join(provider, provider.c.prov_num == schedule.c.prov_num)
    .where(
        schedule.c.sched_date == bindparam("day"),
        schedule.c.sched_type == ScheduleType.PROVIDER,
        scheduleop.c.operatory_num == bindparam("op"),
    )
    .order_by(schedule.c.start_time, schedule.c.schedule_num)
)
_PATIENT = select(patient.c.clinic_num, patient.c.pat_status, patient.c.ask_to_arrive_early).where(
    patient.c.pat_num == bindparam("pat_num")
)
_UNCONFIRMED = (
    select(definition.c.def_num)
    .where(definition.c.category == DefCategory.APPT_CONFIRMED)
    .order_by(definition.c.item_order, definition.c.def_num)
    .limit(1)
)
_MOVE = (
    update(appointment)
    .where(
        appointment.c.apt_num == bindparam("num"),
        appointment.c.apt_status == bindparam("was_status"),
        appointment.c.apt_date_time == bindparam("was_at"),
        appointment.c.op == bindparam("was_op"),
    )
    .values({name: bindparam(f"new_{name}") for name in _MOVED})
)
_OFF_THE_LIST = (
    update(appointment)
    .where(appointment.c.apt_num == bindparam("num"))
    .values(priority=Priority.NORMAL)
)
_SET_STATUS = (
    update(patient).where(patient.c.pat_num == bindparam("num")).values(pat_status=bindparam("new"))
)


def find_standing(transaction: Transaction, apt_num: AptNum) -> Standing | None:
    """Read an appointment as it stands."""
    return _standing(transaction.one(_STANDING, apt_num=apt_num))


def find_made_from(transaction: Transaction, planned: AptNum) -> Standing | None:
    """Read the newest appointment that was made from a planned one."""
    return _standing(transaction.one(_MADE_FROM, apt_num=planned))


def find_chair(transaction: Transaction, op: OpNum) -> Chair | None:
    """Read who works in an operatory by default."""
    row = transaction.one(_CHAIR, op=op)
    return None if row is None else Chair(op=op, **row)


def hours(transaction: Transaction, slot: Slot) -> list[Hours]:
    """Read the hours of providers in a slot's operatory on its day."""
    return [
        Hours(
            prov_num=row["prov_num"],
            is_secondary=row["is_secondary"],
            start=datetime.combine(row["sched_date"], row["start_time"]),
            stop=datetime.combine(row["sched_date"], row["stop_time"]),
        )
        for row in transaction.all(_HOURS, op=slot.op, day=slot.start.date())
    ]


def find_patient(transaction: Transaction, pat_num: PatNum) -> MovingPatient | None:
    """Read what a move needs to know of a patient."""
    row = transaction.one(_PATIENT, pat_num=pat_num)
    return None if row is None else MovingPatient(**row)


def unconfirmed(transaction: Transaction) -> int:
    """Return the first definition of the list of confirmations; 0 where there is none."""
    return int(transaction.value(_UNCONFIRMED) or 0)


def move(transaction: Transaction, was: Standing, becomes: Moved) -> bool:
    """Move an appointment that still stands where it stood; say whether it did."""
    new = {f"new_{name}": value for name, value in asdict(becomes).items()}
    return bool(
        transaction.run(
            _MOVE,
            num=was.apt_num,
            was_status=was.apt_status,
            was_at=was.apt_date_time,
            was_op=was.op,
            **new,
        )
    )


def schedule_planned(transaction: Transaction, planned: Standing, becomes: Moved) -> Standing:
    """Make a scheduled appointment of a planned one, which stays and leaves the ASAP list."""
    made = find_made_from(transaction, planned.apt_num)
    if made is None:
        copies.copy(
            transaction,
            appointment,
            appointment,
            planned.apt_num,
            next_apt_num=planned.apt_num,
            **asdict(becomes),
        )
        made = find_made_from(transaction, planned.apt_num)
    if made is None:
        raise LookupError(f"the copy of planned appointment {planned.apt_num} is not there")
    attachments.hand_on(transaction, planned.pat_num, planned.apt_num, made.apt_num)
    transaction.run(_OFF_THE_LIST, num=planned.apt_num)
    return made


def set_status(transaction: Transaction, pat_num: PatNum, pat_status: int) -> None:
    """Say what a patient is to the office from now on."""
    transaction.run(_SET_STATUS, num=pat_num, new=pat_status)


def _standing(row: dict[str, Any] | None) -> Standing | None:
    return None if row is None else Standing(**{**row, "proc_descript": row["proc_descript"] or ""})
