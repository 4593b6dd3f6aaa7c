"""Redis clients: a patient one for workers, whose messages must survive an outage, and a quick one.

With dramatiq's own client a retry that falls into an outage is lost, delayed messages freeze and
the delay queue's thread dies; one that retries for a minute rides such an outage out.
"""

from typing import Final

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - Redis's own
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    TimeoutError,  # noqa: A004 - Redis's own
)
from redis.retry import Retry

from worker.queue.connect import connect
from worker.queue.tuning import (
    LONGEST_PAUSE_SECONDS,
    PATIENT_TRIES,
    QUICK_SOCKET_SECONDS,
    QUICK_TRIES,
    SOCKET_SECONDS,
)

_PASSING: Final = [
    ConnectionError,
    TimeoutError,
    ReadOnlyError,
    BusyLoadingError,
    OutOfMemoryError,
]
"""What may be over in a moment, so that trying again helps."""

OUTAGES: Final = (RedisError,)
"""What a caller with the database to go by need not fail on: Redis away, full, without its disk or
its replicas, or saying anything else that nobody thought of.
"""


def patient_client(url: str) -> Redis:
    """Return a client that keeps trying through a minute's outage."""
    return _client(url, PATIENT_TRIES, SOCKET_SECONDS)


def quick_client(url: str) -> Redis:
    """Return a client that gives up within about a second; its caller has the database to go by."""
    return _client(url, QUICK_TRIES, QUICK_SOCKET_SECONDS)


def _client(url: str, tries: int, socket_seconds: float) -> Redis:
    return connect(
        url,
        retry=Retry(ExponentialBackoff(cap=LONGEST_PAUSE_SECONDS, base=0.05), tries),
        retry_on_error=_PASSING,
        socket_timeout=socket_seconds,
        socket_connect_timeout=QUICK_SOCKET_SECONDS,
        health_check_interval=30,
    )
