"""The ledger: one row per call of the provider, committed before the call."""

import os
import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, bindparam, exists, func, or_, select, update

from worker.rules.attempt import (
    CERTAIN,
    LEASE,
    NOT_WITH_PATIENT,
    OPEN,
    AttemptState,
    OutgoingText,
    Purpose,
    TextKey,
)
from worker.store.engine import Transaction
from worker.store.ledger.tables import attempt, request
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(OutgoingText):
    """One attempt to send one text, as the ledger has it."""

    state: AttemptState
    next_at: datetime | None
    provider_sid: str | None
    tries: int


@dataclass(frozen=True, slots=True)
class OverdueAttempt:
    """An attempt to look after, and the request it came from if it came from one."""

    attempt_id: str
    request_id: str | None
    next_at: datetime


OWNER = f"{socket.gethostname()[:40]}/{os.getpid()}"
"""This process, as the ledger names who holds a lease."""


def has_attempt(purpose: object, subject: object, *is_so: ColumnElement[bool]) -> Exists:
    """Ask whether a text, named by values or by another table's columns, has an attempt like this."""
    of_text = (attempt.c.purpose == purpose, attempt.c.subject == subject)
    return exists(attempt.c.attempt_id).where(*of_text, *is_so)


IS_OPEN = attempt.c.state.in_(sorted(OPEN))
IS_BUSY = or_(
    IS_OPEN, (attempt.c.state == AttemptState.REJECTED) & (attempt.c.next_at > bindparam("now"))
)
"""The text of an attempt like this may not be sent now."""

_HANDED_OVER = ("attempt_id", "attempt_no", "recipient", "token", "body", "began_at")
_COLUMNS = columns(Attempt, attempt)
_OF_TEXT = (
    attempt.c.purpose == bindparam("purpose"),
    attempt.c.subject == bindparam("subject"),
)
_LAST = select(*_COLUMNS).where(*_OF_TEXT).order_by(attempt.c.attempt_no.desc())
_SIDS = select(attempt.c.provider_sid).where(*_OF_TEXT, attempt.c.provider_sid.is_not(None))
_FIND = select(*_COLUMNS).where(attempt.c.attempt_id == bindparam("attempt_id"))
_OVERDUE = in_portions(
    select(attempt.c.attempt_id, request.c.request_id, attempt.c.next_at)
    .join_from(
        attempt,
        request,
        (request.c.asap_comm_num == attempt.c.subject) & (attempt.c.purpose == Purpose.OFFER),
        isouter=True,
    )
    .where(IS_OPEN, attempt.c.next_at <= bindparam("now"))
    .order_by(attempt.c.next_at, attempt.c.attempt_id)
)
_IN_FLIGHT = (
    select(func.count())
    .select_from(attempt)
    .where(
        attempt.c.state == AttemptState.DISPATCHING,
        attempt.c.next_at > bindparam("now"),
        attempt.c.began_at <= bindparam("held_at"),
    )
)
_UNCONFIRMED = in_portions(
    select(attempt.c.attempt_id)
    .where(attempt.c.state == AttemptState.ACCEPTED, attempt.c.next_at <= bindparam("now"))
    .order_by(attempt.c.next_at, attempt.c.attempt_id)
)
_KNOWN_SIDS = select(attempt.c.provider_sid).where(
    attempt.c.provider_sid.in_(bindparam("sids", expanding=True))
)
_NEWEST_END = (
    select(attempt.c.ended_at)
    .where(attempt.c.ended_at < bindparam("before_at"))
    .order_by(attempt.c.ended_at.desc())
    .limit(1)
)
_OLDEST_OPEN = select(func.min(attempt.c.began_at)).where(IS_OPEN)
_ASK = (
    update(attempt)
    .where(
        attempt.c.attempt_id == bindparam("id"),
        attempt.c.state == AttemptState.ACCEPTED,
        attempt.c.next_at <= bindparam("now"),
    )
    .values(next_at=bindparam("again_at"))
)
_ADVANCE = (
    update(attempt)
    .where(attempt.c.attempt_id == bindparam("id"), attempt.c.provider_rank < bindparam("rank"))
    .values(
        provider_status=bindparam("status"),
        provider_rank=bindparam("rank"),
        provider_code=func.coalesce(bindparam("code"), attempt.c.provider_code),
    )
)
_ACCEPTED = (
    select(attempt.c.attempt_id)
    .where(*_OF_TEXT, attempt.c.state == AttemptState.ACCEPTED)
    .order_by(attempt.c.attempt_no)
)
_LAST_TO = (
    select(*_COLUMNS)
    .where(
        attempt.c.recipient == bindparam("number"),
        attempt.c.state.not_in(sorted(NOT_WITH_PATIENT)),
    )
    .order_by(attempt.c.began_at.desc())
    .limit(1)
)
_TAKE_OVER = (
    update(attempt)
    .where(attempt.c.attempt_id == bindparam("id"), IS_OPEN, attempt.c.next_at <= bindparam("now"))
    .values(state=AttemptState.UNKNOWN, next_at=bindparam("lease_ends"), tries=attempt.c.tries + 1)
)


