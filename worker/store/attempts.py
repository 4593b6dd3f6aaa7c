"""The ledger: one row per call of the provider, committed before the call."""

import os
import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from schemas.keys import AsapCommNum
from worker.rules.attempt import OPEN, AttemptState, Purpose
from worker.store.engine import Transaction
from worker.store.own_tables import attempt, request


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to send one text."""

    attempt_id: str
    subject: AsapCommNum
    attempt_no: int
    state: AttemptState
    recipient: str
    token: str
    began_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class OverdueAttempt:
    """An attempt to look after, and the request it came from if it came from one."""

    attempt_id: str
    request_id: str | None


OWNER = f"{socket.gethostname()[:40]}/{os.getpid()}"
"""This process, as the ledger names who holds a lease."""

_COLUMNS = [attempt.c[name] for name in Attempt.__slots__]
_LAST = (
    select(*_COLUMNS)
    .where(attempt.c.purpose == Purpose.OFFER, attempt.c.subject == bindparam("num"))
    .order_by(attempt.c.attempt_no.desc())
)
_FIND = select(*_COLUMNS).where(attempt.c.attempt_id == bindparam("attempt_id"))
_OVERDUE = (
    select(attempt.c.attempt_id, request.c.request_id)
    .join_from(attempt, request, request.c.asap_comm_num == attempt.c.subject, isouter=True)
    .where(attempt.c.state.in_(sorted(OPEN)), attempt.c.next_at <= bindparam("now"))
    .order_by(attempt.c.next_at)
    .limit(bindparam("at_most"))
)
_TAKE_OVER = (
    update(attempt)
    .where(
        attempt.c.attempt_id == bindparam("id"),
        attempt.c.state.in_(sorted(OPEN)),
        attempt.c.next_at <= bindparam("now"),
    )
    .values(state=AttemptState.UNKNOWN, next_at=bindparam("lease_ends"))
)


def last(transaction: Transaction, num: AsapCommNum) -> Attempt | None:
    """Read the newest attempt to send an offer."""
    return _read(transaction.one(_LAST, num=num))


def find(transaction: Transaction, attempt_id: str) -> Attempt | None:
    """Read an attempt."""
    return _read(transaction.one(_FIND, attempt_id=attempt_id))


def begin(
    transaction: Transaction,
    num: AsapCommNum,
    attempt_no: int,
    *,
    recipient: str,
    token: str,
    body_sha256: str,
    now: datetime,
    lease_ends: datetime,
) -> str | None:
    """Claim a text: write the attempt, or return None where another worker has just done so."""
    attempt_id = str(uuid4())
    try:
        with transaction.connection.begin_nested():
            transaction.insert(
                attempt,
                attempt_id=attempt_id,
                purpose=Purpose.OFFER,
                subject=num,
                attempt_no=attempt_no,
                state=AttemptState.DISPATCHING,
                recipient=recipient,
                token=token,
                body_sha256=body_sha256,
                began_at=now,
                lease_owner=OWNER,
                next_at=lease_ends,
            )
    except IntegrityError:
        return None
    return attempt_id


def move(
    transaction: Transaction,
    attempt_id: str,
    expected: Collection[AttemptState],
    state: AttemptState,
    **values: Any,  # noqa: ANN401 - columns
) -> bool:
    """Move an attempt on from one of the expected states; say whether it was in one."""
    statement = _move(tuple(sorted(expected)), tuple(sorted(values)))
    parameters = {f"new_{name}": value for name, value in values.items()}
    return bool(transaction.run(statement, id=attempt_id, new_state=state, **parameters))


@cache
def _move(expected: tuple[AttemptState, ...], names: tuple[str, ...]) -> Update:
    return (
        update(attempt)
        .where(attempt.c.attempt_id == bindparam("id"), attempt.c.state.in_(expected))
        .values({name: bindparam(f"new_{name}") for name in ("state", *names)})
    )


def take_over(
    transaction: Transaction, attempt_id: str, now: datetime, lease_ends: datetime
) -> bool:
    """Claim the look at an open attempt whose time has come; say whether we are the one."""
    return bool(transaction.run(_TAKE_OVER, id=attempt_id, now=now, lease_ends=lease_ends))


def overdue(transaction: Transaction, now: datetime, limit: int) -> list[OverdueAttempt]:
    """Find open attempts that somebody must look after: leases that ended and looks that are due."""
    rows = transaction.all(_OVERDUE, now=now, at_most=limit)
    return [OverdueAttempt(row["attempt_id"], row["request_id"]) for row in rows]


def _read(row: dict[str, Any] | None) -> Attempt | None:
    return None if row is None else Attempt(**{**row, "state": AttemptState(row["state"])})
