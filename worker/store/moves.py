"""Moving an appointment: what must be known of it, and the one statement that moves it."""

from datetime import datetime

from sqlalchemy import bindparam, select

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
from worker.store.rows import columns, values

_STANDING = select(*columns(Standing, appointment)).where(
    appointment.c.apt_num == bindparam("apt_num")
)
_MADE_FROM = (
    select(*columns(Standing, appointment))
    .where(appointment.c.next_apt_num == bindparam("apt_num"))
    .order_by(appointment.c.apt_num.desc())
    .limit(1)
)
_CHAIR = select(
    operatory.c.operatory_num.label("op"),
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
_PATIENT = select(*columns(MovingPatient, patient)).where(patient.c.pat_num == bindparam("pat_num"))
_UNCONFIRMED = (
    select(definition.c.def_num)
    .where(definition.c.category == DefCategory.APPT_CONFIRMED)
    .order_by(definition.c.item_order, definition.c.def_num)
    .limit(1)
)


def find_standing(transaction: Transaction, apt_num: AptNum) -> Standing | None:
    """Read an appointment as it stands."""
    return transaction.read(Standing, _STANDING, apt_num=apt_num)


def find_made_from(transaction: Transaction, planned: AptNum) -> Standing | None:
    """Read the newest appointment that was made from a planned one."""
    return transaction.read(Standing, _MADE_FROM, apt_num=planned)


def find_chair(transaction: Transaction, op: OpNum) -> Chair | None:
    """Read who works in an operatory by default."""
    return transaction.read(Chair, _CHAIR, op=op)


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
    return transaction.read(MovingPatient, _PATIENT, pat_num=pat_num)


def unconfirmed(transaction: Transaction) -> int:
    """Return the first definition of the list of confirmations; 0 where there is none."""
    return int(transaction.value(_UNCONFIRMED) or 0)


def move(transaction: Transaction, was: Standing, becomes: Moved) -> bool:
    """Move an appointment that still stands where it stood; say whether it did."""
    return transaction.change(
        appointment,
        was.apt_num,
        {
            "apt_status": [was.apt_status],
            "apt_date_time": [was.apt_date_time],
            "op": [was.op],
        },
        **values(becomes),
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
            **values(becomes),
        )
        made = find_made_from(transaction, planned.apt_num)
    if made is None:
        raise LookupError(f"the copy of planned appointment {planned.apt_num} is not there")
    attachments.hand_on(transaction, planned.pat_num, planned.apt_num, made.apt_num)
    transaction.change(appointment, planned.apt_num, {}, priority=Priority.NORMAL)
    return made


def set_status(transaction: Transaction, pat_num: PatNum, pat_status: int) -> None:
    """Say what a patient is to the office from now on."""
    transaction.change(patient, pat_num, {}, pat_status=pat_status)
