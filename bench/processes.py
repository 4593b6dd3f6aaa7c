"""Processes that are started for a measurement, and end with it whatever happens."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from worker.settings import Settings
from worker.up.leash import Leash

REPOSITORY: Final = Path(__file__).parent.parent
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0
_LOOK_SECONDS: Final = 0.05


class Failed(Exception):
    """A measurement that could not be made; the message says why."""


class Processes:
    """Starts processes into a group that cannot outlive this one; their words go to files."""

    def __init__(self, folder: Path, leash: Leash) -> None:
        self._folder = folder
        self._leash = leash

    @contextmanager
    def running(
        self,
        name: str,
        command: Sequence[str],
        is_ready: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run a process until the end of the block; raises Failed when it does not become ready."""
        log = self.log(name)
        with log.open("wb") as words:
            process = subprocess.Popen(
                command,
                # a folder without a .env, so that nobody's settings are measured
                cwd=self._folder,
                env={**os.environ, "PYTHONPATH": str(REPOSITORY), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                process_group=self._leash.group,
            )
        try:
            _wait(name, process, log, is_ready)
            yield process
        finally:
            _end(process)

    def log(self, name: str) -> Path:
        """Return the file that holds a process' words."""
        return self._folder / f"{name}.log"


def forget_settings() -> None:
    """Take settings of the service and of dramatiq out of this process' environment."""
    for name in list(os.environ):
        if name.lower() in Settings.model_fields or name.startswith("dramatiq_"):
            del os.environ[name]


def answers(url: str) -> bool:
    """Whether an address of this machine answers."""
    try:
        with urlopen(url, timeout=1):  # noqa: S310 - http, and this machine
            return True
    except (URLError, OSError):
        return False


def _wait(
    name: str, process: subprocess.Popen[bytes], log: Path, is_ready: Callable[[], bool]
) -> None:
    until = time.monotonic() + _START_SECONDS
    while not is_ready():
        if process.poll() is not None:
            raise Failed(f"{name} ended before it was ready:\n{log.read_text()[-2000:]}")
        if time.monotonic() > until:
            raise Failed(f"{name} was not ready in time:\n{log.read_text()[-2000:]}")
        time.sleep(_LOOK_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
