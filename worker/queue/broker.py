"""dramatiq's Redis broker, with consumers that are woken instead of polling faster.

Stock dramatiq looks for messages in growing pauses of up to a second. Here an enqueue also pushes
a token to the queue's wake list, on which idle consumers block. Producers with a stock broker push
no token; their messages are found by the poll that follows each wait.
"""

import threading
from time import monotonic
from typing import Any, Final
from uuid import uuid4

import structlog
from dramatiq import Message, MessageProxy
from dramatiq.broker import Consumer
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer, _scripts
from dramatiq.common import dq_name
from dramatiq.errors import ConnectionClosed
from dramatiq.middleware import CurrentMessage, Middleware, Retries, TimeLimit
from redis import Redis
from redis.exceptions import RedisError

from schemas.messages import NAMESPACE
from worker.queue import payload
from worker.queue.client import patient_client, quick_client
from worker.queue.kinds import ACTORS, SEND_QUEUE
from worker.queue.middleware import LeftToClock, LogContext, Measured, Traced
from worker.queue.tuning import (
    CALLS_OF_SENDING,
    DEAD_MESSAGE_MILLISECONDS,
    DELAYED_POLL_SECONDS,
    HEARTBEAT_MILLISECONDS,
    MAINTENANCE_CHANCE,
    POLL_SECONDS,
    RETRIES,
    STRANDED_SECONDS,
    TIME_LIMIT_MILLISECONDS,
    WAKE_TOKENS,
)

_WAKE: Final = f"""
if command == "enqueue" then
    local wake = namespace .. ":__wake__." .. queue_name
    redis.call("rpush", wake, "1")
    redis.call("ltrim", wake, -{WAKE_TOKENS}, -1)
end
"""
"""Follows dramatiq's script, in whose words it speaks: one round trip enqueues and wakes."""

log = structlog.get_logger()


class WakingBroker(RedisBroker):
    """A Redis broker whose idle consumers wake up the moment a message is enqueued."""

    def __init__(self, client: Redis, middleware: list[Middleware], namespace: str) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            client=client,
            middleware=middleware,
            namespace=namespace,
            heartbeat_timeout=HEARTBEAT_MILLISECONDS,
            maintenance_chance=MAINTENANCE_CHANCE,
            dead_message_ttl=DEAD_MESSAGE_MILLISECONDS,
        )
        self.scripts["dispatch"] = client.register_script(_scripts["dispatch"] + _WAKE.encode())

    def wake_key(self, queue_name: str) -> str:
        """Return the key of a queue's wake list; it is no name that dramatiq uses."""
        return f"{self.namespace}:__wake__.{queue_name}"

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:  # noqa: ARG002
        """Return a consumer that blocks; dramatiq's own timeout is the polling one's."""
        if queue_name == SEND_QUEUE:
            prefetch = min(prefetch, CALLS_OF_SENDING)
        return WokenConsumer(self, queue_name, prefetch)


class NamedMessage(MessageProxy):
    """A message that dramatiq's own lines name by its actor alone, whatever it holds."""

    def __str__(self) -> str:
        return self.actor_name


class Stranded:
    """Puts back on the queue what an idle consumer is said to hold, twice in a row.

    When a connection breaks after Redis has fetched and before its answer is here, messages belong to
    a worker that lives and knows nothing of them, and dramatiq gives back only what dead workers had.
    """

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


