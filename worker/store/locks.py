"""One decider at a time: a row of our own per operatory and day, and per patient.

The row is updated inside the deciding transaction, so the lock works the same on every engine,
also for tables that have no transactions, and dies with its holder.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError

from schemas.keys import OpNum, PatNum
from worker.store.engine import Transaction
from worker.store.own_tables import lock


def take_slot(transaction: Transaction, op: OpNum, days: Iterable[date]) -> None:
    """Wait for everybody who decides about this operatory on these days."""
    for day in sorted(days):
        _take(transaction, f"slot/{op}/{day.isoformat()}")


def take_patient(transaction: Transaction, pat_num: PatNum) -> None:
    """Wait for everybody who counts this patient's texts; taken after the slot, never before."""
    _take(transaction, f"patient/{pat_num}")


def _take(transaction: Transaction, name: str) -> None:
    if transaction.run(_TAKE, lock_name=name):
        return
    try:
        with transaction.connection.begin_nested():
            transaction.insert(lock, name=name, taken=1)
    except IntegrityError:
        transaction.run(_TAKE, lock_name=name)


_TAKE = update(lock).where(lock.c.name == bindparam("lock_name")).values(taken=lock.c.taken + 1)
