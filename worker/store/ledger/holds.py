"""Holds: what is kept from the provider until somebody releases it, and who held and released it."""

from datetime import datetime

from sqlalchemy import Column, Exists, bindparam, exists, select

from schemas.keys import ClinicNum
from worker.rules.hold import Hold
from worker.store.engine import Transaction
from worker.store.ledger.operating_tables import hold
from worker.store.rows import columns

IN_FORCE = hold.c.in_force == 1
_IN_FORCE = select(*columns(Hold, hold)).where(IN_FORCE).order_by(hold.c.clinic_num)
_OF = select(*columns(Hold, hold)).where(IN_FORCE, hold.c.clinic_num == bindparam("clinic_num"))


def is_held(clinic_num: Column[ClinicNum]) -> Exists:
    """Ask whether the clinic that another table's column names has a hold of its own."""
    return exists(hold.c.hold_num).where(IN_FORCE, hold.c.clinic_num == clinic_num)


def place(
    transaction: Transaction, clinic_num: ClinicNum, *, held_by: str, why: str, now: datetime
) -> bool:
    """Hold a clinic, or everything; say whether nobody else has just done so."""
    told = {"clinic_num": clinic_num, "held_by": held_by, "why": why, "held_at": now}
    return transaction.insert_once(hold, in_force=1, **told) is not None


def in_force(transaction: Transaction) -> list[Hold]:
    """Read what is held, the hold of everything first."""
    return transaction.read_all(Hold, _IN_FORCE)


def find(transaction: Transaction, clinic_num: ClinicNum) -> Hold | None:
    """Read the hold of a clinic, or of everything."""
    return transaction.read(Hold, _OF, clinic_num=clinic_num)


def lift(transaction: Transaction, known: Hold, *, released_by: str, now: datetime) -> bool:
    """End a hold, which stays on record; say whether nobody else has just done so."""
    return transaction.change(
        hold,
        known.hold_num,
        {"in_force": [1]},
        in_force=None,
        released_by=released_by,
        released_at=now,
    )
