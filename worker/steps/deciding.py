"""How a request is decided once, however often its message comes: the frame of every such decision."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from schemas.keys import OpNum
from worker.errors import AsapError
from worker.office import Office
from worker.steps import redelivery
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger.openings import StoredOpening
from worker.store.ledger.requests import StoredRequest

T = TypeVar("T")
R = TypeVar("R", StoredRequest, StoredOpening)
"""The row of a request."""


class Unwritten(Exception):
    """On tables without transactions a request is committed before it is decided.

    Its link or plan tells whoever comes after us what we had written.
    """


class DecidedMeanwhile(Exception):
    """Somebody else has decided the same request in this moment; what we wrote is undone."""


def decide_once(
    name: str,
    office: Office,
    now: datetime,
    decide: Callable[[Transaction, bool | None], T | None],
    write_down: Callable[[Transaction], None],
) -> T:
    """Decide in one transaction, and again until there is an answer.

    ``decide`` is told whether it may begin, as `redelivery` has it, and gives None when it has only
    prepared its answer; ``write_down`` writes the request, undecided.
    """
    while True:
        try:
            decided = redelivery.write(name, office, now, decide)
        except Unwritten:
            office.store.write(write_down)
        except DecidedMeanwhile:
            continue  # the answer is there now
        except AsapError:
            raise
        except Exception:
            # a bug: the message becomes a dead letter, and the clock finds the row when it is mended
            office.store.write(write_down)
            raise
        else:
            if decided is not None:
                return decided


def asked_since(
    known: StoredRequest | StoredOpening | None, asked_at: datetime, now: datetime
) -> datetime:
    """Return when a request has arrived: with its message, or before, where its row is older."""
    return min(asked_at, known.received_at if known else now)


def find_locked(
    transaction: Transaction,
    find: Callable[[Transaction], R | None],
    op: OpNum,
    day: date,
    asked_at: datetime,
    now: datetime,
    *,
    may_begin: bool | None,
) -> R | None:
    """Find a request under the lock of its slot's day, or without where it is decided already."""
    known = find(transaction)
    if known is not None and known.decided_at is not None:
        return known
    if known is None and not transaction.is_atomic:
        raise Unwritten
    since = asked_since(known, asked_at, now)
    if may_begin is None and redelivery.is_old(since, now):
        raise redelivery.Old
    locks.take_slot(transaction, op, [day])
    # again where nothing of ours could be undone
    return known if transaction.is_atomic else find(transaction)
