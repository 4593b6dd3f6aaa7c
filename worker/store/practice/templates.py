"""The texts of offers where Open Dental keeps them: preference, and clinicpref for a clinic's own."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import DBAPIError

from schemas.codes import InvalidType
from schemas.keys import ClinicNum
from worker.errors import Forbidden
from worker.store import columns
from worker.store.engine import Transaction
from worker.store.practice.optional import is_out_of_reach
from worker.store.practice.tables import clinic, clinicpref, preference, signalod

TEMPLATE: Final = "WebSchedAsapTextTemplate"

_PRACTICE: Final = (
    select(preference.c.pref_num, preference.c.value_string)
    .where(preference.c.pref_name == TEMPLATE)
    .order_by(preference.c.pref_num)
)
_OF_CLINICS: Final = (
    select(clinicpref.c.clinic_num, clinicpref.c.clinic_pref_num, clinicpref.c.value_string)
    .where(clinicpref.c.pref_name == TEMPLATE)
    .order_by(clinicpref.c.clinic_pref_num)
)
_OF_CLINIC: Final = _OF_CLINICS.where(clinicpref.c.clinic_num == bindparam("clinic_num"))
_REMOVE: Final = delete(clinicpref).where(clinicpref.c.clinic_pref_num == bindparam("num"))
_CLINICS: Final = (
    select(clinic.c.clinic_num).where(clinic.c.is_hidden == 0).order_by(clinic.c.clinic_num)
)


def of_clinics(transaction: Transaction) -> dict[int, str]:
    """Return the texts that clinics have of their own; a blank one is one too."""
    rows = transaction.all(_OF_CLINICS)
    return {row["clinic_num"]: row["value_string"] or "" for row in rows}


def read(transaction: Transaction, clinic_num: ClinicNum) -> str | None:
    """Return a text as it is kept, not as it is remembered; None where there is no row."""
    found = _OF_CLINIC if clinic_num else _PRACTICE
    asked = {"clinic_num": clinic_num} if clinic_num else {}
    rows = transaction.all(found, **asked)
    return rows[-1]["value_string"] or "" if rows else None


def clinic_nums(transaction: Transaction) -> list[ClinicNum]:
    """Return the clinics that are not hidden."""
    return [ClinicNum(row["clinic_num"]) for row in transaction.all(_CLINICS)]


def not_held(transaction: Transaction, text: str) -> str:
    """Return the signs of a text that would not be kept as they are."""
    return columns.not_held(text, transaction.connection.dialect)


def save(
    transaction: Transaction, clinic_num: ClinicNum, text: str | None, now_local: datetime
) -> bool:
    """Keep a text, and tell the workstations to read it anew; say whether it was another one.

    Whoever calls holds the clinic's lock. Clinic 0 is the practice. None removes what a clinic has of its own, so that the practice's
    holds. Raises Forbidden where the service's user may not.
    """
    try:
        if not clinic_num:
            changed = _save_practice(transaction, text or "")
        else:
            changed = _save_clinic(transaction, clinic_num, text)
    except DBAPIError as error:
        if not is_out_of_reach(error):
            raise
        table = "clinicpref" if clinic_num else "preference"
        raise Forbidden(
            f"The service's database user may not change {table}; "
            "`asapcomms grants` prints the line that lets it."
        ) from error
    if changed:
        kind = InvalidType.CLINIC_PREFS if clinic_num else InvalidType.PREFS
        transaction.insert(signalod, sig_date_time=now_local, i_type=kind)
    return changed


def _save_practice(transaction: Transaction, text: str) -> bool:
    rows = transaction.all(_PRACTICE)
    if not rows:
        transaction.insert(preference, pref_name=TEMPLATE, value_string=text)
    stale = [row["pref_num"] for row in rows if row["value_string"] != text]
    for num in stale:
        transaction.change(preference, num, {}, value_string=text)
    return bool(stale or not rows)


def _save_clinic(transaction: Transaction, clinic_num: ClinicNum, text: str | None) -> bool:
    """Change every row that the clinic has, should it have two."""
    rows = transaction.all(_OF_CLINIC, clinic_num=clinic_num)
    if text is None:
        for row in rows:
            transaction.run(_REMOVE, num=row["clinic_pref_num"])
        return bool(rows)
    if not rows:
        transaction.insert(clinicpref, clinic_num=clinic_num, pref_name=TEMPLATE, value_string=text)
    stale = [row["clinic_pref_num"] for row in rows if row["value_string"] != text]
    for num in stale:
        transaction.change(clinicpref, num, {}, value_string=text)
    return bool(stale or not rows)
