"""Signals as something to wait for, so that the supervisor sleeps until there is work."""

import os
import select
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Final, Self

STOP: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SAME_REQUEST_SECONDS: Final = 0.5
"""A signal sent both to a process and to its group arrives twice and means one request."""

Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None


class Signals:
    """Remembers who asked to stop, and wakes up for that and for every child that ends."""

    def __init__(self) -> None:
        self.stop_asked = False
        self.kill_asked = False
        self._asked_at = 0.0
        self._before: dict[signal.Signals, Handler] = {}
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)

    def __enter__(self) -> Self:
        self._wakeup_before = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in STOP:
            # nohup starts its command with SIGHUP ignored, and means it
            if signal.getsignal(number) is not signal.SIG_IGN or number is not signal.SIGHUP:
                self._before[number] = signal.signal(number, self._ask)
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _wake)
        # children are in the background; under `stty tostop` their log lines would stop them
        self._before[signal.SIGTTOU] = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)  # blocked while this program began
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        os.close(self._reader)
        os.close(self._writer)

    def wait(self, seconds: float | None) -> None:
        """Sleep until a signal comes or the time is over; None waits for a signal alone."""
        ready, _, _ = select.select([self._reader], [], [], seconds)
        if ready:
            os.read(self._reader, 4096)

    def _ask(self, number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        if not self.stop_asked:
            self.stop_asked = True
            self._asked_at = now
        elif number == signal.SIGINT and now - self._asked_at > _SAME_REQUEST_SECONDS:
            self.kill_asked = True


def _wake(_: int, __: FrameType | None) -> None:
    """Do nothing: a signal with a handler interrupts the sleep, one without does not."""
