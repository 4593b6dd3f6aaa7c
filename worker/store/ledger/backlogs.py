"""How much waits in our own tables: each is one statement that counts so many and no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select

from worker.rules.attempt import OPEN, TextState
from worker.rules.health import Backlog
from worker.store.engine import Transaction
from worker.store.ledger.attempts import IS_BUSY, IS_OPEN, has_attempt
from worker.store.ledger.holds import is_held
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


REQUESTS: Final = counting(request.c.received_at, request.c.decided_at.is_(None))
OPENINGS: Final = counting(opening.c.received_at, opening.c.decided_at.is_(None))
"""Requests without an answer, for one offer and for a list."""

RECEIPTS: Final = counting(receipt.c.received_at, receipt.c.applied_at.is_(None))
"""The provider's words that have had no effect yet."""

INBOUND: Final = counting(inbound.c.received_at, inbound.c.applied_at.is_(None))
"""Texts from patients that have had no effect yet."""

KEPT: Final = counting(kept_message.c.received_at, kept_message.c.outcome.is_(None))
"""Messages that nobody has replayed or dropped."""

TEXTS: Final = counting(
    own_text.c.due_at,
    own_text.c.state == TextState.WAITING,
    own_text.c.due_at <= bindparam("now"),
    own_text.c.expires_at > bindparam("now"),
    ~has_attempt(own_text.c.purpose, own_text.c.text_num, IS_BUSY),
    ~is_held(own_text.c.clinic_num),
)
"""Confirmations and replies that are due and that nobody is sending; a held clinic's are left out."""

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


def count(transaction: Transaction, statement: Select[Any], **parameters: object) -> Backlog:
    """Count what waits by one of these statements."""
    return transaction.read(Backlog, statement, **parameters) or Backlog()


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
