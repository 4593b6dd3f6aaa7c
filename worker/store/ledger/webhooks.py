"""End points, and the events that they have not taken yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, exists, func, insert, literal, or_, select, update

from worker.rules.webhook import BOTH_SECRETS
from worker.store.engine import Transaction
from worker.store.ledger.event_tables import delivery, endpoint, event
from worker.store.ledger.events import StoredEvent
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns

AT_ONCE: Final = 20
"""Events that are delivered before it is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEndpoint:
    """Who is told of events."""

    endpoint_num: int
    url: str
    secret: str
    old_secret: str | None
    old_until: datetime | None
    created_at: datetime
    next_at: datetime | None
    failures: int
    failing_since: datetime | None
    paused_at: datetime | None

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Return the secrets that are valid now, the newest first."""
        if self.old_secret is None or self.old_until is None or self.old_until <= now:
            return (self.secret,)
        return self.secret, self.old_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An event that is due at an end point."""

    delivery_num: int
    tries: int
    event: StoredEvent


@dataclass(frozen=True, slots=True)
class DueEndpoint:
    """An end point for which something is due, and which nobody has claimed."""

    endpoint_num: int
    seen_at: datetime = field(compare=False)


_COLUMNS = columns(StoredEndpoint, endpoint)
_ALL = select(*_COLUMNS).order_by(endpoint.c.endpoint_num)
_FIND = select(*_COLUMNS).where(endpoint.c.endpoint_num == bindparam("endpoint_num"))
_ACTIVE = select(endpoint.c.endpoint_num).where(endpoint.c.paused_at.is_(None))
_IS_FREE = (
    endpoint.c.paused_at.is_(None),
    or_(endpoint.c.next_at.is_(None), endpoint.c.next_at <= bindparam("now")),
)
_OLDEST = (
    select(func.min(delivery.c.due_at))
    .where(delivery.c.endpoint_num == endpoint.c.endpoint_num)
    .scalar_subquery()
)
_DUE = in_portions(
    select(endpoint.c.endpoint_num)
    .where(*_IS_FREE, bindparam("now") >= _OLDEST)
    .order_by(endpoint.c.endpoint_num)
)
_CLAIM = (
    update(endpoint)
    .where(endpoint.c.endpoint_num == bindparam("num"), *_IS_FREE)
    .values(next_at=bindparam("lease_ends"))
)
_BATCH = (
    select(delivery.c.delivery_num, delivery.c.tries, *columns(StoredEvent, event))
    .join_from(delivery, event, event.c.event_num == delivery.c.event_num)
    .where(delivery.c.endpoint_num == bindparam("num"), delivery.c.due_at <= bindparam("now"))
    .order_by(delivery.c.due_at, delivery.c.delivery_num)
    .limit(AT_ONCE)
)
_TAKEN = delete(delivery).where(
    delivery.c.delivery_num.in_(bindparam("delivery_nums", expanding=True))
)
_FORGET = delete(delivery).where(delivery.c.endpoint_num == bindparam("num"))
_REMOVE = delete(endpoint).where(endpoint.c.endpoint_num == bindparam("num"))
_AGAIN = (
    update(delivery)
    .where(delivery.c.endpoint_num == bindparam("num"))
    .values(due_at=bindparam("now"), tries=0)
)
_WAITING = select(func.count()).where(delivery.c.endpoint_num == bindparam("num"))
_REPLAY = insert(delivery).from_select(
    ["endpoint_num", "event_num", "tries", "due_at"],
    select(
        bindparam("num", type_=delivery.c.endpoint_num.type),
        event.c.event_num,
        literal(0),
        bindparam("now", type_=event.c.happened_at.type),
    )
    .where(
        event.c.happened_at >= bindparam("since"),
        event.c.turn.is_not(None),
        ~exists(delivery.c.delivery_num).where(
            delivery.c.endpoint_num == bindparam("num"),
            delivery.c.event_num == event.c.event_num,
        ),
    )
    .order_by(event.c.turn, event.c.event_num),
)


def add(transaction: Transaction, url: str, secret: str, now: datetime) -> int:
    """Write an end point, which is told of what happens from now on; returns its number."""
    return transaction.insert(endpoint, url=url, secret=secret, created_at=now, failures=0)


def read_all(transaction: Transaction) -> list[StoredEndpoint]:
    """Read every end point."""
    return transaction.read_all(StoredEndpoint, _ALL)


def find(transaction: Transaction, num: int) -> StoredEndpoint | None:
    """Read an end point."""
    return transaction.read(StoredEndpoint, _FIND, endpoint_num=num)


def active(transaction: Transaction) -> Sequence[int]:
    """Return the end points that are told of events; as old as what an office rarely changes."""
    return transaction.memory.get("endpoints", lambda: transaction.column(_ACTIVE))


def rotate(transaction: Transaction, known: StoredEndpoint, secret: str, now: datetime) -> bool:
    """Give an end point a new secret; the one it had signs beside it for a while."""
    return transaction.change(
        endpoint,
        known.endpoint_num,
        {"secret": [known.secret]},
        secret=secret,
        old_secret=known.secret,
        old_until=now + BOTH_SECRETS,
    )


def remove(transaction: Transaction, num: int) -> bool:
    """Remove an end point; say whether it was there."""
    transaction.run(_FORGET, num=num)
    return bool(transaction.run(_REMOVE, num=num))


def replay(transaction: Transaction, num: int, since: datetime, now: datetime) -> int | None:
    """Have an end point told of what happened since, paused or not; how much that is.

    None where there is no such end point.
    """
    free = {"paused_at": None, "failing_since": None, "failures": 0, "next_at": None}
    if find(transaction, num) is None:
        return None
    transaction.change(endpoint, num, {}, **free)
    transaction.run(_AGAIN, num=num, now=now)
    transaction.run(_REPLAY, num=num, since=since, now=now)
    return int(transaction.value(_WAITING, num=num))


def due(transaction: Transaction, now: datetime, portion: Portion) -> list[DueEndpoint]:
    """Find end points for which something is due, and that nobody delivers to."""
    nums = transaction.column(_DUE, now=now, **portion.values)
    return [DueEndpoint(num, now) for num in nums]


def claim(
    transaction: Transaction, num: int, now: datetime, lease_ends: datetime
) -> tuple[StoredEndpoint, list[Delivery]] | None:
    """Claim an end point, and read what is due; None where another delivers, or nothing is due."""
    if not transaction.run(_CLAIM, num=num, now=now, lease_ends=lease_ends):
        return None
    known = find(transaction, num)
    batch = transaction.read_all(Delivery, _BATCH, num=num, now=now)
    if known is None or not batch:
        release(transaction, num, lease_ends, next_at=None)
        return None
    return known, batch


def release(transaction: Transaction, num: int, lease_ends: datetime, **values: object) -> bool:
    """Give an end point back as whoever has claimed it; False where the lease is another's by now."""
    return transaction.change(endpoint, num, {"next_at": [lease_ends]}, **values)


def forget(transaction: Transaction, delivery_nums: Sequence[int]) -> None:
    """Remove what was taken, or is given up."""
    if delivery_nums:
        transaction.run(_TAKEN, delivery_nums=list(delivery_nums))


def put_off(transaction: Transaction, delivery_num: int, tries: int, due_at: datetime) -> None:
    """Let an event be due later."""
    transaction.change(delivery, delivery_num, {}, tries=tries, due_at=due_at)


def forget_all(transaction: Transaction, num: int) -> None:
    """Remove everything that is due at an end point that is paused; it can be replayed."""
    transaction.run(_FORGET, num=num)
