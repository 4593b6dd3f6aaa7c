"""The clinics of an office, to choose one on a page."""

from typing import Final

from schemas.clinic import Clinic
from schemas.keys import ClinicNum
from worker.store.engine import Transaction
from worker.store.portion import Portion
from worker.store.practice import look_ups, looked_up, records
from worker.web.numbers import read_whole
from worker.web.staff.visit import Visit

_MOST: Final = 200


def choice(transaction: Transaction, visit: Visit) -> tuple[list[Clinic], ClinicNum | None]:
    """Return the clinics of an office that has some, and the one that is chosen."""
    if not records.preferences(transaction, ClinicNum(0)).clinics_on:
        return [], None
    rows = look_ups.list_rows(transaction, looked_up.CLINICS, {}, Portion(_MOST))
    clinics = [one for one in rows if isinstance(one, Clinic)]
    asked = read_whole(visit.request.query_params.get("clinic", ""))
    nums = (ClinicNum(one.clinic_num) for one in clinics)
    return clinics, next((num for num in nums if num == asked), None)
