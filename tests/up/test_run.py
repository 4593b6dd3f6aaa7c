"""`asapcomms up` as a process: with the real Redis server, and sleepers for the other parts."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.up.stand_ins import lives, wait_until
from tests.world import memory
from tests.world.ports import free_port

pytestmark = pytest.mark.processes

_UP = """
import sys
from worker.cli import main
from worker.up import parts
from worker.up.plan import Part

groundwork = parts.groundwork
service = eval(sys.argv.pop())
parts.groundwork = lambda settings: [part for part in groundwork(settings) if part.name == "redis"]
parts.service = lambda settings, environment: [Part(*part) for part in service]
parts.afterwards = lambda environment: []
main()
"""
_SLEEPERS = "[('worker', ('sh', '-c', 'sleep 1001 & wait')), ('web', ('sleep', '1002'))]"
_PROCESSES = 5
_DYING = "[('worker', ('sleep', '1001')), ('web', ('sh', '-c', 'exit 3'), ('http', 'http://127.0.0.1:1/'))]"

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def home() -> Iterator[Path]:
    """Return a folder whose path is short enough for a socket everywhere."""
    with tempfile.TemporaryDirectory(dir=memory.short()) as folder:
        yield Path(folder)


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Return what starts `up`; whatever a test leaves is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(service: str = _SLEEPERS) -> subprocess.Popen[str]:
        ports = {name: str(free_port()) for name in ("PORT", "SANDBOX_PORT")}
        up = subprocess.Popen(
            [sys.executable, "-c", _UP, "up", service],
            env={**os.environ, **ports, "ASAPCOMMS_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(up)
        return up

    yield start
    for up in started:
        up.kill()
        up.communicate()


def until_ready(up: subprocess.Popen[str]) -> list[int]:
    """Wait for the facts and for all sleepers; returns the processes that run.

    They are the leash, redis, web, and the worker with its own child, which a shell starts when it
    comes to it: a part without a probe is ready as soon as it lives.
    """
    assert up.stdout is not None
    for line in up.stdout:
        if line.startswith("Ctrl-C"):
            wait_until(lambda: len(_started_by(up)) == _PROCESSES)
            return _started_by(up)
    pytest.fail(f"not ready: {up.communicate()}")


def _started_by(up: subprocess.Popen[str]) -> list[int]:
    return [child.pid for child in psutil.Process(up.pid).children(recursive=True)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_when_asked(start: Start, number: signal.Signals) -> None:
    """Each request to stop ends every process, in time, with exit code 0."""
    up = start()
    processes = until_ready(up)

    up.send_signal(number)
    _, said = up.communicate(timeout=60)

    assert up.returncode == 0
    assert [pid for pid in processes if lives(pid)] == []
    assert said == ""


def test_a_kill_leaves_no_orphan(start: Start) -> None:
    """A kill -9 of `up` ends Redis with everything else."""
    up = start()
    processes = until_ready(up)

    up.kill()

    wait_until(lambda: not any(lives(pid) for pid in processes))


def test_the_next_start_follows_a_kill(start: Start) -> None:
    """Whoever starts again at once waits for the last process of the killed start, no more."""
    up = start()
    until_ready(up)
    up.kill()
    up.wait()

    again = start()

    assert all(lives(pid) for pid in until_ready(again))


def test_a_second_up_is_refused(start: Start) -> None:
    """One folder serves one `up`; the first is not disturbed."""
    first = start()
    processes = until_ready(first)

    second = start()
    out, said = second.communicate(timeout=60)

    assert second.returncode == 1
    assert "already runs in" in said
    assert len(said.splitlines()) == 1
    assert out == ""
    assert all(lives(pid) for pid in processes)


def test_a_part_that_dies_ends_the_start(start: Start) -> None:
    """A start that fails says which part failed; nothing is left running."""
    up = start(_DYING)
    _, said = up.communicate(timeout=60)

    assert up.returncode == 1
    assert said == (
        "asapcomms: web ended with code 3 before it was ready: its own lines above say why.\n"
    )


def test_redis_is_started_again(start: Start, home: Path) -> None:
    """A Redis server that dies is back after a second."""
    up = start()
    redis = [pid for pid in until_ready(up) if "redis.sock" in " ".join(command_of(pid))]

    os.kill(redis[0], signal.SIGKILL)

    wait_until(lambda: bool(_redis_of(up.pid)) and _redis_of(up.pid) != redis)
    assert (home / "redis.sock").is_socket()


def test_it_idles(start: Start) -> None:
    """The supervisor itself takes no time and less than 32 MB."""
    up = start()
    until_ready(up)
    process = psutil.Process(up.pid)
    before = process.cpu_times()

    time.sleep(2)

    assert process.cpu_times().user - before.user <= 0.05
    assert process.memory_info().rss < 32 * 2**20


def command_of(pid: int) -> list[str]:
    """Return a process' command line."""
    try:
        return psutil.Process(pid).cmdline()
    except psutil.NoSuchProcess:
        return []


def _redis_of(up: int) -> list[int]:
    children = psutil.Process(up).children()
    return [child.pid for child in children if "redis.sock" in " ".join(command_of(child.pid))]
