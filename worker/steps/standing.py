"""See how the service stands, in its database and on its queues."""

from dataclasses import replace

from worker.queue import condition, dead
from worker.queue.broker import WakingBroker
from worker.queue.client import OUTAGES
from worker.rules.health import Health
from worker.settings import Settings
from worker.store.engine import Store
from worker.store.health import look


def see(store: Store, broker: WakingBroker, settings: Settings) -> Health:
    """Count everything; raises Unavailable when the database is away, and does without Redis."""
    now = store.now()
    with store.reading() as transaction:
        health = look(transaction, settings.zone, settings.sender_key, now)
    client, namespace = broker.client, broker.namespace
    try:
        letters = dead.count(client, namespace)
    except OUTAGES:
        return health
    return replace(health, dead=letters, redis=condition.state(client, namespace))
