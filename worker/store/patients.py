"""Patients by their telephone, and whether they want texts."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from schemas.codes import PatStatus
from schemas.keys import ClinicNum, PatNum
from worker.rules.attempt import Purpose
from worker.rules.texting import country_of, dialable, spellings
from worker.store.engine import Transaction
from worker.store.own_tables import attempt
from worker.store.practice_tables import asapcomm, patient

_LATEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A patient whose wireless phone is a certain number."""

    pat_num: PatNum
    clinic_num: ClinicNum
    wireless_phone: str
    txt_msg_ok: int
    pat_status: int


_COLUMNS = [patient.c[name] for name in Holder.__slots__]
_BY_SPELLING = select(*_COLUMNS).where(
    patient.c.wireless_phone.in_(bindparam("spellings", expanding=True))
)
_BY_NUM = select(*_COLUMNS).where(patient.c.pat_num == bindparam("pat_num"))
_TEXTED = (
    select(asapcomm.c.pat_num)
    .join_from(attempt, asapcomm, asapcomm.c.asap_comm_num == attempt.c.subject)
    .where(attempt.c.recipient == bindparam("number"), attempt.c.purpose == Purpose.OFFER)
    .order_by(attempt.c.began_at.desc())
    .limit(_LATEST)
)
_SET_TXT_MSG_OK = (
    update(patient)
    .where(patient.c.pat_num == bindparam("num"), patient.c.txt_msg_ok == bindparam("known"))
    .values(txt_msg_ok=bindparam("told"))
)


def by_number(transaction: Transaction, number: str) -> list[Holder]:
    """Find the patients of a number: first those who were texted there, the latest first.

    A number is found by the ways in which offices write it, and by the texts that went there,
    however it is written. Deleted patients are nobody.
    """
    found: dict[PatNum, Holder] = {}
    texted = [PatNum(row["pat_num"]) for row in transaction.all(_TEXTED, number=number)]
    for pat_num in dict.fromkeys(texted):
        row = transaction.one(_BY_NUM, pat_num=pat_num)
        if row is not None:
            found[pat_num] = _holder(row)
    written = transaction.all(_BY_SPELLING, spellings=sorted(spellings(number)))
    for row in sorted(written, key=lambda row: int(row["pat_num"])):
        found.setdefault(PatNum(row["pat_num"]), _holder(row))
    return [
        holder
        for holder in found.values()
        if holder.pat_status != PatStatus.DELETED
        and dialable(holder.wireless_phone, country_of(number)) == number
    ]


def set_txt_msg_ok(transaction: Transaction, pat_num: PatNum, known: int, told: int) -> bool:
    """Change whether a patient wants texts, if it is still what is known; say whether it was."""
    return bool(transaction.run(_SET_TXT_MSG_OK, num=pat_num, known=known, told=told))


def _holder(row: dict[str, object]) -> Holder:
    return Holder(**{**row, "wireless_phone": row["wireless_phone"] or ""})  # type: ignore[arg-type]
