"""Processes that are started again whenever they end, as a supervisor does it."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil

from tests.crash.copies import ROOT, Copy, zygote
from worker.up.leash import Leash

Running = subprocess.Popen[bytes] | Copy

_LOOK_SECONDS: Final = 0.05
_PAUSE_SECONDS: Final = 0.2
_READY_SECONDS: Final = 60.0


class Crew:
    """A group of processes that cannot outlive this one."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        self._leash = Leash()
        self._commands: dict[str, Sequence[str]] = {}
        self._processes: dict[str, Running] = {}
        self._started: list[Running] = []
        self.starts_afresh = False
        """Whether each process loads its libraries anew, as in an office, for who measures that."""
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End everything at once."""
        self._ended.set()
        self._watcher.join()
        self._leash.__exit__(kind, error, trace)
        for process in self._started:
            process.wait()

    @property
    def environment(self) -> dict[str, str]:
        """What every process finds around itself."""
        return dict(self._environment)

    @property
    def names(self) -> list[str]:
        """What is started again."""
        return sorted(self._commands)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a process, and again whenever it ends."""
        with self._guard:
            self._commands[name] = command
            self._begin(name, command)

    def spawn(self, name: str, command: Sequence[str], typed: Path, out: Path) -> None:
        """Start a process of the group that is not started again; it reads and answers by files."""
        self._copy(name, command, typed, out)

    def _begin(self, name: str, command: Sequence[str]) -> None:
        """Start a process of the group; its words go to a file."""
        if not self.starts_afresh:
            self._processes[name] = self._copy(name, command)
            return
        with self.log(name).open("ab") as words:
            process = subprocess.Popen(
                command,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                process_group=self._leash.group,
            )
        self._started.append(process)
        self._processes[name] = process

    def _copy(
        self, name: str, command: Sequence[str], typed: Path | None = None, out: Path | None = None
    ) -> Copy:
        log, group = self.log(name), self._leash.group
        process = zygote().copy(
            command, self._folder, self._environment, log, group, typed=typed, out=out
        )
        self._started.append(process)
        return process

    def log(self, name: str) -> Path:
        """Return the file with a process' words."""
        return self._folder / f"{name}.log"

    def wait_for(self, name: str, is_ready: Callable[[], bool]) -> None:
        """Wait until a process is ready; the test fails with its words when it never is."""
        until = time.monotonic() + _READY_SECONDS
        while not is_ready():
            if time.monotonic() > until:
                raise AssertionError(f"{name} is not ready:\n{self.log(name).read_text()[-2000:]}")
            time.sleep(_LOOK_SECONDS)

    def members(self, name: str) -> list[psutil.Process]:
        """Return a process and its children, as far as they are alive."""
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(self._processes[name].pid)
            return [first, *first.children(recursive=True)]
        return []

    def kill(self, name: str, chance: random.Random | None = None) -> bool:
        """Kill a process as it stands: dramatiq's worker, or by chance its master, or both.

        Says whether there was anything to kill.
        """
        members = self.members(name)
        chosen = members[1:] or members
        if chance is not None and len(members) > 1:
            chosen = chance.choices([members[1:], members[:1], members], [8, 1, 1])[0]
        for member in chosen:
            with suppress(psutil.NoSuchProcess):
                member.send_signal(signal.SIGKILL)
        return bool(chosen)

    def stop(self, name: str) -> None:
        """End a process for good."""
        with self._guard:
            self._commands.pop(name)
            process = self._processes.pop(name)
        process.terminate()
        process.wait()

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            with self._guard:
                ended = [
                    name for name in self._commands if self._processes[name].poll() is not None
                ]
            if not ended or self._ended.wait(_PAUSE_SECONDS):
                continue
            with self._guard:
                for name in ended:
                    if name in self._commands:
                        self._begin(name, self._commands[name])
