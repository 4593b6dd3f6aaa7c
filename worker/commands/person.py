"""Who gives a command: the user of the operating system, and the machine."""

import getpass
import os
import socket
from typing import Final

_LONGEST: Final = 64


def name() -> str:
    """Return user@machine; whoever became another user by sudo is named as themselves."""
    try:
        user = os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number that has no name
        user = str(os.geteuid())
    return f"{user}@{socket.gethostname()}"[:_LONGEST]
