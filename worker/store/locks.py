"""One decider at a time: a row of our own per operatory and day, and per patient.

The row is updated inside the deciding transaction, so the lock works the same on every engine,
also for tables that have no transactions, and dies with its holder.

Locks are taken in one order: slots, patients, clinics, senders, the feed, those of a kind by number. Slots
and patients come before anything is written, so that nobody waits for one with rows in the hand.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, bindparam, literal_column, select

from schemas.keys import ClinicNum, OpNum, PatNum
from worker.errors import OutOfOrder
from worker.store.engine import Transaction
from worker.store.ledger.tables import lock
from worker.store.rows import upserts

SLOTS: Final = "slot/"
"""How the names of slots' locks begin; the day follows, so that past ones are found together."""


def take_slot(transaction: Transaction, op: OpNum, days: Iterable[date]) -> None:
    """Wait for everybody who decides about this operatory on these days."""
    _take(transaction, "slot", *((day.isoformat(), op) for day in sorted(days)))


def take_patient(transaction: Transaction, pat_num: PatNum) -> None:
    """Wait for everybody who counts this patient's texts; taken after the slot, never before."""
    _take(transaction, "patient", (pat_num,))


def take_patients(transaction: Transaction, pat_nums: Iterable[PatNum]) -> None:
    """Wait for everybody who decides about one of these patients."""
    _take(transaction, "patient", *((pat_num,) for pat_num in sorted(set(pat_nums))))


def take_clinic(transaction: Transaction, clinic_num: ClinicNum) -> None:
    """Wait for everybody who counts this clinic's segments; taken after slot and patient."""
    _take(transaction, "clinic", (clinic_num,))


def take_sender(transaction: Transaction, sender: str) -> None:
    """Wait for everybody who uses up this sender's pace; taken last of all."""
    _take(transaction, "sender", (sender,))


def take_feed(transaction: Transaction) -> int:
    """Wait for whoever gives events their place; returns how often that was done, which only rises."""
    _take(transaction, "feed", ())
    return int(transaction.value(_TAKEN, name="feed"))


def _take(transaction: Transaction, kind: str, *several: tuple[object, ...]) -> None:
    """Update each row, or make it, in one statement, so that two who make it do not deadlock."""
    places = [
        place
        for which in several
        if (place := (_ORDER.index(kind), *which)) not in transaction.locks
    ]
    if not places:
        return
    is_late = transaction.has_written and kind in _BEFORE_ROWS
    if is_late or any(places[0] < held for held in transaction.locks):
        raise OutOfOrder(f"A lock of a {kind} is asked for too late.")
    has_written = transaction.has_written
    names = ["/".join(map(str, (kind, *which))) for _, *which in places]
    transaction.run_each(
        _TAKE[transaction.connection.dialect.name], [{"new_name": name} for name in names]
    )
    transaction.locks += places
    transaction.has_written = has_written


_ORDER: Final = ("slot", "patient", "clinic", "sender", "feed")
_BEFORE_ROWS: Final = frozenset({"slot", "patient"})
_ONE: Final[ColumnElement[int]] = literal_column("1")
"""A number of the statement's own: MariaDB's driver puts rows together that are values and no more."""

_TAKE: Final = upserts(
    lock, {"name": bindparam("new_name"), "taken": 1}, [("taken", lock.c.taken + _ONE)]
)
_TAKEN: Final = select(lock.c.taken).where(lock.c.name == bindparam("name"))
