"""The clock as a process of its own."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.crash import copies
from tests.crash.copies import Copy
from tests.world.ports import free_port
from tests.world.stack import Stack, eventually
from worker.store.ledger.operating_tables import heartbeat


@pytest.fixture
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file for the clock's words, in a folder that does not go away with the database."""
    return tmp_path_factory.mktemp("words") / "clock.log"


@contextmanager
def clock(stack: Stack, log: Path, **more: str) -> Iterator[Copy]:
    """Run a clock until the end of the block; its words go to a file."""
    told = {
        **more,
        "DATABASE_URL": stack.settings.database_url,
        "REDIS_URL": stack.settings.redis_url,
        "TIME_ZONE": "UTC",
        "LOG_FORMAT": "json",
    }
    with copies.running(("asapcomms", "clock"), log, **told) as process:
        eventually(lambda: events(log))
        yield process


def events(log: Path) -> list[str]:
    """Read what it has said."""
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    return [json.loads(line)["event"] for line in lines if line.endswith("\n")]


@pytest.mark.processes
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(stack: Stack, number: signal.Signals, log: Path) -> None:
    """Whoever supervises it can stop it, with nothing on the screen but two lines."""
    with clock(stack, log) as process:
        process.send_signal(number)

        assert 0 == process.wait(20)
    assert ["clock.started", "clock.stopped"] == events(log)


@pytest.mark.processes
def test_it_looks_by_itself(stack: Stack, log: Path) -> None:
    """What is due when it starts is on the queue soon after; its heartbeat and its port say so."""
    stack.world.offered()
    port = free_port()
    with clock(stack, log, CLOCK_METRICS_PORT=str(port)) as process:
        eventually(stack.undelivered)
        eventually(lambda: stack.world.rows(heartbeat))
        said = [httpx2.get(f"http://127.0.0.1:{port}/{path}") for path in ("livez", "metrics")]
        process.send_signal(signal.SIGTERM)

        assert process.wait(20) == 0
    assert [(200, "ok"), (200, True)] == [
        (said[0].status_code, said[0].text),
        (said[1].status_code, 'asapcomms_processes_alive{kind="clock"} 1.0' in said[1].text),
    ]
    (beat,) = stack.world.rows(heartbeat)
    assert ("clock", process.pid) == (beat["kind"], beat["pid"])
    assert beat["started_at"] <= beat["did_at"]


@pytest.mark.processes
def test_it_outlives_its_database(stack: Stack, log: Path) -> None:
    """A database that is away when it starts is met again."""
    stack.lose_database()
    with clock(stack, log) as process:
        eventually(lambda: len(events(log)) > 1)
        said = events(log)[:2]
        stack.find_database()
        stack.world.offered()
        eventually(stack.undelivered)
        process.send_signal(signal.SIGTERM)

        assert process.wait(20) == 0
    assert ["clock.started", "clock.database-away"] == said
