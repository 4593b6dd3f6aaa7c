"""The data folder: there, and for this user alone."""

import os
from pathlib import Path
from typing import Final

from worker.errors import CannotStart

OURS_ALONE: Final = 0o077
"""The umask of every command: patients' names and numbers are in what they write."""

_FILES: Final = ("asapcomms.db*", "sandbox.jsonl", "redis.log")
"""What earlier releases made for everybody to read; nothing else in the folder is touched."""

_FOLDER: Final = 0o700
_FILE: Final = 0o600


def make_private(home: Path) -> None:
    """Make the folder and close it to others, whoever made it before; raises CannotStart.

    What belongs to another user, as a container's volume may, is left as it is.
    """
    try:
        home.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        for path in (home, *(file for name in _FILES for file in home.glob(name))):
            _close(path)
    except OSError as error:
        raise unwritable(home, error) from None


def unwritable(home: Path, error: OSError) -> CannotStart:
    """Say that the folder does not serve, and the way out."""
    return CannotStart(
        f"The data folder {home} cannot be written ({error.strerror}): "
        "set ASAPCOMMS_HOME to a folder that can."
    )


def _close(path: Path) -> None:
    found = path.stat()
    if found.st_uid == os.geteuid() and found.st_mode & OURS_ALONE:
        path.chmod(_FOLDER if path.is_dir() else _FILE)
