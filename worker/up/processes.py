"""The supervisor: starts parts, starts them again when they die, stops them in order."""

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from worker.errors import CannotStart
from worker.queue import server
from worker.up.leash import Leash
from worker.up.plan import Part
from worker.up.signals import Signals

_LOOK_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 30.0
_STABLE_SECONDS: Final = 60.0
"""A part that lived this long failed for a new reason: its pauses begin at a second again."""

Warn = Callable[[str, Mapping[str, object]], None]
"""Takes an event with its facts."""


class StopAsked(Exception):
    """Somebody asked to stop while the parts were still starting."""


@dataclass(slots=True)
class _Child:
    part: Part
    process: subprocess.Popen[bytes]
    started_at: float
    is_ready: bool = False
    deaths: int = 0
    start_at: float | None = None

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def came_up(self) -> bool:
        """Whether the part is ready, or done; raises CannotStart if it has ended too early."""
        if self.lives:
            self.is_ready = self.is_ready or (not self.part.runs_once and is_ready(self.part.probe))
            return self.is_ready
        if self.part.runs_once and self.process.returncode == 0:
            return True
        raise CannotStart(
            f"{self.part.name} ended with code {self.process.returncode} before it was ready: "
            f"{self.part.says_why}."
        )


@dataclass(slots=True)
class Supervisor:
    """Keeps processes alive on a leash, and ends them in stages."""

    leash: Leash
    signals: Signals
    environment: Mapping[str, str]
    warn: Warn
    _children: list[_Child] = field(default_factory=list, init=False)

    def start(self, parts: Iterable[Part], seconds: float) -> None:
        """Start the parts together and wait until each is ready; raises CannotStart or StopAsked."""
        started = []
        for part in parts:
            started.append(_Child(part, self._spawn(part), time.monotonic()))
            self._children.append(started[-1])
        until = time.monotonic() + seconds
        while late := [child.part.name for child in started if not child.came_up()]:
            if self.signals.stop_asked:
                raise StopAsked
            if time.monotonic() > until:
                raise CannotStart(f"Not ready within {seconds:g} seconds: {', '.join(late)}.")
            self.signals.wait(_LOOK_SECONDS)
        self._children = [child for child in self._children if not child.part.runs_once]

    def watch(self) -> None:
        """Start again whatever ends, until somebody asks to stop; sleeps in between."""
        while not self.signals.stop_asked:
            if self.leash.broken:
                raise CannotStart(
                    "The shell that ends all processes with this one was killed: start again."
                )
            now = time.monotonic()
            for child in self._children:
                self._look_after(child, now)
            due = [child.start_at for child in self._children if child.start_at is not None]
            self.signals.wait(max(0.0, min(due) - now) if due else None)

    def stop(self) -> None:
        """End the parts stage by stage, each part within its own bound."""
        for stage in sorted({child.part.stop_stage for child in self._children}):
            ending = [child for child in self._children if child.part.stop_stage == stage]
            for child in ending:
                if child.lives:
                    child.process.terminate()
            asked_at = time.monotonic()
            for child in sorted(ending, key=lambda child: child.part.stop_seconds):
                self._wait_for_end(child, asked_at)

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 - the parts are our own
                part.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr.fileno(),  # our standard output holds the facts, nothing else
                process_group=self.leash.group,
            )
        except OSError as error:
            raise CannotStart(
                f"{part.command[0]} could not be started ({error.strerror}): "
                "install asapcomms again."
            ) from None

    def _look_after(self, child: _Child, now: float) -> None:
        if child.start_at is not None:
            if child.start_at <= now:
                child.process = self._spawn(child.part)
                child.started_at, child.start_at = now, None
        elif not child.lives:
            child.deaths = 0 if now - child.started_at >= _STABLE_SECONDS else child.deaths
            pause = min(2.0**child.deaths, _LONGEST_PAUSE_SECONDS)
            child.deaths += 1
            child.start_at = now + pause
            facts = {"exit_code": child.process.returncode, "again_in_seconds": pause}
            self.warn("part.ended", {"part": child.part.name, **facts})

    def _wait_for_end(self, child: _Child, asked_at: float) -> None:
        until = asked_at + child.part.stop_seconds
        while child.lives and not self.signals.kill_asked:
            left = until - time.monotonic()
            if left <= 0:
                facts = {"part": child.part.name, "after_seconds": child.part.stop_seconds}
                self.warn("part.killed", facts)
                break
            self.signals.wait(left)
        child.process.kill()
        child.process.wait()


def is_ready(probe: tuple[str, ...]) -> bool:
    """Ask once, for a second at most; a part without a probe is ready as long as it lives.

    One of ``http`` is ready when its address answers 200, of ``redis`` when the server answers with
    its data loaded, and of ``worker`` when one has fetched from that broker since a Unix time.
    """
    match probe:
        case ("http", url):
            return _says_ok(url)
        case ("redis", url):
            return server.answers(url)
        case ("worker", url, since, namespace):
            return server.worker_seen(url, float(since), namespace)
        case _:
            return True


def _says_ok(url: str) -> bool:
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=1)
    try:
        connection.request("GET", where.path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
