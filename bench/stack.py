"""The whole service as `asapcomms up` runs it, in a folder and on ports of its own."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bench.practice import Invitee
from bench.processes import Failed, Processes
from tests.world.ports import free_port
from worker.up.account import DEMO_KEY
from worker.up.procfile import find_program

_POST_SECONDS: Final = 30.0
_SHOWN_LAST: Final = "Ctrl-C stops everything"
"""What `asapcomms up` says when all of it answers."""

_GOOD: Final = frozenset({http.client.OK, http.client.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Stack:
    """A running service: its supervisor's process id, where it answers, where its data is."""

    pid: int
    url: str
    sandbox_url: str
    database: str


class Caller:
    """A client of the API that keeps its connection, and costs next to nothing itself."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_POST_SECONDS)

    def post(self, invitee: Invitee, **headers: str) -> None:
        """Offer an opening and read the answer; raises Failed when it is refused."""
        told = {"Authorization": f"ODFHIR {DEMO_KEY}", "Content-Type": "application/json"}
        body = json.dumps(invitee.body)
        self._connection.request("POST", "/asapcomms", body, {**told, **headers})
        answer = self._connection.getresponse()
        words = answer.read().decode()
        if answer.status not in _GOOD:
            raise Failed(f"POST /asapcomms was answered with {answer.status}: {words}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def running(processes: Processes, home: Path) -> Iterator[Stack]:
    """Run `asapcomms up` until the end of the block."""
    port, sandbox_port = free_port(), free_port()
    environment = {
        "ASAPCOMMS_HOME": str(home),
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
        "LOG_FORMAT": "json",
    }
    log = processes.log("up")
    command = (find_program("asapcomms"), "up")
    with processes.running(
        "up", command, lambda: _SHOWN_LAST in log.read_text(), environment
    ) as up:
        yield Stack(
            up.pid,
            f"http://127.0.0.1:{port}",
            f"http://127.0.0.1:{sandbox_port}",
            f"sqlite:///{home / 'asapcomms.db'}",
        )
