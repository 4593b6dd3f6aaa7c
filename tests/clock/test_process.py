"""The clock as a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import httpx2
import pytest

from tests.world.ports import free_port
from tests.world.stack import Stack, eventually
from worker.store.ledger.operating_tables import heartbeat

START = (
    "from worker.clock import run; from worker.settings import load_settings; run(load_settings())"
)


@contextmanager
def clock(stack: Stack, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run a clock until the end of the block."""
    told = {
        **more,
        "DATABASE_URL": stack.settings.database_url,
        "REDIS_URL": stack.settings.redis_url,
        "TIME_ZONE": "UTC",
        "LOG_FORMAT": "json",
    }
    with subprocess.Popen(
        [sys.executable, "-c", START],
        env={**os.environ, **told},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """Read what it says next."""
    stream: IO[str] | None = process.stderr
    assert stream is not None
    event: str = json.loads(stream.readline())["event"]
    return event


@pytest.mark.processes
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(stack: Stack, number: signal.Signals) -> None:
    """Whoever supervises it can stop it, with nothing on the screen but two lines."""
    with clock(stack) as process:
        started = line_of(process)
        process.send_signal(number)
        _, rest = process.communicate(timeout=20)

    assert ("clock.started", 0) == (started, process.returncode)
    assert ["clock.stopped"] == [json.loads(line)["event"] for line in rest.splitlines()]


@pytest.mark.processes
def test_it_looks_by_itself(stack: Stack) -> None:
    """What is due when it starts is on the queue soon after; its heartbeat and its port say so."""
    stack.world.offered()
    port = free_port()
    with clock(stack, CLOCK_METRICS_PORT=str(port)) as process:
        line_of(process)
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
def test_it_outlives_its_database(stack: Stack) -> None:
    """A database that is away when it starts is met again."""
    stack.lose_database()
    with clock(stack) as process:
        said = [line_of(process), line_of(process)]
        stack.find_database()
        stack.world.offered()
        eventually(stack.undelivered)
        process.send_signal(signal.SIGTERM)

        assert process.wait(20) == 0
    assert ["clock.started", "clock.database-away"] == said
