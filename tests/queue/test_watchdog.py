"""A worker that only looks alive ends, so that the supervisor starts a new one."""

import os
import threading
from types import SimpleNamespace
from typing import Any

import pytest

from worker.queue.watchdog import Watchdog, reason_to_end


def worker_with(**threads: threading.Thread) -> Any:
    """Return what the watchdog looks at of a dramatiq worker."""
    return SimpleNamespace(consumers=threads)


@pytest.fixture
def dead() -> threading.Thread:
    """Return a thread that has ended."""
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return thread


def test_a_healthy_worker_goes_on() -> None:
    """Nothing is wrong while the master lives with every consumer."""
    worker = worker_with(asapcomm=threading.current_thread())

    assert reason_to_end(worker, os.getppid()) is None


def test_a_dead_consumer_is_a_reason(dead: threading.Thread) -> None:
    """A process whose queue nobody reads must not look healthy."""
    worker = worker_with(asapcomm=dead)

    assert reason_to_end(worker, os.getppid()) == "the consumer of asapcomm has died"


def test_a_lost_master_is_a_reason() -> None:
    """A worker that was left behind would work beside its successor."""
    assert reason_to_end(worker_with(), os.getppid() + 1) == "its master has died"


def test_the_watchdog_ends_the_process(
    dead: threading.Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is acted upon without anybody asking."""
    monkeypatch.setattr("worker.queue.watchdog.WATCHDOG_SECONDS", 0.01)
    ended = threading.Event()
    Watchdog(ended.set, lambda: None).after_worker_boot(None, worker_with(asapcomm=dead))  # type: ignore[arg-type]

    assert ended.wait(10)


def test_a_process_that_does_not_end_is_killed(
    dead: threading.Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever keeps it from stopping in order does not keep it alive."""
    monkeypatch.setattr("worker.queue.watchdog.WATCHDOG_SECONDS", 0.01)
    monkeypatch.setattr("worker.queue.watchdog.GRACE_SECONDS", 0.01)
    killed = threading.Event()
    Watchdog(lambda: None, killed.set).after_worker_boot(None, worker_with(asapcomm=dead))  # type: ignore[arg-type]

    assert killed.wait(10)


def test_a_worker_that_is_asked_to_stop_is_left_alone(
    dead: threading.Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads that end with their worker are no fault."""
    monkeypatch.setattr("worker.queue.watchdog.WATCHDOG_SECONDS", 0.05)
    ended = threading.Event()
    watchdog = Watchdog(ended.set, lambda: None)
    worker = worker_with(asapcomm=dead)
    watchdog.before_worker_shutdown(None, worker)  # type: ignore[arg-type]
    watchdog.after_worker_boot(None, worker)  # type: ignore[arg-type]

    assert not ended.wait(0.3)
