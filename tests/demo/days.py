"""Days and openings as the tests look at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from schemas.keys import AptNum, OpNum
from worker.rules.availability import blocked_by, taken_by
from worker.rules.slot import Slot
from worker.store.engine import Store, Transaction
from worker.store.practice import records
from worker.store.practice.tables import PRACTICE

TODAY = date(2026, 3, 6)
DAYS = range(-1, 4)
_NOBODY = AptNum(0)


@contextmanager
def trying(store: Store) -> Iterator[Transaction]:
    """Open a transaction that leaves nothing behind."""
    with store.writing() as transaction:
        savepoint = transaction.connection.begin_nested()
        yield transaction
        savepoint.rollback()


def around(today: date) -> list[date]:
    """Return the days that the demo keeps filled."""
    return [today + timedelta(days=offset) for offset in DAYS]


def hour(day: date, op: int, start: time) -> Slot:
    """Return an hour of an operatory."""
    begin = datetime.combine(day, start)
    return Slot(OpNum(op), begin, begin + timedelta(hours=1))


def is_open(transaction: Transaction, slot: Slot) -> bool:
    """Say whether nothing keeps the slot from being offered."""
    bookings, blockouts = records.in_the_way(transaction, slot)
    return not taken_by(slot, bookings, _NOBODY) and not blocked_by(slot, blockouts)


def open_hours(transaction: Transaction, day: date, op: int) -> int:
    """Count the openings of an hour, on the half hour, within opening hours."""
    opens = datetime.combine(day, time(8))
    whole = Slot(OpNum(op), opens, opens + timedelta(hours=9))
    bookings, blockouts = records.in_the_way(transaction, whole)
    slots = [hour(day, op, time(8 + half // 2, 30 * (half % 2))) for half in range(17)]
    return sum(
        not taken_by(slot, bookings, _NOBODY) and not blocked_by(slot, blockouts) for slot in slots
    )


def contents(transaction: Transaction) -> dict[str, list[dict[str, object]]]:
    """Read every row of every table of the practice."""
    return {table.name: transaction.all(table.select()) for table in PRACTICE.sorted_tables}
