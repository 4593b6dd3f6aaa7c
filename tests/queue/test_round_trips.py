"""How often Redis is spoken to."""

from collections.abc import Callable
from uuid import uuid4

from dramatiq.common import dq_name
from redis import Redis

from tests.queue.letters import letter
from worker.queue.broker import producer_broker
from worker.queue.kinds import CREATE_QUEUE


def commands(redis_url: str, work: Callable[[], object]) -> list[str]:
    """Return what Redis is asked while a piece of work is done; what scripts do is not asked."""
    end = str(uuid4())
    found: list[str] = []
    with (
        Redis.from_url(redis_url) as redis,
        Redis.from_url(redis_url) as other,
        other.monitor() as monitor,
    ):
        redis.echo("here")
        while "here" not in monitor.next_command()["command"]:
            pass
        work()
        redis.echo(end)
        while end not in (said := monitor.next_command())["command"]:
            if said["client_type"] != "lua":
                found.append(said["command"].split(maxsplit=1)[0])
    return found


def test_an_enqueue_that_wakes_is_one_round_trip(redis_url: str) -> None:
    """Message and token go together."""
    broker = producer_broker(redis_url)
    broker.enqueue(letter())

    assert ["EVALSHA"] == commands(redis_url, lambda: broker.enqueue(letter()))
    assert 2 == broker.client.llen(f"dramatiq:{CREATE_QUEUE}")
    assert 2 == broker.client.llen(broker.wake_key(CREATE_QUEUE))


def test_a_message_for_later_is_too(redis_url: str) -> None:
    """Its token goes to the delay queue's list."""
    broker = producer_broker(redis_url)
    broker.enqueue(letter())

    assert ["EVALSHA"] == commands(redis_url, lambda: broker.enqueue(letter(), delay=60_000))
    assert 1 == broker.client.llen(broker.wake_key(dq_name(CREATE_QUEUE)))
