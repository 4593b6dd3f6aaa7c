"""Processes that are copies of one that has all libraries loaded, and how it is asked for them."""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from worker.up.leash import Leash

ROOT: Final = Path(__file__).parents[2]


class Copy:
    """A program that is no child of this process, spoken to like one."""

    def __init__(self, pid: int, ends: Path | None = None) -> None:
        self.pid = pid
        self._ends = ends
        self._process: psutil.Process | None = None
        with suppress(psutil.NoSuchProcess):  # it may have ended
            self._process = psutil.Process(pid)

    def poll(self) -> int | None:
        """Return None while it runs; nobody knows with which code it has ended."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is there."""
        if self._process is not None:
            with suppress(psutil.NoSuchProcess):
                self._process.send_signal(number)

    def members(self) -> list[psutil.Process]:
        """Return it with its children, as far as they are alive."""
        if self._process is not None:
            with suppress(psutil.NoSuchProcess):
                return [self._process, *self._process.children(recursive=True)]
        return []

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; returns its exit code, if that was asked for."""
        if self._process is not None:
            self._process.wait(timeout)
        return int(self._ends.read_text()) if self._ends else 0


class Zygote:
    """The process that is copied; it cannot outlive this one."""

    def __init__(self) -> None:
        self._leash = Leash()
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            (sys.executable, "-m", "tests.crash.zygote"),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            process_group=self._leash.group,
        )
        atexit.register(self.close)

    def copy(
        self,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        log: Path,
        group: int | None = None,
        *,
        out: Path | None = None,
        typed: Path | None = None,
        ends: Path | None = None,
    ) -> Copy:
        """Have a copy turn into a program, by the words of its command line, in a process group.

        Its exit code is written into ``ends`` where one is named.
        """
        order = {
            "words": words,
            "folder": str(folder),
            "environment": dict(environment),
            "log": str(log),
            "out": str(out or log),
            "typed": str(typed or os.devnull),
            "ends": str(ends) if ends else "",
            "group": group or self._leash.group,
        }
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answering is not None
        with self._turn:
            asking.write(json.dumps(order) + "\n")
            asking.flush()
            return Copy(int(answering.readline()), ends)

    def close(self) -> None:
        """End it; its copies are in groups of their own."""
        self._leash.__exit__()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


def run(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command line in a folder, and return what came of it; all it is told is added to ours."""
    with TemporaryDirectory() as name:
        log, out, keys, ends = (Path(name) / each for each in ("err", "out", "in", "ends"))
        keys.write_text(typed)
        told = {**os.environ, **environment}
        copy = zygote().copy(words, folder, told, log, out=out, typed=keys, ends=ends)
        code = copy.wait()
        return subprocess.CompletedProcess(words, code, out.read_text(), log.read_text())


@cache
def zygote() -> Zygote:
    """Return the one of this process, which starts when it is first asked for."""
    return Zygote()


@contextmanager
def running(words: Sequence[str], log: Path, **told: str) -> Iterator[Copy]:
    """Run a program until the end of the block, in the folder of its words; it tells how it ends."""
    copy = zygote().copy(
        words, log.parent, {**os.environ, **told}, log, ends=log.with_suffix(".ends")
    )
    try:
        yield copy
    finally:
        for member in copy.members():
            member.kill()