def last(transaction: Transaction, key: TextKey) -> Attempt | None:
    """Read the newest attempt to send a text."""
    return transaction.read(Attempt, _LAST, purpose=key.purpose, subject=key.subject)


def last_to(transaction: Transaction, number: str) -> Attempt | None:
    """Read the newest attempt whose text a number has, or may have."""
    return transaction.read(Attempt, _LAST_TO, number=number)


def sids(transaction: Transaction, key: TextKey) -> list[str]:
    """Return the provider's ids of a text's attempts, as far as they are known."""
    return transaction.column(_SIDS, purpose=key.purpose, subject=key.subject)


def find(transaction: Transaction, attempt_id: str) -> Attempt | None:
    """Read an attempt."""
    return transaction.read(Attempt, _FIND, attempt_id=attempt_id)


def begin(transaction: Transaction, text: OutgoingText) -> bool:
    """Claim a text: write the attempt; say whether no other worker has just done so."""
    attempt_id = transaction.insert_once(
        attempt,
        purpose=text.key.purpose,
        subject=text.key.subject,
        state=AttemptState.DISPATCHING,
        lease_owner=OWNER,
        next_at=text.began_at + LEASE,
        **{name: getattr(text, name) for name in _HANDED_OVER},
    )
    return attempt_id is not None


def move(
    transaction: Transaction,
    attempt_id: str,
    expected: Collection[AttemptState],
    state: AttemptState,
    **values: Any,  # noqa: ANN401 - columns
) -> bool:
    """Move an attempt on from one of the expected states; say whether it was in one.

    Whoever moves it has not died over it. What was said is forgotten once its end is certain.
    """
    moved = {"state": state, "tries": 0, **values, **({"body": ""} if state in CERTAIN else {})}
    return transaction.change(attempt, attempt_id, {"state": expected}, **moved)


def take_over(transaction: Transaction, attempt_id: str, now: datetime) -> bool:
    """Claim the look at an attempt whose time has come, and count it; say whether we are the one."""
    return bool(transaction.run(_TAKE_OVER, id=attempt_id, now=now, lease_ends=now + LEASE))


def overdue(transaction: Transaction, now: datetime, portion: Portion) -> list[OverdueAttempt]:
    """Find open attempts that somebody must look after: leases that ended and looks that are due."""
    return transaction.read_all(OverdueAttempt, _OVERDUE, now=now, **portion.values)


def in_flight(transaction: Transaction, held_at: datetime, now: datetime) -> int:
    """Count the attempts begun before a hold that somebody is handing over, or is about to."""
    return int(transaction.value(_IN_FLIGHT, held_at=held_at, now=now))


def unconfirmed(transaction: Transaction, now: datetime, portion: Portion) -> list[str]:
    """Find accepted attempts whose receipt should have come by now."""
    return transaction.column(_UNCONFIRMED, now=now, **portion.values)


def known_sids(transaction: Transaction, sids: Collection[str]) -> set[str]:
    """Return which of the provider's ids belong to attempts of ours."""
    return set(transaction.column(_KNOWN_SIDS, sids=sorted(sids)))


def newest_end(transaction: Transaction, before: datetime) -> datetime | None:
    """Say when, before a moment, the last attempt came to its end."""
    found: datetime | None = transaction.value(_NEWEST_END, before_at=before)
    return found


def oldest_open(transaction: Transaction) -> datetime | None:
    """Say since when the oldest attempt without an end is open."""
    found: datetime | None = transaction.value(_OLDEST_OPEN)
    return found


def take_question(
    transaction: Transaction, attempt_id: str, now: datetime, again_at: datetime | None
) -> bool:
    """Claim the question for a receipt, and say when to ask again; say whether we are the one."""
    return bool(transaction.run(_ASK, id=attempt_id, now=now, again_at=again_at))


def advance(
    transaction: Transaction, attempt_id: str, status: str, rank: int, code: int | None
) -> bool:
    """Write the provider's word on a text if it is further than the last; say whether it is."""
    return bool(transaction.run(_ADVANCE, id=attempt_id, status=status, rank=rank, code=code))


def is_only_accepted(transaction: Transaction, known: Attempt) -> bool:
    """Say whether an attempt is the only one of its text that the provider has."""
    key = known.key
    accepted = transaction.column(_ACCEPTED, purpose=key.purpose, subject=key.subject)
    return accepted == [known.attempt_id]


def confirm(transaction: Transaction, attempt_id: str) -> None:
    """Ask no more for a receipt."""
    transaction.change(attempt, attempt_id, {"state": [AttemptState.ACCEPTED]}, next_at=None)
