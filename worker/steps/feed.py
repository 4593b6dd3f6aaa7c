"""The feed of events: what is committed gets its place, and is read on from a place."""

import json
from datetime import datetime
from typing import Final

from schemas.events import Event, Feed
from worker.store.engine import Store
from worker.store.ledger import events
from worker.store.ledger.events import Place, StoredEvent

_PORTIONS: Final = 20
"""A backlog of more is left to whoever comes next, so that nobody waits for long."""


def give_places(store: Store, now: datetime) -> None:
    """Give every event its place that is committed and has none; who finds none writes nothing."""
    for _ in range(_PORTIONS):
        with store.reading() as transaction:
            if not events.are_new(transaction):
                return
        store.write(lambda transaction: events.give_places(transaction, now))


def read(store: Store, after: Place, at_most: int, now: datetime) -> Feed:
    """Read what follows a place; each event comes once, whatever happens meanwhile."""
    give_places(store, now)
    with store.reading() as transaction:
        found = events.after(transaction, after, at_most)
    last = found[-1].place if found else after
    return Feed(events=[shown(one) for one in found], next=f"{last.turn}-{last.event_num}")


def shown(stored: StoredEvent) -> Event:
    """Return an event as others read it."""
    return Event(
        id=stored.event_id,
        type=stored.kind,
        timestamp=stored.happened_at,
        data=json.loads(stored.data),
    )
