"""Whether the queues move: Redis takes what is put there, and somebody takes it away again."""

from time import monotonic
from typing import Final

from redis import Redis
from redis.exceptions import (
    ConnectionError,  # noqa: A004 - Redis's own
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    TimeoutError,  # noqa: A004 - Redis's own
)

from worker.queue.kinds import QUEUES
from worker.queue.tuning import STANDSTILL_SECONDS
from worker.rules.health import OK

_STATES: Final[tuple[tuple[type[RedisError], str], ...]] = (
    (ReadOnlyError, "read-only"),
    (OutOfMemoryError, "full"),
    (ConnectionError, "away"),
    (TimeoutError, "away"),
)


def try_to_write(client: Redis, namespace: str) -> None:
    """Ask for what an enqueue asks for, without leaving anything; raises what Redis raises."""
    client.rpushx(f"{namespace}:__nobody__", "")  # there is no such list, so nothing is pushed


def state(client: Redis, namespace: str) -> str:
    """Return "ok", or what keeps messages from being put there."""
    try:
        try_to_write(client, namespace)
    except RedisError as error:
        return _called(error)
    return OK


def _called(error: RedisError) -> str:
    return next((name for kind, name in _STATES if isinstance(error, kind)), "refuses writes")


class Condition:
    """What web says of the queues; it remembers what came first on each when it last looked."""

    def __init__(self, client: Redis, namespace: str) -> None:
        self._client = client
        self._namespace = namespace
        self._first: dict[str, tuple[bytes, float]] = {}

    def name(self) -> str:
        """Return "ok", or what keeps texts from being sent."""
        try:
            try_to_write(self._client, self._namespace)
            standing = self._standing()
        except RedisError as error:
            return _called(error)
        return f"nobody takes messages from {', '.join(standing)}" if standing else OK

    def _standing(self) -> list[str]:
        """Return the queues whose first message, whose id is never used again, has not changed."""
        with self._client.pipeline(transaction=False) as pipe:
            for queue in QUEUES:
                pipe.lindex(f"{self._namespace}:{queue}", 0)
            found = dict(zip(QUEUES, pipe.execute(), strict=True))
        now, before = monotonic(), self._first
        self._first = {
            queue: (first, before[queue][1] if before.get(queue, (b"",))[0] == first else now)
            for queue, first in found.items()
            if first is not None
        }
        return [
            queue for queue, (_, since) in self._first.items() if now - since >= STANDSTILL_SECONDS
        ]
