"""Two hops and one call of the official client, as bare dramatiq and bare Celery do them.

A module for both: ``dramatiq bench.bare_queues`` and ``celery --app bench.bare_queues worker``.
"""

import os
from functools import cache
from typing import Any

import dramatiq
from celery import Celery
from dramatiq.brokers.redis import RedisBroker
from twilio.rest import Client

from bench import bare

URL = os.environ["REDIS_URL"]

broker = RedisBroker(url=URL)
dramatiq.set_broker(broker)
app = Celery(broker=URL.replace("unix://", "redis+socket://"))  # type: ignore[no-untyped-call]
app.conf.update(worker_prefetch_multiplier=4, task_ignore_result=True)


@cache
def client() -> Client:
    """Return the one client of a process."""
    return bare.twilio_client(os.environ["TWILIO_API_URL"])


@dramatiq.actor(queue_name="bench-first")
def first_hop(recipient: str) -> None:
    """Pass on."""
    second_hop.send(recipient)


@dramatiq.actor(queue_name="bench-second")
def second_hop(recipient: str) -> None:
    """Send a text."""
    bare.text(client(), recipient)


@app.task  # type: ignore[untyped-decorator]
def first_task(recipient: str) -> None:
    """Pass on."""
    second_task.delay(recipient)


@app.task  # type: ignore[untyped-decorator]
def second_task(recipient: str) -> None:
    """Send a text."""
    bare.text(client(), recipient)


def enqueue(kind: str, recipient: str) -> Any:  # noqa: ANN401 - either library's own
    """Put the first of the two on the queue."""
    return first_hop.send(recipient) if kind == "dramatiq" else first_task.delay(recipient)
