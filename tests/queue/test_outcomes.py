"""Hearing that a request is decided."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from redis import Redis

from tests.world.redis import RedisServer
from worker.queue.outcomes import CHANNEL, Outcomes, announce


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Outcomes]:
    """Listen until the end of the block."""
    outcomes = Outcomes(url)
    ears = asyncio.create_task(outcomes.listen())
    try:
        await until(lambda: outcomes.listens)
        yield outcomes
    finally:
        ears.cancel()
        with suppress(asyncio.CancelledError):
            await ears
        await outcomes.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)


async def heard(event: asyncio.Event) -> bool:
    """Wait until an event is set."""
    async with asyncio.timeout(20):
        return await event.wait()


def say(url: str, *words: str | bytes) -> None:
    """Announce."""
    with Redis.from_url(url) as redis:
        for word in words:
            redis.publish(CHANNEL, word)


def run(scene: Coroutine[Any, Any, None]) -> None:
    """Play a scene."""
    asyncio.run(scene)


def test_whoever_waits_is_told(redis_url: str) -> None:
    """An announcement sets the event of its request."""

    async def scene() -> None:
        async with listening(redis_url) as outcomes:
            with outcomes.expected("a") as decided, Redis.from_url(redis_url) as redis:
                announce(redis, "a")

                assert await heard(decided)

    run(scene())


def test_everybody_who_waits_is_told(redis_url: str) -> None:
    """Two clients may wait for the same request."""

    async def scene() -> None:
        async with listening(redis_url) as outcomes:
            with outcomes.expected("a") as one, outcomes.expected("a") as two:
                say(redis_url, "a")

                assert await heard(one)
                assert await heard(two)

    run(scene())


def test_others_are_not_told(redis_url: str) -> None:
    """Another request's decision wakes nobody else."""

    async def scene() -> None:
        async with listening(redis_url) as outcomes:
            with outcomes.expected("a") as mine, outcomes.expected("b") as other:
                say(redis_url, "b")
                await heard(other)

                assert not mine.is_set()

    run(scene())


def test_nobody_waits_for_ever_in_memory(redis_url: str) -> None:
    """Whoever goes leaves nothing behind."""

    async def scene() -> None:
        async with listening(redis_url) as outcomes:
            with outcomes.expected("a"), outcomes.expected("a"), outcomes.expected("b"):
                pass

            assert {} == outcomes._waiting

    run(scene())


def test_one_who_goes_does_not_take_the_other_along(redis_url: str) -> None:
    """A client that gives up leaves the other's wait as it is."""

    async def scene() -> None:
        async with listening(redis_url) as outcomes:
            with outcomes.expected("a") as patient:
                with outcomes.expected("a"):
                    pass
                say(redis_url, "a")

                assert await heard(patient)

    run(scene())


def test_an_announcement_needs_no_listener(redis_url: str) -> None:
    """A worker does not care whether anybody waits."""
    with Redis.from_url(redis_url) as redis:
        announce(redis, "a")


@pytest.mark.parametrize("noise", [b"\xff\xfe", b"", b"\x00", b"no request at all"])
def test_noise_on_the_channel_deafens_nobody(redis_url: str, noise: bytes) -> None:
    """What is no request's id is passed over."""

    async def scene() -> None:
        async with listening(redis_url) as outcomes:
            with outcomes.expected("a") as decided:
                say(redis_url, noise, "a")

                assert await heard(decided)

    run(scene())


def test_without_redis_nothing_is_heard() -> None:
    """Whoever would wait can see that waiting is in vain."""

    async def scene() -> None:
        outcomes = Outcomes("unix:///nowhere/redis.sock")
        ears = asyncio.create_task(outcomes.listen())
        await asyncio.sleep(0.05)

        assert (False, False) == (outcomes.listens, ears.done())
        ears.cancel()
        with suppress(asyncio.CancelledError):
            await ears
        await outcomes.close()

    run(scene())


@pytest.mark.processes
def test_an_outage_is_noticed(own_redis: RedisServer) -> None:
    """While Redis is away the ears are known to be deaf."""

    async def scene() -> None:
        async with listening(own_redis.url) as outcomes:
            own_redis.stop()

            await until(lambda: not outcomes.listens)

    run(scene())


@pytest.mark.processes
def test_after_an_outage_announcements_are_heard_again(own_redis: RedisServer) -> None:
    """The ears come back by themselves."""

    async def scene() -> None:
        async with listening(own_redis.url) as outcomes:
            own_redis.stop()
            await until(lambda: not outcomes.listens)
            own_redis.start()
            await until(lambda: outcomes.listens)
            with outcomes.expected("a") as decided:
                say(own_redis.url, "a")

                assert await heard(decided)

    run(scene())
