"""Where tests keep their files: in memory where there is room, for nothing need outlive them.

A table is made there with half the work, and nobody waits for a disk.
"""

import os
import tempfile
from pathlib import Path
from typing import Final

import psutil

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - of tests
_ROOM: Final = 6 * 1024**3
"""Thrice what the servers of four processes write."""


def use() -> None:
    """Put what is temporary there, also that of processes that are started, unless TMPDIR is set."""
    if "TMPDIR" not in os.environ and _is_good():
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def _is_good() -> bool:
    """Say whether there is room, and whether a program may be run from there, as tests do."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(_MEMORY)
    free = min(found.f_bavail * found.f_frsize, psutil.virtual_memory().available)
    return free > _ROOM and not found.f_flag & os.ST_NOEXEC


def short() -> str:
    """Return a folder whose path is short enough for a socket everywhere."""
    return str(_MEMORY) if os.environ.get("TMPDIR") == str(_MEMORY) else "/tmp"  # noqa: S108
