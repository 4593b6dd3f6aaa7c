"""`asapcomms up` with everything that belongs to it: an offer, a kill, the next start."""

import json
import os
import shlex
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.up.stand_ins import lives, wait_until
from tests.up.test_run import free
from worker.up.procfile import find_program

pytestmark = pytest.mark.processes


@dataclass
class Up:
    """A running `up` with what it printed."""

    process: subprocess.Popen[str]
    printed: str

    @classmethod
    def start(cls, home: Path, errors: Path) -> "Up":
        """Start it; returns when it says that it is ready."""
        settings = {"ASAPCOMMS_HOME": str(home), "PORT": free(), "SANDBOX_PORT": free()}
        with errors.open("a") as stderr:
            process = subprocess.Popen(
                [find_program("asapcomms"), "up"],
                env={**os.environ, **settings},
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("Ctrl-C"):
                return cls(process, printed)
        pytest.fail(f"not ready: {printed} {errors.read_text()}")

    def offer(self) -> dict[str, object]:
        """Send the request that was printed; returns the answer."""
        command = self.printed[self.printed.index("curl ") :].split("\n\n")[0]
        _, url, _, key, _, media, _, body = shlex.split(command.replace("\\\n", ""))
        headers = dict(line.split(": ", 1) for line in (key, media))
        request = urllib.request.Request(url, body.encode(), headers)  # noqa: S310 - 127.0.0.1
        return fetch(request)

    def fetch(self, number: object) -> dict[str, object]:
        """Return an offer as it stands."""
        url = f"{self.printed.split('curl ')[1].split()[0]}/{number}"
        headers = {"Authorization": "ODFHIR demo/demo"}
        return fetch(urllib.request.Request(url, headers=headers))  # noqa: S310 - 127.0.0.1

    def processes(self) -> list[int]:
        """Return every process that it has started."""
        return [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]

    def end(self) -> None:
        """Leave nothing behind, whatever a test did."""
        self.process.terminate()
        self.process.communicate(timeout=20)


@pytest.fixture
def home() -> Iterator[Path]:
    """Return a folder whose path is short enough for a socket everywhere."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def fetch(request: urllib.request.Request) -> dict[str, object]:
    """Return the answer's JSON."""
    with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310 - 127.0.0.1
        found: dict[str, object] = json.load(answer)
        return found


def test_an_offer_outlives_a_kill(home: Path, tmp_path: Path) -> None:
    """The printed request makes an offer that is there after a kill -9 of everything."""
    up = Up.start(home, tmp_path / "errors")
    try:
        offer = up.offer()
        processes = up.processes()
    finally:
        up.process.kill()
        up.process.communicate()
    wait_until(lambda: not any(lives(pid) for pid in processes), 8)

    again = Up.start(home, tmp_path / "errors")
    try:
        assert again.fetch(offer["AsapCommNum"])["FKey"] == 11939
    finally:
        again.end()


def test_all_processes_are_small(home: Path, tmp_path: Path) -> None:
    """Everything together takes less than 400 MB, and ends within seconds when it is told to."""
    up = Up.start(home, tmp_path / "errors")
    try:
        processes = [up.process.pid, *up.processes()]
        time.sleep(1)
        memory = sum(psutil.Process(pid).memory_info().rss for pid in processes)
        began = time.monotonic()
    finally:
        up.end()

    assert up.process.returncode == 0
    assert time.monotonic() - began < 12
    assert memory < 400 * 2**20
    assert "Traceback" not in (tmp_path / "errors").read_text()
