"""A worker that is asked to stop does so before a platform loses its patience."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.queue.letters import letter
from tests.world.front import Front
from tests.world.office import World
from tests.world.redis import RedisServer
from tests.world.stack import Stack, eventually, settings_of
from worker.queue import server
from worker.up.procfile import PROCFILE, words

PATIENCE_SECONDS = 45
"""Platforms kill after 10; the rest is for a machine that is busy with other tests."""


@pytest.fixture
def stack(world: World, own_redis: RedisServer, front: Front) -> Iterator[Stack]:
    """Return a service whose Redis a test may take away."""
    with Stack(world, settings_of(world, own_redis.url), front, None).open() as made:  # type: ignore[arg-type]
        yield made


@contextmanager
def worker(stack: Stack, errors: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker as the Procfile does, from its first fetch on."""
    told = {
        "DATABASE_URL": stack.settings.database_url,
        "REDIS_URL": stack.settings.redis_url,
        "TIME_ZONE": "UTC",
        "LOG_FORMAT": "json",
    }
    command = words(PROCFILE["worker"], {})
    with subprocess.Popen(command, env={**os.environ, **told}, stderr=errors) as process:
        try:
            eventually(lambda: server.worker_seen(stack.settings.redis_url, 0))
            yield process
        finally:
            process.kill()


@pytest.fixture
def full_pipe() -> Iterator[int]:
    """Return the end of a pipe that nobody reads, filled to its brim."""
    other_end, end = os.pipe()
    os.set_blocking(end, False)
    with suppress(BlockingIOError):
        while True:
            os.write(end, b"x")
    os.set_blocking(end, True)
    yield end
    os.close(end)
    os.close(other_end)


@pytest.mark.processes
def test_a_log_that_nobody_reads_holds_nothing_up(stack: Stack, full_pipe: int) -> None:
    """Lines are left out; requests are decided, and the worker ends when it is told to."""
    with worker(stack, full_pipe) as process:
        for op in range(100):
            stack.producer.enqueue(letter(op=op + 100))
        stack.idle()
        process.send_signal(signal.SIGTERM)

        assert process.wait(PATIENCE_SECONDS) == 0
    assert len(stack.requests()) == 100


@pytest.mark.processes
@pytest.mark.parametrize("how", ["gone", "silent"])
def test_without_redis_a_worker_stops_in_time(
    stack: Stack, own_redis: RedisServer, how: str
) -> None:
    """It does not try for a minute what it cannot finish."""
    with worker(stack, subprocess.DEVNULL) as process:
        if how == "gone":
            own_redis.stop()
        else:
            own_redis.suspend()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE_SECONDS)
        finally:
            if how == "silent":
                own_redis.resume()


@pytest.mark.processes
def test_the_last_lines_are_written(stack: Stack) -> None:
    """A log that is read has the end of the story too."""
    with worker(stack, subprocess.PIPE) as process:
        stack.producer.enqueue(letter(op=99))
        stack.idle()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)

    assert b"Worker has been shut down." in errors
