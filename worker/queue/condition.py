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

_STATES: Final[tuple[tuple[type[RedisError], str], ...]] = (
    (ReadOnlyError, "read-only"),
    (OutOfMemoryError, "full"),
    (ConnectionError, "away"),
    (TimeoutError, "away"),
)


class Condition:
    """What web says of the queues; it remembers what came first on each when it last looked."""

    def __init__(self, client: Redis, namespace: str) -> None:
        self._client = client
        self._namespace = namespace
        self._first: dict[str, tuple[bytes, float]] = {}

    def name(self) -> str:
        """Return "ok", or what keeps texts from being sent."""
        try:
            # as an enqueue asks, without leaving anything: there is no such list, so nothing is pushed
            self._client.rpushx(f"{self._namespace}:__nobody__", "")
            standing = self._standing()
        except RedisError as error:
            known = (state for kind, state in _STATES if isinstance(error, kind))
            return next(known, "refuses writes")
        return f"nobody takes messages from {', '.join(standing)}" if standing else "ok"

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
