"""A worker that dies at an appointed touch: what the nursery's copies load is ``worker.main`` and this.

CRASH_REQUEST names the request whose messages are counted, CRASH_LOG the file into which each touch
goes before it happens, CRASH_POINT the actor and the number of the touch before which the process
kills itself. It dies after the request's last message at the latest: CRASH_LAST names its actor.
"""

import os
import signal

import dramatiq

from tests.crash.soon import main
from tests.crash.touches import DIED, END, Touches

_POINT = os.environ["CRASH_POINT"]
_LAST = os.environ["CRASH_LAST"]
_LOG = os.open(os.environ["CRASH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def tell(actor: str, count: int, what: str) -> None:
    """Write the touch down, and die if this is the one."""
    dies = f"{actor} {count}" == _POINT or (actor, what) == (_LAST, END)
    os.write(_LOG, f"{actor} {count} {what}\n".encode())
    if dies:
        os.write(_LOG, f"{DIED}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)


broker: dramatiq.Broker = dramatiq.get_broker()
Touches(os.environ["CRASH_REQUEST"], tell).listen(broker)
__all__ = ["broker", "main"]
