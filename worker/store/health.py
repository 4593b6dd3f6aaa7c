"""Look how the service stands: what waits, what is open, and who lives."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from worker.rules.health import Backlog, Health
from worker.rules.slot import LINK_LIFE
from worker.rules.wall_clock import elapsed, shown_at
from worker.store.engine import Transaction
from worker.store.ledger import backlogs, heartbeats, holds, senders
from worker.store.practice import asapcomms

_HEARD_OF: Final = timedelta(days=1)
"""Who has been silent for longer is removed."""


def look(transaction: Transaction, zone: ZoneInfo, sender_key: str, now: datetime) -> Health:
    """Count everything, each by one statement."""
    local = shown_at(now, zone)
    count = partial(backlogs.count, transaction)
    stopped = senders.find_stopped(transaction, sender_key)
    return Health(
        at=now,
        requests=backlogs.together(count(backlogs.REQUESTS), count(backlogs.OPENINGS)),
        texts=backlogs.together(
            count(backlogs.TEXTS, now=now), _offers(transaction, local, now, zone)
        ),
        receipts=count(backlogs.RECEIPTS),
        inbound=count(backlogs.INBOUND),
        attempts=backlogs.attempts(transaction),
        kept=count(backlogs.KEPT).count,
        openings=backlogs.running(transaction, local),
        holds=tuple(holds.in_force(transaction)),
        sender_stopped_at=stopped.stopped_at if stopped else None,
        processes=tuple(heartbeats.recent(transaction, now - _HEARD_OF)),
    )


def _offers(transaction: Transaction, local: datetime, now: datetime, zone: ZoneInfo) -> Backlog:
    """Open Dental's times are the office's; a slot begins as long before as its link lives after."""
    found = asapcomms.waiting(transaction, local, now, local + LINK_LIFE)
    if found.oldest_at is None or not found.count:
        return Backlog()
    return Backlog(found.count, now - elapsed(found.oldest_at, local, zone))
