"""A provider that is silent leaves threads free for decisions."""

import pytest

from worker.actors import CallPlaces
from worker.queue.broker import worker_broker
from worker.queue.kinds import CREATE_QUEUE, RECEIPT_QUEUE, SEND_QUEUE
from worker.queue.tuning import CALLS_OF_REQUESTS, CALLS_OF_SENDING
from worker.up.procfile import PROCFILE


def test_places_are_given_until_they_are_taken() -> None:
    """Who finds none is told so at once, and waits for nobody."""
    places = CallPlaces(2)

    with places.one() as first, places.one() as second, places.one() as third:
        given = (first(), second(), third())
    with places.one() as again:
        assert again()
    assert (True, True, False) == given


def test_who_asks_again_has_the_same_place() -> None:
    """A transaction that was undone and begins again takes no second one."""
    places = CallPlaces(1)
    with places.one() as take:
        assert take()
        assert take()

    with places.one() as take:
        assert take()


def test_who_does_not_ask_takes_none() -> None:
    """A request that is refused has nothing to call for."""
    places = CallPlaces(1)

    with places.one(), places.one() as take:
        assert take()


def take_and_fail(places: CallPlaces) -> None:
    """Call, and fail over it."""
    with places.one() as take:
        take()
        raise LookupError("told so")


def test_a_place_is_free_again_after_a_failure() -> None:
    """A call that raises holds no place for ever."""
    places = CallPlaces(1)
    with pytest.raises(LookupError):
        take_and_fail(places)

    with places.one() as take:
        assert take()


@pytest.mark.parametrize(
    ("queue", "expected"), [(SEND_QUEUE, CALLS_OF_SENDING), (CREATE_QUEUE, 16), (RECEIPT_QUEUE, 16)]
)
def test_sending_has_few_messages_at_hand(redis_url: str, queue: str, expected: int) -> None:
    """Each may wait for the provider; those of other queues may not."""
    broker = worker_broker(redis_url)
    consumer = broker.consume(queue, prefetch=16)

    assert expected == consumer.prefetch  # type: ignore[attr-defined]
    broker.client.close()


def test_some_threads_are_left() -> None:
    """However many calls are made, a process has threads that only decide."""
    words = PROCFILE["worker"].split()
    threads = int(words[words.index("--threads") + 1])

    assert CALLS_OF_REQUESTS + CALLS_OF_SENDING < threads
