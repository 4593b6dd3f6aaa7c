"""Rows of ours that nobody needs any more: found by an index, and removed a few at a time.

The record of consent, numbers and senders are never removed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    select,
)

from worker.rules.attempt import TEXT_ENDED, Purpose
from worker.store.engine import Transaction
from worker.store.ledger.event_tables import delivery, event
from worker.store.ledger.operating_tables import api_key, heartbeat
from worker.store.ledger.tables import (
    answer,
    attempt,
    ended_blockout,
    inbound,
    kept_message,
    lock,
    opening,
    receipt,
    request,
    text,
    trial,
)
from worker.store.locks import SLOTS

AT_ONCE: Final = 500
"""Rows of one table in one transaction, so that nobody waits for long."""


@dataclass(frozen=True, slots=True)
class _Chore:
    """How the old rows of a table are found and removed."""

    oldest: Select[Any]
    remove: Delete


def _chore(table: Table, aged: Column[Any], *done: ColumnElement[bool]) -> _Chore:
    (key,) = table.primary_key.columns
    return _Chore(
        select(key).where(aged < bindparam("before"), *done).order_by(aged).limit(AT_ONCE),
        delete(table).where(key.in_(bindparam("keys", expanding=True))),
    )


_MAY_BE_ASKED_AGAIN = exists(request.c.request_id).where(
    request.c.asap_comm_num == attempt.c.subject,
    request.c.open_until.is_not(None),
    attempt.c.purpose == Purpose.OFFER,
)
"""The opening is still ahead: whoever asks for the same must be told that it was texted."""

CHORES: Final[Mapping[str, _Chore]] = {
    "request": _chore(request, request.c.decided_at, request.c.open_until.is_(None)),
    "opening": _chore(opening, opening.c.decided_at),
    "attempt": _chore(
        attempt, attempt.c.ended_at, attempt.c.next_at.is_(None), ~_MAY_BE_ASKED_AGAIN
    ),
    "receipt": _chore(receipt, receipt.c.applied_at),
    "inbound": _chore(inbound, inbound.c.applied_at),
    "text": _chore(text, text.c.due_at, text.c.state.in_(sorted(TEXT_ENDED))),
    "answer": _chore(answer, answer.c.ended_at),
    "ended_blockout": _chore(ended_blockout, ended_blockout.c.ended_at),
    "kept_message": _chore(kept_message, kept_message.c.received_at),
    "event": _chore(event, event.c.happened_at),
    "delivery": _chore(delivery, delivery.c.due_at),
    "try": _chore(trial, trial.c.lease_ends),
    "api_key": _chore(api_key, api_key.c.ends_at),
}
"""What is not done yet has no time in its column, so it is never old."""

_SILENT: Final = _chore(heartbeat, heartbeat.c.beat_at)
_PAST_LOCKS: Final = _chore(lock, lock.c.name, lock.c.name >= SLOTS)


def remove_old(transaction: Transaction, name: str, before: datetime) -> int:
    """Remove some rows of a table that were done before a moment; returns how many."""
    return _remove(transaction, CHORES[name], before)


def remove_silent(transaction: Transaction, before: datetime) -> int:
    """Remove some heartbeats of processes that were heard of last before a moment."""
    return _remove(transaction, _SILENT, before)


def remove_past_locks(transaction: Transaction, day: date) -> int:
    """Remove some locks of slots on days before a day of the office's calendar; returns how many.

    A lock that somebody holds is waited for; who waits for it as well makes it anew.
    """
    return _remove(transaction, _PAST_LOCKS, f"{SLOTS}{day.isoformat()}")


def _remove(transaction: Transaction, chore: _Chore, before: datetime | str) -> int:
    keys = transaction.column(chore.oldest, before=before)
    return transaction.run(chore.remove, keys=keys) if keys else 0
