"""The leash: whatever way the supervisor ends, its processes end with it."""

import os
import signal
import subprocess
from contextlib import suppress
from typing import Final, Self

GRACE_SECONDS: Final = 4

_SCRIPT: Final = """
trap '' TERM INT HUP
while read -r _; do :; done
kill -TERM 0
sleep "$1"
kill -KILL 0
"""
"""Reads until the supervisor's end of the pipe is gone, then ends its own process group."""


class Leash:
    """A process group that cannot outlive this process.

    Its first member is a shell that reads from a pipe to which nobody but this process can write.
    When this process is killed the kernel closes the pipe, and the shell ends the whole group.
    That works wherever there is a /bin/sh; Linux alone has a parent-death signal, and that one
    does not reach grandchildren.
    """

    def __init__(self, *held: int) -> None:
        """Start the shell; it keeps the file descriptors in ``held`` open for as long as it runs."""
        self._shell = subprocess.Popen(  # noqa: S603 - the script is a constant
            ["/bin/sh", "-c", _SCRIPT, "asapcomms-leash", str(GRACE_SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=held,
            process_group=0,
        )

    @property
    def group(self) -> int:
        """The process group that others are to be started into."""
        return self._shell.pid

    @property
    def broken(self) -> bool:
        """Whether the shell has ended, so that nothing holds the group any more."""
        return self._shell.poll() is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill at once whatever is left of the group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.group, signal.SIGKILL)
        self._shell.wait()
        if self._shell.stdin is not None:
            self._shell.stdin.close()
