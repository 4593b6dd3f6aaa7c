"""Counting redeliveries: who begins a piece of work, before the work, so that one that kills its worker ends."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects import mysql, postgresql, sqlite

from worker.store.engine import Transaction
from worker.store.ledger.tables import trial

_ONE_MORE: Final = case(
    (trial.c.lease_ends <= bindparam("now"), trial.c.tries + 1), else_=trial.c.tries
)
"""While the last one may still run, who comes as well is no new try but a message that came twice."""

_CHANGES: Final = [("tries", _ONE_MORE), ("lease_ends", bindparam("lease"))]
"""In this order: MySQL looks at a column as the assignment before it has left it."""

_FIRST: Final = {"name": bindparam("new_name"), "tries": 1, "lease_ends": bindparam("lease")}
_ON_MYSQL: Final = mysql.insert(trial).values(_FIRST).on_duplicate_key_update(_CHANGES)
_BEGIN: Final = {
    "sqlite": sqlite.insert(trial)
    .values(_FIRST)
    .on_conflict_do_update(index_elements=["name"], set_=dict(_CHANGES)),
    "postgresql": postgresql.insert(trial)
    .values(_FIRST)
    .on_conflict_do_update(index_elements=["name"], set_=dict(_CHANGES)),
    "mysql": _ON_MYSQL,
    "mariadb": _ON_MYSQL,
}
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
