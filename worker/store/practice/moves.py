"""Moving an appointment: what must be known of it, and the one statement that moves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from schemas.codes import DefCategory, Priority, ScheduleType
from schemas.keys import AptNum, OpNum, PatNum
from worker.rules.appointment import Appointment
from worker.rules.move import Chair, CurrentAppointment, Moved, MovingPatient, ProviderHours
from worker.rules.slot import Slot
from worker.rules.texting import Patient
from worker.store import rows
from worker.store.engine import Transaction
from worker.store.practice import copies, optional, records
from worker.store.practice.booking_tables import apptfield, labcase, procedurelog
from worker.store.practice.tables import (
    appointment,
    commoptout,
    definition,
    operatory,
    patient,
    provider,
    schedule,
    scheduleop,
)
from worker.store.rows import columns, values

_STANDING = select(*columns(CurrentAppointment, appointment)).where(
    appointment.c.apt_num == bindparam("apt_num")
)
_MADE_FROM = (
    select(*columns(CurrentAppointment, appointment))
    .where(appointment.c.next_apt_num == bindparam("apt_num"))
    .order_by(appointment.c.apt_num.desc())
    .limit(1)
)
_CHAIR = select(
    operatory.c.operatory_num.label("op"),
    *operatory.c["clinic_num", "prov_dentist", "prov_hygienist", "is_hygiene", "set_prospective"],
).where(operatory.c.operatory_num == bindparam("op"))
_HOURS = (
    select(
        schedule.c.prov_num,
        provider.c.is_secondary,
        *schedule.c["sched_date", "start_time", "stop_time"],
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
_MOVER = (
    select(
        *patient.c["clinic_num", "pat_status", "ask_to_arrive_early", "f_name", "wireless_phone"],
        patient.c.txt_msg_ok,
        commoptout.c.opt_out_sms,
        *columns(CurrentAppointment, appointment),
        *appointment.c["pattern", "priority", "appointment_type_num"],
        records.IS_SCHEDULED,
    )
    .join_from(
        patient,
        appointment,
        (appointment.c.apt_num == bindparam("apt_num"))
        & (appointment.c.pat_num == patient.c.pat_num),
        isouter=True,
    )
    .join(commoptout, commoptout.c.pat_num == patient.c.pat_num, isouter=True)
    .where(patient.c.pat_num == bindparam("pat_num"))
)
_NO_APPOINTMENT: Final = -1
"""Not 0, from which every appointment is made that is made from none."""

_UNCONFIRMED = (
    select(definition.c.def_num)
    .where(definition.c.category == DefCategory.APPT_CONFIRMED)
    .order_by(definition.c.item_order, definition.c.def_num)
    .limit(1)
)
_ATTACH: Final = {
    table: update(table)
    .where(
        table.c.pat_num == bindparam("whose"),
        table.c.planned_apt_num == bindparam("planned"),
        table.c.apt_num == 0,
    )
    .values(apt_num=bindparam("new"))
    for table in (procedurelog, labcase)
}
_FIELDS = select(apptfield.c.field_name, apptfield.c.field_value).where(
    apptfield.c.apt_num == bindparam("apt_num")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A patient, with the appointment that may be moved."""

    patient: Patient
    """With what decides whether a text may go out."""
    moving: MovingPatient
    appointment: Appointment | None
    """None where it is gone, or another patient's now; so is the next."""
    standing: CurrentAppointment | None


def find_current(transaction: Transaction, apt_num: AptNum) -> CurrentAppointment | None:
    """Read an appointment as it stands."""
    return transaction.read(CurrentAppointment, _STANDING, apt_num=apt_num)


def find_made_from(transaction: Transaction, planned: AptNum) -> CurrentAppointment | None:
    """Read the newest appointment that was made from a planned one."""
    return transaction.read(CurrentAppointment, _MADE_FROM, apt_num=planned)


def find_chair(transaction: Transaction, op: OpNum) -> Chair | None:
    """Read who works in an operatory by default."""
    return transaction.memory.get(("chair", op), lambda: transaction.read(Chair, _CHAIR, op=op))


def hours(transaction: Transaction, slot: Slot) -> list[ProviderHours]:
    """Read the hours of providers in a slot's operatory on its day."""
    return [hours_of(row) for row in transaction.all(_HOURS, op=slot.op, day=slot.start.date())]


def hours_of(row: Mapping[str, Any]) -> ProviderHours:
    """Read hours; a provider who is gone is no hygienist."""
    start, stop = records.times_of(row)
    secondary = row["is_secondary"] or 0
    return ProviderHours(prov_num=row["prov_num"], is_secondary=secondary, start=start, stop=stop)


def find_mover(transaction: Transaction, pat_num: PatNum, apt_num: AptNum | None) -> Mover | None:
    """Read a patient, and what may be moved; None where the patient is gone."""
    found = transaction.all(_MOVER, pat_num=pat_num, apt_num=apt_num or _NO_APPOINTMENT)
    if not found:
        return None
    row = found[0]
    is_there = row["apt_num"] is not None
    return Mover(
        patient=records.patient_of(pat_num, found),
        moving=rows.read(MovingPatient, row),
        appointment=rows.read(Appointment, row) if is_there else None,
        standing=rows.read(CurrentAppointment, row) if is_there else None,
    )


def unconfirmed(transaction: Transaction) -> int:
    """Return the first definition of the list of confirmations; 0 where there is none."""
    first = transaction.memory.get("unconfirmed", lambda: transaction.value(_UNCONFIRMED))
    return int(first or 0)


def move(transaction: Transaction, was: CurrentAppointment, becomes: Moved) -> bool:
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


def schedule_planned(
    transaction: Transaction, planned: CurrentAppointment, becomes: Moved
) -> CurrentAppointment:
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
    _hand_on(transaction, planned.pat_num, planned.apt_num, made.apt_num)
    transaction.change(appointment, planned.apt_num, {}, priority=Priority.NORMAL)
    return made


def _hand_on(transaction: Transaction, pat_num: PatNum, planned: AptNum, made: AptNum) -> None:
    """Attach what hangs on a planned appointment: procedures and lab cases, which hang on both then.

    The fields are copied. Each may be out of this service's reach; the front desk attaches it then.
    Whoever comes after a death finds what is attached already.
    """
    for table, statement in _ATTACH.items():
        with optional.where_allowed(transaction, table):
            transaction.run(statement, whose=pat_num, planned=planned, new=made)
    with optional.where_allowed(transaction, apptfield):
        there = transaction.column(_FIELDS, apt_num=made)
        for row in transaction.all(_FIELDS, apt_num=planned):
            if row["field_name"] not in there:
                transaction.insert(apptfield, apt_num=made, **row)


def set_status(transaction: Transaction, pat_num: PatNum, pat_status: int) -> None:
    """Say what a patient is to the office from now on."""
    transaction.change(patient, pat_num, {}, pat_status=pat_status)
