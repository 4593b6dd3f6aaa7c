"""Events: written with what they tell, and given their place in the feed once they are committed.

A number that is given before the commit may become visible after a later one, and whoever reads by it
would miss it. So what is committed gets its place afterwards, under one lock: a place never appears
before another that was read already, on any engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import uuid4

from sqlalchemy import bindparam, insert, literal, select, update

from schemas.events import EventData, EventKind
from schemas.keys import OpNum, ScheduleNum
from worker.rules.attempt import OutgoingText, Purpose
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.ledger.event_tables import delivery, endpoint, event
from worker.store.ledger.tables import request
from worker.store.rows import columns

AT_ONCE: Final = 1000
"""Events that get their place in one transaction."""

OF_REQUEST: Final = (EventKind.OFFER_CREATED, EventKind.OFFER_SKIPPED)
"""What the row of a request tells by itself, as many of them as its ``untold`` says."""


class Place(NamedTuple):
    """Where an event stands in the feed."""

    turn: int
    event_num: int


START: Final = Place(0, 0)
"""Before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event that has its place."""

    event_num: int
    event_id: str
    kind: EventKind
    happened_at: datetime
    data: str
    turn: int

    @property
    def place(self) -> Place:
        """Where it stands in the feed."""
        return Place(self.turn, self.event_num)


COLUMNS: Final = columns(StoredEvent, event)
_AFTER = (
    select(*COLUMNS)
    .where(event.c.turn == bindparam("turn"), event.c.event_num > bindparam("event_num"))
    .order_by(event.c.turn, event.c.event_num)
    .limit(bindparam("at_most"))
)
_LATER = (
    select(*COLUMNS)
    .where(event.c.turn > bindparam("turn"))
    .order_by(event.c.turn, event.c.event_num)
    .limit(bindparam("at_most"))
)
_WITHOUT_PLACE = (
    select(event.c.event_num).where(event.c.turn.is_(None)).order_by(event.c.event_num)
).limit(AT_ONCE)
_ANY_WITHOUT_PLACE = select(event.c.event_num).where(event.c.turn.is_(None)).limit(1)
_ANY_UNTOLD = select(request.c.request_id).where(request.c.untold >= 1).limit(1)
_GIVE = (
    update(event)
    .where(event.c.event_num.in_(bindparam("event_nums", expanding=True)))
    .values(turn=bindparam("new_turn"))
)
_UNTOLD = (
    select(
        *request.c["request_id", "untold", "decided_at", "asap_comm_num", "op", "slot_start"],
        *request.c["apt_num", "recall_num"],
    )
    .where(request.c.untold >= 1)
    .limit(AT_ONCE)
)
_HAVE_TOLD = (
    update(request)
    .where(request.c.request_id.in_(bindparam("request_ids", expanding=True)))
    .values(untold=None)
)
_DELIVER = insert(delivery).from_select(
    ["endpoint_num", "event_num", "tries", "due_at"],
    select(
        endpoint.c.endpoint_num,
        event.c.event_num,
        literal(0),
        bindparam("now", type_=event.c.happened_at.type),
    )
    .join_from(endpoint, event, event.c.turn.in_(bindparam("turns", expanding=True)))
    .where(endpoint.c.paused_at.is_(None))
    .order_by(event.c.turn, event.c.event_num),
)


def tell(
    transaction: Transaction,
    kind: EventKind,
    now: datetime,
    **about: Any,  # noqa: ANN401 - ids
) -> None:
    """Write an event when the transaction ends, with all others that it tells by one statement."""
    transaction.insert_at_end(event, **_row(kind, now, EventData(**about)))


def tell_of_attempt(
    transaction: Transaction,
    kind: EventKind,
    attempt: OutgoingText,
    now: datetime,
    error_code: int | None = None,
) -> None:
    """Write what came of handing over an offer; of what else is sent nobody is told."""
    if attempt.key.purpose is Purpose.OFFER:
        about = {"asap_comm_num": attempt.key.subject, "attempt_id": attempt.attempt_id}
        tell(transaction, kind, now, error_code=error_code, **about)


def tell_ended(
    transaction: Transaction,
    schedule_num: ScheduleNum,
    place: tuple[OpNum, datetime] | None,
    now: datetime,
) -> None:
    """Write that an opening has come to its end; nobody knows where a blockout stood that is gone."""
    op, start = place or (None, None)
    about = {"schedule_num": schedule_num, "op": op, "date_time_start": start}
    tell(transaction, EventKind.OPENING_ENDED, now, **about)


def are_new(transaction: Transaction) -> bool:
    """Say whether something has happened that has no place yet."""
    found = transaction.value(_ANY_WITHOUT_PLACE) or transaction.value(_ANY_UNTOLD)
    return found is not None


def give_places(transaction: Transaction, now: datetime) -> None:
    """Give a place to events that have none, and to end points what they are told.

    Of one offer what happened first comes first: it was committed before the rest was begun, and what
    requests tell is read last and put first.
    """
    turn = locks.take_feed(transaction)
    first, second = 2 * turn, 2 * turn + 1
    nums = transaction.column(_WITHOUT_PLACE)
    requests = transaction.all(_UNTOLD)
    if len(requests) == AT_ONCE:
        nums = []  # what comes of those that are left must not come before them
    if requests:
        requests.sort(key=itemgetter("decided_at"))
        told = [{**row, "turn": first} for one in requests for row in _told_by(one)]
        transaction.insert_all(event, told)
        transaction.run(_HAVE_TOLD, request_ids=[one["request_id"] for one in requests])
    if nums:
        transaction.run(_GIVE, event_nums=nums, new_turn=second)
    transaction.run(_DELIVER, now=now, turns=[first, second])


def after(transaction: Transaction, place: Place, at_most: int) -> list[StoredEvent]:
    """Read the events that follow a place, in their order, which stays for ever."""
    told = {"turn": place.turn, "event_num": place.event_num}
    found = transaction.read_all(StoredEvent, _AFTER, at_most=at_most, **told)
    if len(found) < at_most:
        left = at_most - len(found)
        found += transaction.read_all(StoredEvent, _LATER, turn=place.turn, at_most=left)
    return found


def _told_by(asked: dict[str, Any]) -> Sequence[dict[str, Any]]:
    about = EventData(
        asap_comm_num=asked["asap_comm_num"],
        request_id=asked["request_id"],
        op=asked["op"],
        date_time_start=asked["slot_start"],
        apt_num=asked["apt_num"] or None,
        recall_num=asked["recall_num"],
    )
    return [_row(kind, asked["decided_at"], about) for kind in OF_REQUEST[: asked["untold"]]]


def _row(kind: EventKind, now: datetime, about: EventData) -> dict[str, Any]:
    return {
        "event_id": str(uuid4()),
        "kind": kind.value,
        "happened_at": now,
        "asap_comm_num": about.asap_comm_num,
        "data": about.model_dump_json(by_alias=True, exclude_none=True),
    }
