"""A worker that is given two seconds to end: ``dramatiq tests.crash.hasty``."""

import dramatiq

from worker.queue import watchdog

watchdog.GRACE_SECONDS = 2.0  # type: ignore[attr-defined]

from tests.crash.soon import main  # noqa: E402 - after it was made hasty

broker: dramatiq.Broker = dramatiq.get_broker()
__all__ = ["broker", "main"]
