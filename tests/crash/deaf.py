"""A worker whose consumer's thread dies, once: ``dramatiq tests.crash.deaf``.

CRASH_LOG names a file: it is written when the thread dies, and the next worker finds it.
"""

import os
from pathlib import Path
from typing import Any

import dramatiq

from tests.crash.soon import main
from worker.queue.broker import WokenConsumer
from worker.queue.kinds import CREATE_QUEUE

_HAS_DIED = Path(os.environ["CRASH_LOG"])
_listen = WokenConsumer.__next__


class Deaf(BaseException):
    """An error that nobody foresaw, where dramatiq catches none."""


def _die_once(consumer: WokenConsumer) -> Any:
    if consumer.queue_name == CREATE_QUEUE and not _HAS_DIED.exists():
        _HAS_DIED.write_text(str(os.getpid()))
        raise Deaf
    return _listen(consumer)


WokenConsumer.__next__ = _die_once  # type: ignore[method-assign,assignment]
broker: dramatiq.Broker = dramatiq.get_broker()
__all__ = ["broker", "main"]
