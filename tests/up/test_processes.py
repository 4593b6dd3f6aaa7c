"""The supervisor: what dies is started again, what stops does so in order and in time."""

import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.up.stand_ins import (
    NEVER,
    companion,
    lines,
    members,
    mortal,
    recorder,
    sleeper,
    stubborn,
    wait_until,
)
from worker.errors import CannotStart
from worker.up.leash import Leash
from worker.up.plan import Part
from worker.up.processes import StopAsked, Supervisor, is_ready
from worker.up.signals import Signals

pytestmark = pytest.mark.processes


@pytest.fixture
def signals() -> Iterator[Signals]:
    """Listen for signals as the real supervisor does."""
    with Signals() as signals:
        yield signals


@pytest.fixture
def leash() -> Iterator[Leash]:
    """Hold what a test starts."""
    with Leash() as leash:
        yield leash


@pytest.fixture
def warnings() -> list[dict[str, object]]:
    """Keep what the supervisor warns of."""
    return []


@pytest.fixture
def supervisor(leash: Leash, signals: Signals, warnings: list[dict[str, object]]) -> Supervisor:
    """Return a supervisor without parts."""

    def warn(event: str, facts: Mapping[str, object]) -> None:
        warnings.append({"event": event, **facts})

    return Supervisor(leash, signals, dict(os.environ), warn)


def later(seconds: float, number: signal.Signals = signal.SIGTERM) -> None:
    """Send this process a signal after a while."""
    threading.Timer(seconds, os.kill, (os.getpid(), number)).start()


def as_soon_as(fact: Callable[[], bool]) -> None:
    """Ask this process to stop once a fact is true."""

    def wait() -> None:
        wait_until(fact)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait).start()


