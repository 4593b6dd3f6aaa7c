"""The database and the queues, as a command opens and closes them."""

from collections.abc import Iterator
from contextlib import contextmanager

from worker.errors import CannotStart
from worker.queue.broker import WakingBroker, producer_broker
from worker.settings import load_settings
from worker.store.checks.inspection import MIGRATE
from worker.store.checks.version import is_current
from worker.store.engine import Store


@contextmanager
def database() -> Iterator[Store]:
    """Open the database that the settings name; raises CannotStart where it is not up to date."""
    store = Store.open(load_settings().database)
    try:
        with store.reading() as transaction:
            is_ready = is_current(transaction)
        if not is_ready:
            raise CannotStart(f"The database is not ready: {MIGRATE}")
        yield store
    finally:
        store.close()


@contextmanager
def queues() -> Iterator[WakingBroker]:
    """Open the queues that the settings name."""
    settings = load_settings()
    broker = producer_broker(settings.redis, settings.queue_namespace)
    try:
        yield broker
    finally:
        broker.client.close()