class WokenConsumer(_RedisConsumer):
    """A consumer that waits on the wake list, or for room when it has fetched all it may."""

    def __init__(self, broker: WakingBroker, queue_name: str, prefetch: int) -> None:
        super().__init__(broker, queue_name, prefetch, timeout=0)  # type: ignore[no-untyped-call]
        self._is_delayed = queue_name == dq_name(queue_name)
        self._poll_seconds = DELAYED_POLL_SECONDS if self._is_delayed else POLL_SECONDS
        self._wake_key = broker.wake_key(queue_name)
        self._room = threading.Event()
        self._stranded = Stranded(broker, queue_name)

    def __next__(self) -> MessageProxy | None:
        """Return a message, or None after a wait, so that the caller can look after other things."""
        self._room.clear()
        try:
            if not self.message_cache and self._places:
                self.message_cache = self.broker.do_fetch(self.queue_name, self._places)
            if self.message_cache:
                return self._take(self.message_cache.pop(0))
            self._wait()
            if not self.outstanding_message_count:
                self._stranded.look()
        except RedisError as error:
            raise ConnectionClosed(error) from None
        return None

    def ack(self, message: MessageProxy) -> None:
        """Acknowledge a message, which makes room for another."""
        super().ack(message)  # type: ignore[no-untyped-call]
        self._room.set()

    def nack(self, message: MessageProxy) -> None:
        """Reject a message, which makes room for another."""
        super().nack(message)  # type: ignore[no-untyped-call]
        self._room.set()

    def close(self) -> None:
        """Put back what was fetched and not handed on; raises ConnectionClosed without Redis.

        Dramatiq leaves it until the worker counts as dead, which a worker that is stopped does only
        15 seconds later.
        """
        fetched, self.message_cache = self.message_cache, []
        messages = [payload.read(data, self.queue_name) for data in fetched if data is not None]
        try:
            self.requeue([message for message in messages if message is not None])  # type: ignore[no-untyped-call]
        except RedisError as error:
            raise ConnectionClosed(error) from None

    @property
    def _places(self) -> int:
        """How many messages may be fetched; duplicates of one count once, so never below 0."""
        places: int = max(self.prefetch - self.outstanding_message_count, 0)
        return places

    def _take(self, data: bytes | None) -> MessageProxy | None:
        """Read a message; what is none goes to the dead letters and holds nobody up."""
        if data is None:
            return None  # purged after it was put on the list
        message = payload.read(data, self.queue_name)
        if message is None or message.actor_name not in ACTORS:
            self._bury(data)  # dramatiq would log what it is called
            return None
        if not self._is_delayed and payload.is_for_later(message):
            self._put_off(message)
            return None
        self.queued_message_ids.add(message.message_id)
        return NamedMessage(message)

    def _put_off(self, message: Message[Any]) -> None:
        """Move a message to the delay queue, where its producer should have put it.

        Here it would hold one of the places until its time has come; with all of them held, nothing
        else would be fetched.
        """
        later, redis_id = dq_name(self.queue_name), str(uuid4())
        moved = message.copy(queue_name=later, options={"redis_message_id": redis_id})
        self.broker.do_enqueue(later, redis_id, moved.encode())
        self.broker.do_ack(self.queue_name, message.options["redis_message_id"])

    def _bury(self, data: bytes) -> None:
        """Reject a message that nobody can work on; of its id it may say nothing, but the queue's hash."""
        bodies = f"{self.broker.namespace}:{self.queue_name}.msgs"
        for redis_id, body in self.broker.client.hscan_iter(bodies):
            if body == data:
                self.broker.do_nack(self.queue_name, redis_id)
                log.warning("message.unreadable", queue=self.queue_name, redis_id=redis_id.decode())

    def _wait(self) -> None:
        if self._places:
            self.broker.client.blpop([self._wake_key], timeout=self._poll_seconds)
        else:
            self._room.wait(self._poll_seconds)


def worker_broker(redis_url: str, namespace: str = NAMESPACE) -> WakingBroker:
    """Return the broker of worker processes."""
    return WakingBroker(
        patient_client(redis_url),
        [
            LogContext(),  # first, so that it is bound before and unbound after all others
            Measured(),
            Traced(),
            TimeLimit(time_limit=TIME_LIMIT_MILLISECONDS),
            Retries(max_retries=RETRIES),
            CurrentMessage(),
            LeftToClock(),
        ],
        namespace,
    )


def producer_broker(redis_url: str, namespace: str = NAMESPACE) -> WakingBroker:
    """Return the broker of processes that only enqueue; it gives up within about a second."""
    return WakingBroker(quick_client(redis_url), [Traced()], namespace)
