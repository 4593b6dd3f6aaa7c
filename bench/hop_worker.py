"""Two actors that do nothing, so that the way between them is all there is: a dramatiq module."""

import os
import time

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from bench.hops import ARRIVED, FIRST_ACTOR, FIRST_QUEUE, WAKING
from worker.queue.broker import worker_broker


def boot() -> RedisBroker:
    """Build the broker that the measurement names."""
    url = os.environ["REDIS_URL"]
    if os.environ["BENCH_BROKER"] == WAKING:
        return worker_broker(url)
    return RedisBroker(url=url)


broker = boot()
dramatiq.set_broker(broker)


@dramatiq.actor(queue_name="bench-second")
def second_hop() -> None:
    """Say when."""
    broker.client.rpush(ARRIVED, repr(time.time()))


@dramatiq.actor(queue_name=FIRST_QUEUE, actor_name=FIRST_ACTOR)
def first_hop() -> None:
    """Pass on."""
    second_hop.send()
