"""Two hops through a queue, without database or HTTP: our broker beside dramatiq's own."""

import time
from collections.abc import Mapping
from typing import Any, Final

from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from redis import Redis

from bench.figures import Figure, one_at_a_time
from bench.grounds import Grounds
from bench.processes import Failed
from bench.progress import Step
from worker.queue import server
from worker.queue.broker import producer_broker
from worker.up.procfile import find_program

FIRST_QUEUE: Final = "bench-first"
FIRST_ACTOR: Final = "first-hop"
ARRIVED: Final = "bench:arrived"
"""A list to which the second actor writes the time at which it ran."""

STOCK: Final = "stock"
WAKING: Final = "waking"

_ARRIVAL_SECONDS: Final = 10

_KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "asapcomms' broker": {"BENCH_BROKER": WAKING},
    "stock dramatiq": {"BENCH_BROKER": STOCK},
    "stock dramatiq, polling every 50 ms": {
        "BENCH_BROKER": STOCK,
        "dramatiq_worker_timeout": "50",
    },
}
"""All run with dramatiq's own numbers of processes and threads."""


def measure(grounds: Grounds, runs: int) -> list[Figure]:
    """Return the milliseconds from before the first enqueue to the second actor, by kind."""
    return [
        Figure(
            name,
            _measure(grounds, runs, name, environment),
            is_yardstick=environment["BENCH_BROKER"] == STOCK,
        )
        for name, environment in _KINDS.items()
    ]


def _measure(grounds: Grounds, runs: int, name: str, environment: Mapping[str, str]) -> list[float]:
    with Redis.from_url(grounds.redis_url) as redis, Step.named(f"two hops, {name}") as step:
        redis.flushall()
        producer = _producer(environment["BENCH_BROKER"], grounds.redis_url)
        since = time.time()
        with grounds.processes.running(
            "hops",
            (find_program("dramatiq"), "bench.hop_worker"),
            lambda: server.worker_seen(grounds.redis_url, since),
            {**environment, "REDIS_URL": grounds.redis_url},
        ):
            return one_at_a_time(runs, lambda: _hop(producer, redis), step)


def _producer(kind: str, redis_url: str) -> RedisBroker:
    if kind == WAKING:
        return producer_broker(redis_url)
    return RedisBroker(url=redis_url)


def _hop(producer: RedisBroker, redis: Redis) -> float:
    message: Message[Any] = Message(
        queue_name=FIRST_QUEUE, actor_name=FIRST_ACTOR, args=(), kwargs={}, options={}
    )
    at = time.time()
    producer.enqueue(message)
    arrived = redis.blpop([ARRIVED], timeout=_ARRIVAL_SECONDS)
    if arrived is None:
        raise Failed("A message did not make its two hops in time.")
    return 1000 * (float(arrived[1]) - at)
