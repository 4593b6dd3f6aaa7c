"""The data folder: made, found writable, and held by one supervisor at a time."""

import fcntl
import os
import time
from pathlib import Path
from typing import Final

from worker.errors import CannotStart
from worker.home import make_private, unwritable
from worker.up.leash import GRACE_SECONDS

_ENDING_SECONDS: Final = GRACE_SECONDS + 3.0
"""How long the processes of a supervisor that was killed may take to end."""


def claim(home: Path) -> int:
    """Make the folder and lock it; returns the lock's file descriptor, raises CannotStart.

    The leash inherits the descriptor, so the lock lasts until the last process has ended.
    """
    make_private(home)
    try:
        lock = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(home, error) from None
    try:
        _wait_for(lock, home)
    except CannotStart:
        os.close(lock)
        raise
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _wait_for(lock: int, home: Path) -> None:
    until = time.monotonic() + _ENDING_SECONDS
    while not _locked(lock):
        owner = os.pread(lock, 20, 0).decode().strip()
        if _runs(owner) or time.monotonic() > until:
            raise CannotStart(
                f"asapcomms up already runs in {home} (process {owner or 'unknown'}): "
                "stop it, or set ASAPCOMMS_HOME to another folder."
            )
        time.sleep(0.1)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _runs(pid: str) -> bool:
    """Whether the supervisor that took the lock is alive, and not only what it left behind."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):  # a lock without a number is nobody's
        return False
    except PermissionError:
        pass
    return True
