"""What an offer needs to know of the office: appointments, patients, operatories, preferences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy import bindparam, func, literal, null, select, type_coerce, union_all

from schemas.codes import DefCategory, ScheduleType
from schemas.keys import AptNum, ClinicNum, OpNum, PatNum
from schemas.wire import is_never
from worker.rules.appointment import Appointment
from worker.rules.availability import Blockout, Booking
from worker.rules.offer import Operatory
from worker.rules.preferences import DEFAULTS, PER_CLINIC, Preferences
from worker.rules.slot import MINUTES_PER_CHARACTER, Slot, length
from worker.rules.template import OfficeContact, address_text, one_line
from worker.rules.texting import Patient
from worker.store.engine import Transaction
from worker.store.practice.tables import (
    appointment,
    appointmenttype,
    clinic,
    clinicpref,
    commoptout,
    definition,
    operatory,
    patient,
    preference,
    schedule,
    scheduleop,
    smsphone,
)
from worker.store.rows import read

LONGEST_APPOINTMENT = timedelta(minutes=255 * MINUTES_PER_CHARACTER)
"""Pattern holds 255 characters, so whatever starts earlier than this has ended."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """What texting needs to know of a clinic; clinic 0 is the practice without clinics."""

    clinic_num: ClinicNum
    has_texting_contract: bool
    contact: OfficeContact


_PREFERENCES = select(preference.c.pref_name, preference.c.value_string).where(
    preference.c.pref_name.in_(sorted(DEFAULTS))
)
_CLINIC_PREFERENCES = select(clinicpref.c.pref_name, clinicpref.c.value_string).where(
    clinicpref.c.clinic_num == bindparam("clinic_num"),
    clinicpref.c.pref_name.in_(sorted(PER_CLINIC)),
)
_OPERATORY = select(
    operatory.c.operatory_num.label("op_num"), operatory.c.is_hidden, operatory.c.clinic_num
).where(operatory.c.operatory_num == bindparam("op"))
_OTHERS = appointment.alias()
_MADE_FROM_IT = (
    select(func.count())
    .where(_OTHERS.c.next_apt_num == bindparam("apt_num"))
    .correlate(None)
    .scalar_subquery()
)
"""Counted, because PostgreSQL takes an EXISTS for done at the first row, whatever the number: where
most have the number 0 it then plans to read the whole table, and finds nothing.
"""
IS_SCHEDULED = (_MADE_FROM_IT > 0).label("is_already_scheduled")
_APPOINTMENT = select(
    *appointment.c["apt_num", "pat_num", "apt_status", "pattern", "apt_date_time", "priority"],
    appointment.c.appointment_type_num,
    IS_SCHEDULED,
).where(appointment.c.apt_num == bindparam("apt_num"))
_PATIENTS = (
    select(
        *patient.c["pat_num", "f_name", "wireless_phone", "txt_msg_ok", "pat_status"],
        commoptout.c.opt_out_sms,
    )
    .join_from(patient, commoptout, commoptout.c.pat_num == patient.c.pat_num, isouter=True)
    .where(patient.c.pat_num.in_(bindparam("pat_nums", expanding=True)))
)
_OF_CLINIC = ("description", "address", "address_2", "city", "state", "zip", "phone", "fax")
_CLINIC = select(
    *clinic.c["clinic_num", "sms_contract_date"], *(clinic.c[name] for name in _OF_CLINIC)
).where(clinic.c.clinic_num == bindparam("clinic_num"))
_CONTRACT = select(clinic.c.sms_contract_date).where(clinic.c.clinic_num == bindparam("clinic_num"))
_CONTRACTS = select(clinic.c.sms_contract_date)
_COUNTRY = (
    select(smsphone.c.country_code)
    .where(smsphone.c.clinic_num == bindparam("clinic_num"), smsphone.c.country_code != "")
    .order_by(smsphone.c.sms_phone_num.desc())
)
_NO_DAY = type_coerce(null(), schedule.c.sched_date.type)
_NO_CLOCK = type_coerce(null(), schedule.c.start_time.type)
_BOOKINGS = select(
    appointment.c.apt_num.label("num"),
    appointment.c.apt_status.label("kind"),
    appointment.c.pattern.label("words"),
    appointment.c.apt_date_time.label("begins"),
    _NO_DAY.label("sched_date"),
    _NO_CLOCK.label("start_time"),
    _NO_CLOCK.label("stop_time"),
    type_coerce(null(), definition.c.item_name.type).label("name"),
).where(
    appointment.c.op == bindparam("op"),
    appointment.c.apt_date_time < bindparam("before"),
    appointment.c.apt_date_time > bindparam("after"),
)
_BLOCKOUTS = (
    select(
        literal(0),
        schedule.c.blockout_type,
        definition.c.item_value,
        null(),
        *schedule.c["sched_date", "start_time", "stop_time"],
        definition.c.item_name,
    )
    .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num)
    .join(
        definition,
        (definition.c.def_num == schedule.c.blockout_type)
        & (definition.c.category == DefCategory.BLOCKOUT_TYPES),
        isouter=True,
    )
    .where(
        schedule.c.sched_date.in_(bindparam("days", expanding=True)),
        schedule.c.sched_type == ScheduleType.BLOCKOUT,
        scheduleop.c.operatory_num == bindparam("op"),
    )
)
_IN_THE_WAY = union_all(_BOOKINGS, _BLOCKOUTS)
"""A blockout has no number, by which it is told from a booking."""
_BLOCKOUT_TYPES = select(appointmenttype.c.blockout_types).where(
    appointmenttype.c.appointment_type_num == bindparam("appointment_type_num")
)


def preferences(transaction: Transaction, clinic_num: ClinicNum) -> Preferences:
    """Read the practice's preferences, overridden by the clinic's rows."""

    def of_both() -> Preferences:
        practice = transaction.all(_PREFERENCES)
        own = transaction.all(_CLINIC_PREFERENCES, clinic_num=clinic_num) if clinic_num else []
        return Preferences.of(
            {row["pref_name"]: row["value_string"] or "" for row in practice},
            {row["pref_name"]: row["value_string"] or "" for row in own},
        )

    return transaction.memory.get(("preferences", clinic_num), of_both)


def find_operatory(transaction: Transaction, op: OpNum) -> Operatory | None:
    """Read an operatory; it may be hidden."""
    return transaction.memory.get(
        ("operatory", op), lambda: transaction.read(Operatory, _OPERATORY, op=op)
    )


def find_appointment(transaction: Transaction, apt_num: AptNum) -> Appointment | None:
    """Read an appointment, and whether another one was made from it."""
    return transaction.read(Appointment, _APPOINTMENT, apt_num=apt_num)


def find_patient(transaction: Transaction, pat_num: PatNum) -> Patient | None:
    """Read a patient with what they opted out of."""
    return find_patients(transaction, [pat_num]).get(pat_num)


def find_patients(transaction: Transaction, pat_nums: Collection[PatNum]) -> dict[PatNum, Patient]:
    """Read patients; several rows of opt-outs of one count together."""
    found: dict[PatNum, list[dict[str, Any]]] = {}
    for row in transaction.all(_PATIENTS, pat_nums=list(pat_nums)):
        found.setdefault(PatNum(row["pat_num"]), []).append(row)
    return {pat_num: patient_of(pat_num, rows) for pat_num, rows in found.items()}


def patient_of(pat_num: PatNum, rows: Sequence[Mapping[str, Any]]) -> Patient:
    """Make a patient of the rows of one, which differ in what is opted out of."""
    opt_outs = reduce(or_, (row["opt_out_sms"] or 0 for row in rows))
    return read(Patient, {**rows[0], "pat_num": pat_num, "opt_out_sms": opt_outs})


def find_clinic(transaction: Transaction, clinic_num: ClinicNum, practice: Preferences) -> Clinic:
    """Read a clinic; what it leaves blank comes from the practice."""
    row = transaction.memory.get(
        ("clinic", clinic_num),
        lambda: transaction.one(_CLINIC, clinic_num=clinic_num) if clinic_num else None,
    )
    own = {name: one_line((row or {}).get(name) or "") for name in _OF_CLINIC}
    names = ("address", "address_2", "city", "state", "zip")

    def text(name: str) -> str:
        return one_line(practice.text(name))

    address = (
        [own[name] for name in names]
        if own["address"]
        else [text(f"Practice{part}") for part in ("Address", "Address2", "City", "ST", "Zip")]
    )
    return Clinic(
        clinic_num,
        has_texting_contract=row is not None and not is_never(row["sms_contract_date"]),
        contact=OfficeContact(
            name=own["description"] or text("PracticeTitle"),
            phone=own["phone"] or text("PracticePhone"),
            fax=own["fax"] or text("PracticeFax"),
            address=address_text(*address),
        ),
    )


def texting_contract(transaction: Transaction, clinic_num: ClinicNum) -> bool:
    """Say whether a clinic has signed up for texting."""
    date = transaction.memory.get(
        ("contract", clinic_num), lambda: transaction.value(_CONTRACT, clinic_num=clinic_num)
    )
    return date is not None and not is_never(date)


def any_texting_contract(transaction: Transaction) -> bool:
    """Say whether any clinic has signed up for texting."""
    rows = transaction.memory.get("contracts", lambda: transaction.all(_CONTRACTS))
    return any(not is_never(row["sms_contract_date"]) for row in rows)


def texting_country(transaction: Transaction, clinic_num: ClinicNum) -> str:
    """Return the country of the clinic's texting number; the US where none is known."""
    country = transaction.memory.get(
        ("country", clinic_num), lambda: transaction.value(_COUNTRY, clinic_num=clinic_num)
    )
    return str(country or "US").upper()


