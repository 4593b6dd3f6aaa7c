"""The small port of a worker or a clock."""

import multiprocessing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from tests.world.ports import free_port
from tests.world.stack import eventually
from worker import vitals

HERE = "127.0.0.1"


def answer(http: httpx2.Client, port: int, path: str = "/livez") -> tuple[int, str] | None:
    """Ask; None where nobody listens."""
    try:
        said = http.get(f"http://{HERE}:{port}{path}")
    except httpx2.TransportError:
        return None
    return said.status_code, said.text


def test_it_answers_what_it_knows(http: httpx2.Client) -> None:
    """Whether it lives, what it has counted, and nothing else."""
    wrong: list[str] = []
    port = free_port()
    vitals.serve(HERE, port, lambda: b"counted 1\n", lambda: wrong[0] if wrong else None)
    eventually(lambda: answer(http, port))
    said = [answer(http, port, path) for path in ("/livez", "/metrics", "/")]
    wrong.append("It hangs.")

    assert [(200, "ok"), (200, "counted 1\n")] == said[:2]
    assert said[2] is not None
    assert 404 == said[2][0]
    assert (503, "It hangs.") == answer(http, port)


def test_a_port_that_is_taken_is_waited_for(
    http: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that is being replaced goes, and then its port is used."""
    monkeypatch.setattr(vitals, "TRY_AGAIN_SECONDS", 0.01)
    port = free_port()
    with ThreadingHTTPServer((HERE, port), BaseHTTPRequestHandler):
        vitals.serve(HERE, port, lambda: b"", lambda: None)

    eventually(lambda: answer(http, port) == (200, "ok"))


def test_processes_of_one_master_have_a_port_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are numbered from 1; a process that was started alone has the first port."""
    current = multiprocessing.current_process()
    ports = []
    for name in ("MainProcess", "Process-1", "Process-2"):
        monkeypatch.setattr(current, "_name", name)
        ports.append(vitals.port_of_this(9101))

    assert [9101, 9101, 9102] == ports
