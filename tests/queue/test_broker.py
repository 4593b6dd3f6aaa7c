"""The broker whose consumers are woken."""

import inspect
import threading
import time
from typing import Any, Final

import dramatiq
import pytest
from dramatiq import Message, MessageProxy
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.common import dq_name
from dramatiq.errors import ConnectionClosed
from redis import Redis

from tests.queue.letters import letter
from tests.world.redis import RedisServer
from tests.world.stack import Stack, eventually, running_worker
from worker.queue import broker as ours
from worker.queue import broker as stranded
from worker.queue.broker import WakingBroker, WokenConsumer, producer_broker, worker_broker
from worker.queue.kinds import CREATE, CREATE_QUEUE


def consumer_of(url: str, prefetch: int = 2) -> WokenConsumer:
    """Return a consumer that nobody runs."""
    broker = producer_broker(url)
    broker.declare_queue(CREATE_QUEUE)
    consumer = broker.consume(CREATE_QUEUE, prefetch)
    assert isinstance(consumer, WokenConsumer)
    return consumer


def enqueue(url: str, count: int = 1) -> None:
    """Put messages on the queue as our own producers do."""
    broker = producer_broker(url)
    for _ in range(count):
        broker.enqueue(letter())
    broker.client.close()


def taken(consumer: WokenConsumer) -> MessageProxy:
    """Take the next message, which must be there."""
    message = next(consumer)
    assert message is not None
    return message


def test_a_message_is_picked_up(redis_url: str) -> None:
    """What was enqueued is what comes out."""
    consumer = consumer_of(redis_url)
    enqueue(redis_url)

    assert taken(consumer).kwargs["aptNum"] == 11939


