"""A running `asapcomms up`, as a person has it."""

import json
import os
import shlex
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.world.ports import free_port
from worker.up.procfile import find_program


@dataclass
class Up:
    """A running `up` with what it printed."""

    process: subprocess.Popen[str]
    printed: str
    settings: dict[str, str]

    @classmethod
    def start(cls, home: Path, errors: Path, *command: str) -> "Up":
        """Start it, as a person types it or directly; returns when it says that it is ready."""
        settings = {
            "ASAPCOMMS_HOME": str(home),
            "PORT": str(free_port()),
            "SANDBOX_PORT": str(free_port()),
        }
        with errors.open("a") as stderr:
            process = subprocess.Popen(
                command or (find_program("asapcomms"), "up"),
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
                return cls(process, printed, settings)
        pytest.fail(f"not ready: {printed} {errors.read_text()}")

    def offer(self) -> dict[str, object]:
        """Send the request that was printed; returns the answer."""
        command = self.printed[self.printed.index("curl ") :].split("\n\n")[0]
        _, url, _, key, _, media, _, body = shlex.split(command.replace("\\\n", ""))
        headers = dict(line.split(": ", 1) for line in (key, media))
        return _fetch(urllib.request.Request(url, body.encode(), headers))  # noqa: S310 - loopback

    def fetch(self, number: object) -> dict[str, object]:
        """Return an offer as it stands."""
        url = f"http://127.0.0.1:{self.settings['PORT']}/asapcomms/{number}"
        headers = {"Authorization": "ODFHIR demo/demo"}
        return _fetch(urllib.request.Request(url, headers=headers))

    def processes(self) -> list[int]:
        """Return every process that it has started."""
        return [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]

    def end(self) -> None:
        """Leave nothing behind, whatever a test did."""
        self.process.terminate()
        self.process.communicate(timeout=60)


def _fetch(request: urllib.request.Request) -> dict[str, object]:
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
        found: dict[str, object] = json.load(answer)
        return found
