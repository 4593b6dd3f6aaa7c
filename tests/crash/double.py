"""A worker that puts every message on the queue twice: ``dramatiq tests.crash.double``."""

from typing import Any

import dramatiq

from tests.crash.soon import main
from worker.queue.broker import WakingBroker

_once = WakingBroker.enqueue


def _twice(
    broker: WakingBroker, message: dramatiq.Message[Any], *, delay: int | None = None
) -> dramatiq.Message[Any]:
    _once(broker, message, delay=delay)
    return _once(broker, message, delay=delay)


WakingBroker.enqueue = _twice  # type: ignore[method-assign,assignment]
broker: dramatiq.Broker = dramatiq.get_broker()
__all__ = ["broker", "main"]
