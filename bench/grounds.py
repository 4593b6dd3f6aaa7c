"""What the yardsticks stand on: the same Redis server and sandbox as the service, but their own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import Processes, answers
from tests.world.ports import free_port
from worker.queue import server
from worker.settings import Settings


@dataclass(frozen=True, slots=True)
class Grounds:
    """Where they answer, and where files go."""

    processes: Processes
    folder: Path
    redis_url: str
    sandbox_url: str


@contextmanager
def prepared(processes: Processes, folder: Path) -> Iterator[Grounds]:
    """Run a Redis server and a sandbox until the end of the block."""
    folder.mkdir()
    port = free_port()
    sandbox_url = f"http://127.0.0.1:{port}"
    settings = Settings(asapcomms_home=folder, redis_url="")
    sandbox = (
        *(sys.executable, "-m", "uvicorn", "--factory", "worker.sandbox.app:create_app"),
        *("--port", str(port), "--no-access-log", "--log-level", "warning"),
    )
    with (
        processes.running(
            "redis", server.command(settings), lambda: server.answers(settings.redis)
        ),
        processes.running(
            "sandbox",
            sandbox,
            lambda: answers(f"{sandbox_url}/healthz"),
            {"ASAPCOMMS_HOME": str(folder), "LOG_FORMAT": "json"},
        ),
    ):
        yield Grounds(processes, folder, settings.redis, sandbox_url)
