"""The clinics of an office, to choose one on a page."""

from dataclasses import dataclass
from typing import Final

from schemas import clinic
from schemas.keys import ClinicNum
from worker.store.engine import Transaction
from worker.store.portion import Portion
from worker.store.practice import look_ups, looked_up, records
from worker.web.numbers import read_whole
from worker.web.staff.visit import Visit

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A clinic to choose."""

    num: int
    name: str
    is_shown: bool


def choice(transaction: Transaction, visit: Visit) -> list[Choice]:
    """Return the clinics of an office that has some."""
    if not records.preferences(transaction, ClinicNum(0)).clinics_on:
        return []
    num = read_whole(visit.request.query_params.get("clinic", ""))
    rows = look_ups.list_rows(transaction, looked_up.CLINICS, {}, Portion(_MOST))
    return [
        Choice(one.clinic_num, one.description, one.clinic_num == num)
        for one in rows
        if isinstance(one, clinic.Clinic)
    ]
