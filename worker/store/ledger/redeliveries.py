"""Counting redeliveries: who begins a piece of work, before the work, so that one that kills its worker ends."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, case, delete, select

from worker.store.engine import Transaction
from worker.store.ledger.tables import trial
from worker.store.rows import upserts

_ONE_MORE: Final = case(
    (trial.c.lease_ends <= bindparam("now"), trial.c.tries + 1), else_=trial.c.tries
)
"""While the last one may still run, who comes as well is no new try but a message that came twice."""

_BEGIN: Final = upserts(
    trial,
    {"name": bindparam("new_name"), "tries": 1, "lease_ends": bindparam("lease")},
    [("tries", _ONE_MORE), ("lease_ends", bindparam("lease"))],
)
_COUNT: Final = select(trial.c.tries).where(trial.c.name == bindparam("name"))
_END: Final = delete(trial).where(trial.c.name == bindparam("name"))


def begin(transaction: Transaction, name: str, now: datetime, lease_ends: datetime) -> int:
    """Count one more try at a piece of work; returns how many there were, this one included."""
    statement = _BEGIN[transaction.connection.dialect.name]
    transaction.run(statement, new_name=name, now=now, lease=lease_ends)
    return int(transaction.value(_COUNT, name=name))


def end(transaction: Transaction, name: str) -> None:
    """Forget the tries at a piece of work that came to its end."""
    transaction.run(_END, name=name)
