"""Telling whoever waits that a request has its answer; the answer itself is in the database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from redis import Redis
from redis.exceptions import RedisError

from worker.queue.client import connect_async

CHANNEL: Final = "asapcomms:outcomes"
_PAUSE_SECONDS: Final = 0.5

log = structlog.get_logger()


def announce(client: Redis, request_id: str) -> None:
    """Say that a request is decided; nobody may be listening, and that is fine."""
    client.publish(CHANNEL, request_id)


class Outcomes:
    """One subscription for all requests that wait in this process."""

    def __init__(self, redis_url: str) -> None:
        self._client = connect_async(redis_url, connect_seconds=1)
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._listens = asyncio.Event()

    @property
    def listens(self) -> bool:
        """Whether announcements arrive now."""
        return self._listens.is_set()

    @contextmanager
    def expected(self, request_id: str) -> Iterator[asyncio.Event]:
        """Return the event that is set when this request is decided; enter before enqueueing."""
        event = asyncio.Event()
        waiting = self._waiting.setdefault(request_id, set())
        waiting.add(event)
        try:
            yield event
        finally:
            waiting.discard(event)
            if not waiting:
                self._waiting.pop(request_id, None)

    async def listen(self) -> None:
        """Listen until cancelled; an outage of Redis is waited out."""
        while True:
            try:
                async with self._client.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    self._listens.set()
                    async for message in pubsub.listen():
                        self._tell(message["data"].decode(errors="replace"))
            except (RedisError, OSError) as error:
                self._listens.clear()
                log.warning("outcomes.deaf", error=type(error).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)

    def let_go(self) -> None:
        """Wake whoever waits, decided or not: this process is about to end."""
        for waiting in self._waiting.values():
            for event in waiting:
                event.set()

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    def _tell(self, request_id: str) -> None:
        for event in self._waiting.get(request_id, ()):
            event.set()