def test_start_waits_until_ready(supervisor: Supervisor) -> None:
    """A part is waited for until its probe says that it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    serve = ("-m", "http.server", "--bind", "127.0.0.1", str(port))
    part = Part("web", (sys.executable, *serve), ("http", f"http://127.0.0.1:{port}/"))

    supervisor.start([part], 10)

    assert is_ready(part.probe)
    supervisor.stop()


def test_a_part_that_runs_once_is_waited_for(supervisor: Supervisor, tmp_path: Path) -> None:
    """The database is prepared before the next parts start."""
    done = tmp_path / "done"
    part = Part(
        "database", ("sh", "-c", 'sleep 0.2; echo yes > "$1"', "sh", str(done)), runs_once=True
    )

    supervisor.start([part], 10)

    assert done.read_text() == "yes\n"


def test_a_part_that_ends_early_is_named(supervisor: Supervisor) -> None:
    """A part that dies before it is ready ends the start with its name."""
    with pytest.raises(CannotStart, match="web ended with code 3 before it was ready"):
        supervisor.start([Part("web", ("sh", "-c", "exit 3"), NEVER), sleeper()], 10)

    supervisor.stop()


def test_a_part_that_dies_while_others_start_is_named(supervisor: Supervisor) -> None:
    """A part that was ready has to live until all the others are."""
    late = Part("web", ("sleep", "1000"), NEVER)

    with pytest.raises(CannotStart, match="clock ended with code 0"):
        supervisor.start([Part("clock", ("sleep", "0.2")), late], 10)

    supervisor.stop()


def test_a_late_part_is_named(supervisor: Supervisor) -> None:
    """A part that is never ready ends the start with its name."""
    part = Part("web", ("sleep", "1000"), NEVER)

    with pytest.raises(CannotStart, match=r"Not ready within 0\.2 seconds: web"):
        supervisor.start([sleeper(), part], 0.2)

    supervisor.stop()


def test_a_missing_program_is_named(supervisor: Supervisor) -> None:
    """A program that is not there ends the start with its name."""
    with pytest.raises(CannotStart, match="/no/such/program could not be started"):
        supervisor.start([Part("web", ("/no/such/program",))], 1)


def test_stopping_while_starting(supervisor: Supervisor) -> None:
    """Whoever asks to stop does not have to wait for the start."""
    later(0.1)
    with pytest.raises(StopAsked):
        supervisor.start([Part("web", ("sleep", "1000"), NEVER)], 10)

    supervisor.stop()


def test_a_dead_part_is_started_again(
    supervisor: Supervisor, warnings: list[dict[str, object]], tmp_path: Path
) -> None:
    """A part that ends unasked is back after a second."""
    journal, end = tmp_path / "journal", tmp_path / "end"
    supervisor.start([mortal("worker", journal, end)], 10)
    end.touch()
    as_soon_as(partial(_has_lines, journal, 2))

    supervisor.watch()
    supervisor.stop()

    assert len(lines(journal)) == 2
    assert warnings[0] == {
        "event": "part.ended",
        "part": "worker",
        "exit_code": 0,
        "again_in_seconds": 1.0,
    }


def test_the_pauses_grow(
    supervisor: Supervisor, warnings: list[dict[str, object]], tmp_path: Path
) -> None:
    """A part that keeps dying is started again after one second, then two, then four."""
    end = tmp_path / "end"
    supervisor.start([mortal("worker", tmp_path / "journal", end)], 10)
    end.touch()
    as_soon_as(lambda: len(warnings) == 3)

    supervisor.watch()
    supervisor.stop()

    assert [entry["again_in_seconds"] for entry in warnings] == [1.0, 2.0, 4.0]


def test_parts_stop_in_stages(supervisor: Supervisor, tmp_path: Path) -> None:
    """A part has ended before the one that it needs is told to."""
    journal = tmp_path / "journal"
    stages = {"redis": 3, "worker": 2, "web": 1}
    supervisor.start([recorder(name, journal, stage) for name, stage in stages.items()], 10)
    wait_until(partial(_has_lines, journal, 3))

    supervisor.stop()

    assert lines(journal)[3:] == ["web ends", "worker ends", "redis ends"]


def test_parts_of_a_stage_stop_together(
    supervisor: Supervisor, warnings: list[dict[str, object]], tmp_path: Path
) -> None:
    """Each of two parts ends only when the other was told to as well, and neither has to be killed."""
    journal = tmp_path / "journal"
    supervisor.start([companion("web", journal, "clock"), companion("clock", journal, "web")], 10)
    wait_until(partial(_has_lines, journal, 2))

    supervisor.stop()

    assert {"web ends", "clock ends"} == set(lines(journal)[2:])
    assert [] == warnings


def test_a_stubborn_part_is_killed_in_time(
    supervisor: Supervisor, leash: Leash, warnings: list[dict[str, object]], tmp_path: Path
) -> None:
    """A part that does not end is killed after its own bound."""
    supervisor.start([stubborn("worker", tmp_path / "journal", 0.5)], 10)
    wait_until(partial(_has_lines, tmp_path / "journal", 1))
    began = time.monotonic()

    supervisor.stop()

    assert time.monotonic() - began > 0.4
    assert warnings == [{"event": "part.killed", "part": "worker", "after_seconds": 0.5}]
    wait_until(lambda: len(members(leash.group)) <= 2)  # the shell, and a last sleep of the part's


def test_a_second_ctrl_c_kills_at_once(supervisor: Supervisor, tmp_path: Path) -> None:
    """Whoever asks twice does not wait."""
    supervisor.start([stubborn("worker", tmp_path / "journal", 30)], 10)
    wait_until(partial(_has_lines, tmp_path / "journal", 1))
    later(0, signal.SIGINT)
    later(0.8, signal.SIGINT)
    supervisor.watch()
    began = time.monotonic()

    supervisor.stop()

    assert time.monotonic() - began < 20


def test_the_same_request_twice_does_not_kill(signals: Signals) -> None:
    """A signal that reaches both the process and its group asks once."""
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)

    assert signals.stop_asked
    assert not signals.kill_asked


def test_a_terminal_that_closes_asks_to_stop(signals: Signals) -> None:
    """SIGHUP is a request to stop."""
    signal.raise_signal(signal.SIGHUP)

    assert signals.stop_asked


def test_watching_takes_no_time(supervisor: Supervisor) -> None:
    """While nothing happens the supervisor sleeps."""
    supervisor.start([sleeper()], 10)
    later(1)
    began = resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw

    supervisor.watch()
    woken = resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw - began
    supervisor.stop()

    assert woken < 20


def test_a_killed_leash_ends_the_watch(supervisor: Supervisor, leash: Leash) -> None:
    """Without the leash the promise to leave no process behind would not hold."""
    supervisor.start([sleeper()], 10)
    os.kill(leash.group, signal.SIGKILL)

    with pytest.raises(CannotStart, match="start again"):
        supervisor.watch()

    supervisor.stop()


def _has_lines(journal: Path, count: int) -> bool:
    return len(lines(journal)) >= count