def test_a_waiting_consumer_is_woken(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would wait for a minute, were it not for the token."""
    monkeypatch.setattr(ours, "POLL_SECONDS", 60.0)
    consumer = consumer_of(redis_url)
    threading.Timer(0.1, enqueue, [redis_url]).start()

    assert next(consumer) is None
    assert taken(consumer).actor_name == "create-asapcomm"


def test_a_stock_producers_message_is_found(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A producer that pushes no token is found by the poll."""
    monkeypatch.setattr(ours, "POLL_SECONDS", 0.01)
    consumer = consumer_of(redis_url)
    stock = RedisBroker(url=redis_url)
    assert next(consumer) is None
    stock.enqueue(letter())
    stock.close()
    stock.client.close()

    assert taken(consumer).kwargs["aptNum"] == 11939


def test_nothing_to_do_is_none(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A consumer without a message comes back, so that its thread can look after other things."""
    monkeypatch.setattr(ours, "POLL_SECONDS", 0.01)

    assert next(consumer_of(redis_url)) is None


def test_the_wake_list_is_bounded(redis_url: str) -> None:
    """Tokens that nobody takes do not pile up."""
    enqueue(redis_url, 100)
    with Redis.from_url(redis_url) as redis:
        waiting = redis.llen(f"dramatiq:__wake__.{CREATE_QUEUE}")
        messages = redis.llen(f"dramatiq:{CREATE_QUEUE}")

    assert (16, 100) == (waiting, messages)


def test_a_delayed_message_wakes_the_delay_queue(redis_url: str) -> None:
    """The token goes where the message is."""
    broker = producer_broker(redis_url)
    broker.enqueue(letter(), delay=60_000)

    assert 1 == broker.client.llen(broker.wake_key(dq_name(CREATE_QUEUE)))
    assert 0 == broker.client.llen(broker.wake_key(CREATE_QUEUE))


def test_a_full_consumer_takes_no_more(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not yet acknowledged counts against the prefetch."""
    monkeypatch.setattr(ours, "POLL_SECONDS", 0.01)
    consumer = consumer_of(redis_url, prefetch=2)
    enqueue(redis_url, 3)
    taken(consumer)
    taken(consumer)

    assert next(consumer) is None


@pytest.mark.parametrize("done", ["ack", "nack"])
def test_an_answer_makes_room(redis_url: str, monkeypatch: pytest.MonkeyPatch, done: str) -> None:
    """A full consumer, which would wait for a minute, goes on when a message is done with."""
    consumer = consumer_of(redis_url, prefetch=1)
    enqueue(redis_url, 2)
    first = taken(consumer)
    monkeypatch.setattr(consumer, "_poll_seconds", 60.0)
    threading.Timer(0.1, getattr(consumer, done), [first]).start()

    assert next(consumer) is None
    assert first.message_id != taken(consumer).message_id


def test_room_made_before_is_not_missed(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An acknowledgement between two looks is seen by the second."""
    consumer = consumer_of(redis_url, prefetch=1)
    monkeypatch.setattr(consumer, "_poll_seconds", 60.0)
    enqueue(redis_url, 2)
    consumer.ack(taken(consumer))

    assert taken(consumer) is not None


def test_a_message_counted_twice_leaves_no_hole(redis_url: str) -> None:
    """The same message on the queue twice is fetched twice."""
    consumer = consumer_of(redis_url, prefetch=4)
    broker = producer_broker(redis_url)
    message = letter()
    for _ in range(2):
        broker.enqueue(message)

    assert [message.message_id] * 2 == [taken(consumer).message_id for _ in range(2)]


def test_a_purged_message_is_passed_over(redis_url: str) -> None:
    """An id whose body is gone stops nobody."""
    consumer = consumer_of(redis_url)
    enqueue(redis_url)
    with Redis.from_url(redis_url) as redis:
        redis.delete(f"dramatiq:{CREATE_QUEUE}.msgs")

    assert next(consumer) is None


def test_a_message_that_never_arrived_comes_again(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis has handed it over, and the answer was lost: an idle consumer has it put back."""
    monkeypatch.setattr(ours, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(stranded, "STRANDED_SECONDS", 0.0)
    consumer = consumer_of(redis_url)
    enqueue(redis_url)
    consumer.broker.do_fetch(CREATE_QUEUE, 1)

    looks = [next(consumer) for _ in range(3)]

    assert [None, None] == looks[:2]
    assert looks[2] is not None
    assert looks[2].kwargs["aptNum"] == 11939


def test_a_message_in_work_is_not_given_away(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often a consumer looks, what it holds stays with it."""
    monkeypatch.setattr(ours, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(stranded, "STRANDED_SECONDS", 0.0)
    consumer = consumer_of(redis_url)
    enqueue(redis_url)
    taken(consumer)

    assert [None] * 5 == [next(consumer) for _ in range(5)]


FAR: Final = 4_000_000_000_000
"""Milliseconds; in the next century."""


def delayed(eta: object) -> Message[Any]:
    """Return a message of the ordinary queue that says when it is to be worked on."""
    return letter().copy(options={"eta": eta})


@pytest.mark.parametrize("eta", [FAR, FAR + 0.5, float("inf"), 1e300])
def test_messages_for_later_stop_no_queue(stack: Stack, eta: float) -> None:
    """However many there are, what is to be done now is done."""
    with stack.working():
        for _ in range(32):
            stack.producer.enqueue(delayed(eta))
        stack.producer.enqueue(letter())
        eventually(stack.offers)
        eventually(lambda: stack.redis.hlen(f"dramatiq:{CREATE_QUEUE}.msgs") == 0)

    assert (1, 32) == (
        len(stack.requests()),
        stack.redis.hlen(f"dramatiq:{dq_name(CREATE_QUEUE)}.msgs"),
    )


@pytest.mark.parametrize("eta", [None, "soon", True, -1, float("nan"), 1_000_000_000_000, [FAR]])
def test_a_message_whose_time_has_come_is_worked_on(stack: Stack, eta: object) -> None:
    """A time that is over, or none at all, delays nothing."""
    with stack.working():
        stack.producer.enqueue(delayed(eta))
        eventually(stack.offers)

    assert 0 == stack.dead(CREATE_QUEUE)


def test_a_message_for_later_comes_when_it_is_time(stack: Stack) -> None:
    """It waits where a delayed message of dramatiq's waits."""
    with stack.working():
        stack.producer.enqueue(delayed(int(time.time() * 1000) + 1500))
        eventually(lambda: stack.redis.hlen(f"dramatiq:{dq_name(CREATE_QUEUE)}.msgs"))
        early = stack.offers()
        eventually(stack.offers)
        stack.idle()

    assert [] == early


def test_an_outage_is_told_as_dramatiq_expects(redis_url: str) -> None:
    """A consumer thread comes back from a closed connection, not from any other error."""
    consumer = consumer_of(redis_url)
    consumer.broker.client = Redis.from_url("unix:///nowhere.sock", retry=None)
    consumer.broker.scripts["dispatch"].registered_client = consumer.broker.client
    with pytest.raises(ConnectionClosed):
        next(consumer)


@pytest.mark.processes
def test_a_consumer_survives_a_restart_of_redis(own_redis: RedisServer) -> None:
    """Messages before it, messages after it: all are worked on by the same worker."""
    done: list[int] = []
    broker = worker_broker(own_redis.url)

    @dramatiq.actor(broker=broker, queue_name=CREATE_QUEUE, actor_name=CREATE.actor)
    def note(number: int) -> None:
        done.append(number)

    with running_worker(broker, own_redis.url):
        for number in range(3):
            broker.enqueue(Message(CREATE_QUEUE, CREATE.actor, (), {"number": number}, {}))
            eventually(lambda: len(done) > number)  # noqa: B023 - asked at once
            own_redis.restart()

    assert [0, 1, 2] == done


@pytest.mark.processes
def test_what_lay_on_the_queue_survives_a_restart(own_redis: RedisServer) -> None:
    """A message that nobody had fetched is still there."""
    enqueue(own_redis.url)
    own_redis.restart()

    assert taken(consumer_of(own_redis.url)).kwargs["aptNum"] == 11939


def test_a_consumer_that_ends_puts_back_what_it_has_not_handed_on(redis_url: str) -> None:
    """The next one has it at once, and not only when the first has been silent for long."""
    enqueue(redis_url, 4)
    with Redis.from_url(redis_url) as redis:
        redis.hset(f"dramatiq:{CREATE_QUEUE}.msgs", "not-a-message", b"\xff")
        redis.rpush(f"dramatiq:{CREATE_QUEUE}", "not-a-message")
        consumer = consumer_of(redis_url, prefetch=5)
        in_work = taken(consumer)
        consumer.close()
        waiting = redis.llen(f"dramatiq:{CREATE_QUEUE}")
        consumer.ack(in_work)
        consumer.close()

        assert [3, 3] == [waiting, redis.llen(f"dramatiq:{CREATE_QUEUE}")]
    assert taken(consumer_of(redis_url)).actor_name == "create-asapcomm"


def test_a_consumer_that_ends_without_redis_says_so(own_redis: RedisServer) -> None:
    """Dramatiq's thread, which closes it, goes on for that."""
    enqueue(own_redis.url, 2)
    consumer = consumer_of(own_redis.url)
    taken(consumer)
    own_redis.stop()

    with pytest.raises(ConnectionClosed):
        consumer.close()


def test_a_stopped_worker_leaves_nothing_behind(stack: Stack) -> None:
    """What a worker had fetched is on the queue again for the next one."""
    for number in range(16):
        stack.producer.enqueue(letter(op=number + 100))
    while stack.undelivered():
        with stack.working():
            pass

    assert len(stack.requests()) == 16


def test_the_private_parts_of_dramatiq_exist() -> None:
    """What our consumer takes from dramatiq's own is still there, under these names."""
    consumer = _RedisConsumer(producer_broker("unix:///nowhere.sock"), "q", 1, 0)
    attributes = ("broker", "queue_name", "prefetch", "message_cache", "queued_message_ids")

    assert [name for name in attributes if not hasattr(consumer, name)] == []
    assert isinstance(_RedisConsumer.outstanding_message_count, property)
    assert ["self", "message"] == list(inspect.signature(_RedisConsumer.ack).parameters)
    assert ["self", "message"] == list(inspect.signature(_RedisConsumer.nack).parameters)


def test_the_signatures_we_override_are_dramatiqs() -> None:
    """A worker calls our broker as it would call dramatiq's."""
    for name in ("enqueue", "consume"):
        theirs = inspect.signature(getattr(RedisBroker, name)).parameters
        own = inspect.signature(getattr(WakingBroker, name)).parameters

        assert list(theirs) == list(own)


def test_the_keys_we_look_at_are_dramatiqs(redis_url: str) -> None:
    """A message lies in the hash in which unreadable ones are looked for."""
    enqueue(redis_url)
    with Redis.from_url(redis_url) as redis:
        assert redis.hlen(f"dramatiq:{CREATE_QUEUE}.msgs") == 1
