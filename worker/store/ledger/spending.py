"""Segments that a clinic has handed to the provider, month by month."""

from sqlalchemy import bindparam, select, update

from schemas.keys import ClinicNum
from worker.store.engine import Transaction
from worker.store.ledger.tables import spending

_USED = select(spending.c.segments).where(
    spending.c.clinic_num == bindparam("clinic_num"), spending.c.month == bindparam("month")
)
_ADD = (
    update(spending)
    .where(spending.c.clinic_num == bindparam("clinic"), spending.c.month == bindparam("of_month"))
    .values(segments=spending.c.segments + bindparam("more"))
)


def used(transaction: Transaction, clinic_num: ClinicNum, month: str) -> int:
    """Return a clinic's segments of a month."""
    return int(transaction.value(_USED, clinic_num=clinic_num, month=month) or 0)


def add(transaction: Transaction, clinic_num: ClinicNum, month: str, segments: int) -> None:
    """Count more of them, or fewer; the caller holds the clinic's lock, or the row is there."""
    if not transaction.run(_ADD, clinic=clinic_num, of_month=month, more=segments):
        transaction.insert(spending, clinic_num=clinic_num, month=month, segments=segments)
