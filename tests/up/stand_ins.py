"""Small processes that stand in for the real parts, and what is needed to watch them."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from worker.up.plan import Part

NEVER = ("http", "http://127.0.0.1:1/")
"""Ready never: nobody listens there."""


def sleeper(name: str = "sleeper") -> Part:
    """Return a part that does nothing."""
    return Part(name, ("sleep", "1000"))


def recorder(name: str, journal: Path, stop_stage: int) -> Part:
    """Return a part that writes its name when it starts and when it is told to end."""
    script = 'trap "echo $1 ends >> $2; exit 0" TERM; echo "$1 runs" >> "$2"; while :; do sleep 0.05; done'
    return Part(
        name,
        ("sh", "-c", script, "sh", name, str(journal)),
        stop_stage=stop_stage,
        stop_seconds=5,
    )


def mortal(name: str, journal: Path, end: Path) -> Part:
    """Return a part that writes down that it runs, and ends as soon as there is a file."""
    script = 'echo runs >> "$1"; until test -e "$2"; do sleep 0.05; done'
    return Part(name, ("sh", "-c", script, "sh", str(journal), str(end)))


def stubborn(name: str, journal: Path, stop_seconds: float) -> Part:
    """Return a part that does not end when it is told to."""
    script = 'trap "" TERM; echo "$1 runs" >> "$2"; while :; do sleep 0.05; done'
    return Part(
        name,
        ("sh", "-c", script, "sh", name, str(journal)),
        stop_seconds=stop_seconds,
    )


def companion(name: str, journal: Path, other: str) -> Part:
    """Return a part that ends when it is told to, once another has been told as well."""
    script = (
        'trap \'echo "$1 ends" >> "$2"; until grep -q "$3 ends" "$2"; do sleep 0.05; done; exit 0\' '
        'TERM; echo "$1 runs" >> "$2"; while :; do sleep 0.05; done'
    )
    return Part(name, ("sh", "-c", script, "sh", name, str(journal), other), stop_seconds=30)


def lines(journal: Path) -> list[str]:
    """Return what the parts have written."""
    return journal.read_text().splitlines() if journal.exists() else []


def wait_until(fact: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for a fact; fails when it does not come true."""
    until = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def members(group: int) -> list[int]:
    """Return the processes of a group that run."""
    return [pid for pid in psutil.pids() if lives(pid) and _group(pid) == group]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0