def clinic_exists(transaction: Transaction, clinic_num: ClinicNum) -> bool:
    """Say whether there is such a clinic; 0 always is."""
    return clinic_num == 0 or transaction.value(_CLINIC, clinic_num=clinic_num) is not None


def in_the_way(transaction: Transaction, slot: Slot) -> tuple[list[Booking], list[Blockout]]:
    """Read what stands in a slot's operatory on its days.

    Every appointment that may touch the slot, whatever its status, and the blockouts with their
    types' flags.
    """
    bookings, blockouts = [], []
    for row in transaction.all(
        _IN_THE_WAY,
        op=slot.op,
        before=slot.end,
        after=slot.start - LONGEST_APPOINTMENT,
        days=slot.days(),
    ):
        if row["num"]:
            begins = row["begins"]
            ends = begins + length(row["words"])
            bookings.append(Booking(AptNum(row["num"]), int(row["kind"]), begins, ends))
        else:
            kind, flags, name = int(row["kind"]), row["words"] or "", row["name"] or ""
            blockouts.append(Blockout(kind, flags, *times_of(row), name))
    return bookings, blockouts


def times_of(row: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Return when a row of the schedule starts and stops."""
    day = row["sched_date"]
    return datetime.combine(day, row["start_time"]), datetime.combine(day, row["stop_time"])


def allowed_blockouts(transaction: Transaction, appointment_type_num: int) -> frozenset[int]:
    """Return the blockout types an appointment type may be placed on; empty means any without NS."""
    if not appointment_type_num:
        return frozenset()
    types = transaction.memory.get(
        ("appointment-type", appointment_type_num),
        lambda: transaction.value(_BLOCKOUT_TYPES, appointment_type_num=appointment_type_num),
    )
    return types_allowed(types)


def types_allowed(listed: str | None) -> frozenset[int]:
    """Read BlockoutTypes of an appointment type: the numbers, with commas."""
    return frozenset(int(part) for part in (listed or "").split(",") if part.strip().isdecimal())
