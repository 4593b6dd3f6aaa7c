"""Messages that Redis has handed to this worker and that never arrived.

When a connection breaks after Redis has fetched and before its answer is here, they belong to a worker
that lives and knows nothing of them, and dramatiq gives back only what dead workers had.
"""

from time import monotonic

import structlog
from dramatiq.brokers.redis import RedisBroker

from worker.queue.tuning import STRANDED_SECONDS

log = structlog.get_logger()


class Stranded:
    """Puts back on the queue what an idle consumer is said to hold, twice in a row."""

    def __init__(self, broker: RedisBroker, queue_name: str) -> None:
        self._broker = broker
        self._queue_name = queue_name
        self._key = f"{broker.namespace}:__acks__.{broker.broker_id}.{queue_name}"
        self._seen: set[bytes | str] = set()
        self._look_at = monotonic() + STRANDED_SECONDS

    def look(self) -> None:
        """Look now and then; to be called while nothing is in work. Raises what Redis raises."""
        if monotonic() < self._look_at:
            return
        self._look_at = monotonic() + STRANDED_SECONDS
        held = set(self._broker.client.smembers(self._key))
        again = held & self._seen
        if again:
            log.warning("message.stranded", queue=self._queue_name, messages=len(again))
            self._broker.do_requeue(self._queue_name, *again)
        self._seen = held - again
