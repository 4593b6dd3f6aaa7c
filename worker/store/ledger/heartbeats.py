"""Heartbeats: processes that say that they live, and what they did last."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from worker.rules.health import Heartbeat
from worker.store.engine import Transaction
from worker.store.ledger.operating_tables import heartbeat
from worker.store.rows import columns, values

_MOST: Final = 100
"""A process that is started again and again leaves a row each time."""

_RECENT = (
    select(*columns(Heartbeat, heartbeat))
    .where(heartbeat.c.beat_at > bindparam("after_at"))
    .order_by(heartbeat.c.beat_at.desc())
    .limit(_MOST)
)


def beat(transaction: Transaction, said: Heartbeat) -> None:
    """Write what a process says of itself."""
    changed = transaction.change(
        heartbeat, said.process_id, {}, beat_at=said.beat_at, did_at=said.did_at
    )
    if not changed:
        transaction.insert_once(heartbeat, **values(said))


def recent(transaction: Transaction, after: datetime) -> list[Heartbeat]:
    """Read the processes that were heard of after a moment, the last one first."""
    return transaction.read_all(Heartbeat, _RECENT, after_at=after)
