"""Processes that are copies of one that has all libraries loaded, and how it is asked for them."""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from worker.up.leash import Leash

ROOT: Final = Path(__file__).parents[2]


class Copy:
    """A program that is no child of this process, spoken to like one."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
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
        if self._process is not None:
            with suppress(psutil.NoSuchProcess):
                self._process.terminate()

    def wait(self) -> int:
        """Wait until it has ended."""
        if self._process is not None:
            self._process.wait()
        return 0


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
            return Copy(int(answering.readline()))

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
        zygote().copy(
            words, folder, {**os.environ, **environment}, log, out=out, typed=keys, ends=ends
        ).wait()
        code = int(ends.read_text())
        return subprocess.CompletedProcess(words, code, out.read_text(), log.read_text())


@cache
def zygote() -> Zygote:
    """Return the one of this process, which starts when it is first asked for."""
    return Zygote()
