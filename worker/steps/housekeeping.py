"""Remove this service's own rows when they are done and old, in small batches."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from worker.office import wall_time
from worker.store.engine import Store
from worker.store.ledger import housekeeping

_A_DAY: Final = timedelta(days=1)


def remove_old(store: Store, zone: ZoneInfo, keep_days: int, now: datetime) -> dict[str, int]:
    """Remove a batch of each table's old rows, and past days' locks; returns how many of each.

    ``keep_days`` of 0 keeps everything but the locks, and heartbeats that are over for a day.
    """
    return {name: count for name, count in _removed(store, zone, keep_days, now) if count}


def _removed(
    store: Store, zone: ZoneInfo, keep_days: int, now: datetime
) -> Iterator[tuple[str, int]]:
    with store.writing() as transaction:
        yesterday = (wall_time(now, zone) - _A_DAY).date()
        yield "lock", housekeeping.remove_past_locks(transaction, yesterday)
        yield "heartbeat", housekeeping.remove_silent(transaction, now - _A_DAY)
    for name in housekeeping.CHORES if keep_days else ():
        with store.writing() as transaction:
            before = now - timedelta(days=keep_days)
            yield name, housekeeping.remove_old(transaction, name, before)
