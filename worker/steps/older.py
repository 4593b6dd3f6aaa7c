"""Notice that the ledger is older than it was: a backup was restored, or a replica that lagged took over.

Redis remembers when the newest attempt had ended. An attempt is only removed when KEEP_DAYS are over,
so a ledger whose newest one ended earlier than that has forgotten texts that went out.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from worker.errors import Unavailable
from worker.queue import mark
from worker.queue.broker import WakingBroker
from worker.queue.client import OUTAGES
from worker.rules.hold import SERVICE, UNTIL_RECONCILED
from worker.store.engine import Store
from worker.store.ledger import attempts, holds

WHY: Final = (
    "the database is older than what Redis remembers of it, so it does not know all that was sent; "
    "run `asapcomms reconcile`"
)

_A_DAY: Final = timedelta(days=1)

log = structlog.get_logger()


def hold_if_older(store: Store, broker: WakingBroker, keep_days: int, now: datetime) -> None:
    """Hold everything where the ledger is older than it was, else remember how far it is.

    Raises Unavailable, and what Redis raises.
    """
    with store.reading() as transaction:
        newest = attempts.newest_end(transaction, now + _A_DAY)
    known = mark.ledger(broker.client, broker.namespace)
    if known is None or (newest is not None and newest >= known):
        if newest is not None and newest != known:
            mark.remember_ledger(broker.client, broker.namespace, newest)
        return
    if keep_days and known < now - timedelta(days=keep_days):
        mark.forget_ledger(broker.client, broker.namespace)  # its attempt was removed
        return
    with store.writing() as transaction:
        is_news = holds.place(transaction, UNTIL_RECONCILED, held_by=SERVICE, why=WHY, now=now)
    if is_news:
        log.error("ledger.older", newest=newest and newest.isoformat(), was=known.isoformat())


def hold_if_older_at_start(store: Store, broker: WakingBroker, keep_days: int) -> None:
    """The same for a worker, which starts whatever is away by then: the clock looks again."""
    try:
        hold_if_older(store, broker, keep_days, store.now())
    except (Unavailable, *OUTAGES) as error:
        log.warning("ledger.not-compared", error=type(error).__name__)
