"""A worker that is asked to stop does so before a platform loses its patience."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.crash import copies
from tests.crash.copies import Copy
from tests.queue.letters import letter
from tests.world import redis
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
def worker(database_url: str, redis_url: str, log: Path) -> Iterator[Copy]:
    """Run a worker as the Procfile does, from its first fetch on; its words go to a file."""
    told = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TIME_ZONE": "UTC",
        "LOG_FORMAT": "json",
    }
    with copies.running(words(PROCFILE["worker"], {}), log, **told) as process:
        eventually(lambda: server.worker_seen(redis_url, 0))
        yield process


@contextmanager
def worker_of(stack: Stack, log: Path) -> Iterator[Copy]:
    """Run one for a service."""
    with worker(str(stack.settings.database_url), str(stack.settings.redis_url), log) as process:
        yield process


@pytest.fixture
def full_pipe(tmp_path: Path) -> Iterator[Path]:
    """Return a pipe that nobody reads, filled to its brim."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    other_end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    end = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        while True:
            os.write(end, b"x")
    yield path
    os.close(end)
    os.close(other_end)


@pytest.mark.processes
def test_a_log_that_nobody_reads_holds_nothing_up(stack: Stack, full_pipe: Path) -> None:
    """Lines are left out; requests are decided, and the worker ends when it is told to."""
    with worker_of(stack, full_pipe) as process:
        for op in range(100):
            stack.producer.enqueue(letter(op=op + 100))
        stack.idle()
        process.terminate()

        assert process.wait(PATIENCE_SECONDS) == 0
    assert len(stack.requests()) == 100


@pytest.mark.processes
def test_without_redis_a_worker_stops_in_time(
    world: World, own_redis: RedisServer, tmp_path: Path
) -> None:
    """It does not try for a minute what it cannot finish, be its Redis gone or silent."""
    url = world.store.engine.url.render_as_string(hide_password=False)
    with (
        redis.running() as silent,
        worker(url, own_redis.url, tmp_path / "gone.log") as without,
        worker(url, silent.url, tmp_path / "silent.log") as unheard,
    ):
        own_redis.stop()
        silent.suspend()
        try:
            for process in (without, unheard):
                process.terminate()
            for process in (without, unheard):
                process.wait(PATIENCE_SECONDS)
        finally:
            silent.resume()


@pytest.mark.processes
def test_the_last_lines_are_written(stack: Stack, tmp_path: Path) -> None:
    """A log that is read has the end of the story too."""
    log = tmp_path / "log"
    with worker_of(stack, log) as process:
        stack.producer.enqueue(letter(op=99))
        stack.idle()
        process.terminate()
        process.wait(PATIENCE_SECONDS)

    assert "Worker has been shut down." in log.read_text()


@pytest.mark.processes
def test_a_worker_does_not_outlive_its_master(stack: Stack, tmp_path: Path) -> None:
    """After kill -9 of dramatiq's master its processes end by themselves."""
    with worker_of(stack, tmp_path / "log") as process:
        master, *left_behind = process.members()
        master.kill()
        eventually(lambda: not any(child.is_running() for child in left_behind))

    assert 2 == len(left_behind)
