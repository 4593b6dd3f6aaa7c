"""The processes of a worker, as the Procfile starts them."""

import socket
from pathlib import Path

import httpx2
import pytest

from tests.crash import copies
from tests.queue.letters import letter
from tests.world.ports import free_port
from tests.world.stack import Stack, eventually
from worker.store.ledger.operating_tables import heartbeat
from worker.up.procfile import PROCFILE, words


def scraped(port: int) -> str:
    """Return what a port says; nothing while nobody listens."""
    try:
        alive = httpx2.get(f"http://127.0.0.1:{port}/livez", verify=False)
        return (
            httpx2.get(f"http://127.0.0.1:{port}/metrics", verify=False).text
            if alive.text == "ok"
            else ""
        )
    except httpx2.TransportError:
        return ""


def two_ports() -> int:
    """Return the first of two ports in a row that nobody uses."""
    while True:
        first = free_port()
        try:
            socket.create_server(("127.0.0.1", first + 1)).close()
        except OSError:
            continue
        return first


@pytest.mark.processes
def test_each_process_says_what_it_does(stack: Stack, tmp_path: Path) -> None:
    """Two processes beat in two rows, answer on two ports, and count what they have worked on."""
    first = two_ports()
    told = {
        "DATABASE_URL": stack.settings.database_url,
        "REDIS_URL": stack.settings.redis_url,
        "TIME_ZONE": "UTC",
        "LOG_FORMAT": "json",
        "WORKER_METRICS_PORT": str(first),
    }
    stack.producer.enqueue(letter())
    with copies.running(words(PROCFILE["worker"], {}), tmp_path / "log", **told) as process:
        eventually(lambda: len(stack.world.rows(heartbeat)) == 2)
        eventually(stack.requests)
        eventually(lambda: all(scraped(port) for port in (first, first + 1)))
        eventually(
            lambda: any(
                'messaging_operation_name="create-asapcomm"' in scraped(port)
                for port in (first, first + 1)
            )
        )
        process.terminate()
        process.wait(30)

    rows = stack.world.rows(heartbeat)
    assert ["worker", "worker"] == [row["kind"] for row in rows]
    assert 2 == len({row["pid"] for row in rows})
