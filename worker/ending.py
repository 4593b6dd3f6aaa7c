"""Ending in time: who asks a process to stop has ten seconds of patience, whatever hangs in it.

What a process leaves undone when it is killed is found by others, as after any death.
"""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

GRACE_SECONDS: Final = 8.0
"""How long a process that is to end may finish what it has begun: the Procfile gives requests and a
worker's messages 7 seconds, and platforms that ask a process to stop kill it after 10."""

_ASKS: Final = (signal.SIGTERM, signal.SIGINT)


def end_at_once() -> None:
    """End this process, whatever holds it up."""
    os.kill(os.getpid(), signal.SIGKILL)


def end_soon() -> None:
    """End this process after its grace, unless it has ended by itself."""
    last = threading.Timer(GRACE_SECONDS, end_at_once)
    last.daemon = True
    last.start()


def end_when_asked(when_asked: Callable[[], None] = lambda: None) -> None:
    """Have a request to stop do what it did until now, and something more, and end in time.

    Only a process' first thread hears of such requests; in any other this does nothing. One that
    nobody has heeded yet is left to the system.
    """
    if threading.current_thread() is threading.main_thread():
        for number in _ASKS:
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, _asked(before, when_asked))


def ask_thread(when_asked: Callable[[], None]) -> None:
    """Have a thread wait for the request to stop, and end in time.

    It is for a first thread that works itself: a driver that waits for a database would keep it from
    hearing anything. Whatever thread is started before would hear it in this one's place.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASKS)

    def wait() -> None:
        signal.sigwait(_ASKS)
        end_soon()
        when_asked()

    threading.Thread(target=wait, name="ending", daemon=True).start()


def _asked(
    before: Callable[[int, FrameType | None], object], when_asked: Callable[[], None]
) -> Callable[[int, FrameType | None], None]:
    def ask(number: int, frame: FrameType | None) -> None:
        end_soon()
        when_asked()
        before(number, frame)

    return ask
