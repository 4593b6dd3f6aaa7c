"""How much waits in our own tables: each is one statement that counts so many and no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select

from worker.rules.attempt import OPEN, TextState
from worker.rules.health import Backlog
from worker.store.engine import Transaction
from worker.store.ledger.attempts import IS_BUSY, IS_OPEN, has_attempt
from worker.store.ledger.tables import attempt, inbound, kept_message, opening, receipt, request
from worker.store.ledger.tables import text as own_text

MOST: Final = 10_000
"""Whoever has more waiting need not know how many more."""


def counting(moment: Column[Any], *waits: ColumnElement[bool]) -> Select[Any]:
    """Count rows that wait, the oldest first, by the time since when they do."""
    some = select(moment.label("at")).where(*waits).order_by(moment).limit(MOST).subquery()
    counted: list[ColumnElement[Any]] = [
        func.count().label("count"),
        func.min(some.c.at).label("oldest_at"),
    ]
    return select(*counted).select_from(some)


_REQUESTS = counting(request.c.received_at, request.c.decided_at.is_(None))
_OPENINGS = counting(opening.c.received_at, opening.c.decided_at.is_(None))
_RECEIPTS = counting(receipt.c.received_at, receipt.c.applied_at.is_(None))
_INBOUND = counting(inbound.c.received_at, inbound.c.applied_at.is_(None))
_KEPT = counting(kept_message.c.received_at, kept_message.c.outcome.is_(None))
_TEXTS = counting(
    own_text.c.due_at,
    own_text.c.state == TextState.WAITING,
    own_text.c.due_at <= bindparam("now"),
    own_text.c.expires_at > bindparam("now"),
    ~has_attempt(own_text.c.purpose, own_text.c.text_num, IS_BUSY),
)
_open = select(attempt.c.state).where(IS_OPEN).limit(MOST).subquery()
_ATTEMPTS = select(_open.c.state, func.count().label("count")).group_by(_open.c.state)
_running = (
    select(request.c.op, request.c.slot_start)
    .where(request.c.open_until > bindparam("now_local"))
    .limit(MOST)
    .subquery()
)
_distinct = select(_running.c.op, _running.c.slot_start).distinct().subquery()
_RUNNING = select(func.count()).select_from(_distinct)


def requests(transaction: Transaction) -> Backlog:
    """Count the requests without an answer, for one offer and for a list."""
    return together(_read(transaction, _REQUESTS), _read(transaction, _OPENINGS))


def texts(transaction: Transaction, now: datetime) -> Backlog:
    """Count the confirmations and replies that are due and that nobody is sending."""
    return _read(transaction, _TEXTS, now=now)


def receipts(transaction: Transaction) -> Backlog:
    """Count the provider's words that have had no effect yet."""
    return _read(transaction, _RECEIPTS)


def from_patients(transaction: Transaction) -> Backlog:
    """Count the texts from patients that have had no effect yet."""
    return _read(transaction, _INBOUND)


def kept(transaction: Transaction) -> int:
    """Count the messages that nobody has replayed or dropped."""
    return _read(transaction, _KEPT).count


def attempts(transaction: Transaction) -> Mapping[str, int]:
    """Count the attempts whose end is not known, by state."""
    found = {row["state"]: row["count"] for row in transaction.all(_ATTEMPTS)}
    return {str(state): found.get(state, 0) for state in sorted(OPEN)}


def running(transaction: Transaction, now_local: datetime) -> int:
    """Count the openings of which an offer can still be answered, by the office's clock."""
    return int(transaction.value(_RUNNING, now_local=now_local))


def together(one: Backlog, other: Backlog) -> Backlog:
    """Add up two kinds of work."""
    oldest = (each.oldest_at for each in (one, other) if each.oldest_at is not None)
    return Backlog(one.count + other.count, min(oldest, default=None))


def _read(transaction: Transaction, statement: Select[Any], **parameters: object) -> Backlog:
    return transaction.read(Backlog, statement, **parameters) or Backlog()
