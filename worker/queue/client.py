"""Redis clients: a patient one for workers, whose messages must survive an outage, and a quick one.

With dramatiq's own client a retry that falls into an outage is lost, delayed messages freeze and
the delay queue's thread dies; one that retries for a minute rides such an outage out. Each goes to
the server that REDIS_URL names, or to the one that its Sentinels name at the moment.
"""

from typing import Any, Final

from redis import DriverInfo, Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.asyncio.sentinel import Sentinel as AsyncSentinel
from redis.asyncio.sentinel import SentinelConnectionPool as AsyncPool
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.connection import parse_url
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - Redis's own
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    TimeoutError,  # noqa: A004 - Redis's own
)
from redis.retry import Retry
from redis.sentinel import (
    Sentinel,
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)

from worker import sentinel_url
from worker.queue.tuning import (
    LONGEST_PAUSE_SECONDS,
    PATIENT_TRIES,
    QUICK_SOCKET_SECONDS,
    QUICK_TRIES,
    SOCKET_SECONDS,
)
from worker.sentinel_url import SentinelUrl

_DRIVER: Final = DriverInfo()
"""What a connection tells of its driver; each would look in the installed packages for its version."""

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


class _AsksAgain(SentinelManagedConnection):
    """A connection that asks for the master whenever it connects.

    The library's own goes back to where it was when a command is tried again: to a master that has
    become a replica, until no try is left.
    """

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:  # noqa: ANN401, FBT001, FBT002 - Redis's own
        if not self._sock:
            self._connect_retry()  # type: ignore[no-untyped-call]
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]


class _AsksAgainByTls(_AsksAgain, SentinelManagedSSLConnection):
    """The same with TLS."""


class _Pool(SentinelConnectionPool):
    """Connections to whoever is the master; those to the Sentinels end with them."""

    def disconnect(self, inuse_connections: bool = True) -> None:  # noqa: FBT001, FBT002 - Redis's own
        super().disconnect(inuse_connections)
        if inuse_connections:
            self.sentinel_manager.close()


class _AsyncPool(AsyncPool):
    """The same for asyncio."""

    async def disconnect(self, inuse_connections: bool = True) -> None:  # noqa: FBT001, FBT002 - Redis's own
        await super().disconnect(inuse_connections)
        if inuse_connections:
            for one in self.sentinel_manager.sentinels:
                await one.aclose()


def connect(url: str, **options: object) -> Redis:
    """Return a client; each new connection of it goes to the master of the moment."""
    found = sentinel_url.read(url)
    if found is None:
        return Redis.from_url(url, driver_info=_DRIVER, **options)
    talking, asking = _talking(found), _asking(found, Retry(NoBackoff(), 0))
    sentinels: Any = Sentinel(found.sentinels, sentinel_kwargs=asking)  # type: ignore[no-untyped-call]
    client: Redis = sentinels.master_for(
        found.name,
        connection_pool_class=_Pool,
        connection_class=_AsksAgainByTls if talking.pop("ssl") else _AsksAgain,
        **talking,
        **options,
    )
    return client


def connect_async(url: str, connect_seconds: float) -> AsyncRedis:
    """Return a client for asyncio."""
    found = sentinel_url.read(url)
    if found is None:
        return AsyncRedis.from_url(url, driver_info=_DRIVER, socket_connect_timeout=connect_seconds)
    asking = _asking(found, AsyncRetry(NoBackoff(), 0))
    sentinels: Any = AsyncSentinel(found.sentinels, sentinel_kwargs=asking)  # type: ignore[no-untyped-call]
    client: AsyncRedis = sentinels.master_for(
        found.name,
        connection_pool_class=_AsyncPool,
        socket_connect_timeout=connect_seconds,
        **_talking(found),
    )
    return client


def _talking(found: SentinelUrl) -> dict[str, Any]:
    """Return how the master is talked to."""
    told: dict[str, Any] = parse_url(found.master)  # type: ignore[no-untyped-call]
    told.pop("host")
    secure = told.pop("connection_class", None) is not None
    return {**told, "ssl": secure, "driver_info": _DRIVER}


def _asking(found: SentinelUrl, retry: Retry | AsyncRetry) -> dict[str, Any]:
    """Return how a Sentinel is asked: quickly, because the next one is asked if it says nothing."""
    told = _talking(found)
    return {
        **{name: value for name, value in told.items() if name.startswith("ssl")},
        **dict(found.own),
        "driver_info": _DRIVER,
        "socket_timeout": QUICK_SOCKET_SECONDS,
        "socket_connect_timeout": QUICK_SOCKET_SECONDS,
        "retry": retry,
    }
