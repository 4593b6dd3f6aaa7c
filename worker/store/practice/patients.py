"""Patients by their telephone, and whether they want texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from schemas.codes import PatStatus
from schemas.keys import ClinicNum, PatNum
from worker.rules.attempt import Purpose
from worker.rules.phone import is_written, telling_digits
from worker.store.engine import Transaction
from worker.store.ledger.tables import attempt
from worker.store.portion import in_batches
from worker.store.practice.tables import asapcomm, patient
from worker.store.rows import columns

_LATEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A patient whose wireless phone is a certain number."""

    pat_num: PatNum
    clinic_num: ClinicNum
    wireless_phone: str
    txt_msg_ok: int
    pat_status: int


_WITH_DIGITS = (
    select(patient.c.pat_num)
    .where(patient.c.wireless_phone.like(bindparam("digits")))
    .order_by(patient.c.pat_num)
)
"""Reads the column from end to end, because no index knows how a number may be written.

It is asked for a text from a patient and for nothing else.
"""
_NAMES = select(patient.c.pat_num, patient.c.l_name, patient.c.f_name).where(
    patient.c.pat_num.in_(bindparam("pat_nums", expanding=True))
)
_BY_NUM = select(*columns(Holder, patient)).where(patient.c.pat_num == bindparam("pat_num"))
_TEXTED = (
    select(asapcomm.c.pat_num)
    .join_from(attempt, asapcomm, asapcomm.c.asap_comm_num == attempt.c.subject)
    .where(attempt.c.recipient == bindparam("number"), attempt.c.purpose == Purpose.OFFER)
    .order_by(attempt.c.began_at.desc())
    .limit(_LATEST)
)


def by_number(transaction: Transaction, number: str) -> list[Holder]:
    """Find the patients of a number: first those who were texted there, the latest first.

    However an office writes a number, it is found. Deleted patients are nobody.
    """
    texted = transaction.column(_TEXTED, number=number)
    digits = telling_digits(number)  # what is no number has none
    like = f"%{'%'.join(digits)}%"
    found = [*texted, *(transaction.column(_WITH_DIGITS, digits=like) if digits else [])]
    holders = [
        transaction.read(Holder, _BY_NUM, pat_num=pat_num) for pat_num in dict.fromkeys(found)
    ]
    return [
        holder
        for holder in holders
        if holder is not None
        and holder.pat_status != PatStatus.DELETED
        and is_written(holder.wireless_phone, number)
    ]


def set_txt_msg_ok(transaction: Transaction, pat_num: PatNum, known: int, told: int) -> bool:
    """Change whether a patient wants texts, if it is still what is known; say whether it was."""
    return transaction.change(patient, pat_num, {"txt_msg_ok": [known]}, txt_msg_ok=told)


def named(transaction: Transaction, pat_nums: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the last and first names of some patients."""
    return {
        row["pat_num"]: (row["l_name"] or "", row["f_name"] or "")
        for some in in_batches(sorted({*pat_nums}))
        for row in transaction.all(_NAMES, pat_nums=list(some))
    }


def names(transaction: Transaction, pat_nums: Iterable[int]) -> dict[int, str]:
    """Return the names of some patients, last name first as Open Dental lists them."""
    found = named(transaction, pat_nums)
    return {num: ", ".join(filter(None, name)) for num, name in found.items()}
