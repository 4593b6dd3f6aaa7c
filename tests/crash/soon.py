"""A worker that gives a text up for lost sooner than the settings allow: ``dramatiq tests.crash.soon``.

Its looks come after the longest call of the tests' provider and are over soon after the lease has
ended. Whoever sets UNKNOWN_LOOKS_SECONDS gets what is set.
"""

import os
from datetime import timedelta

import dramatiq

from worker import setting_kinds

setting_kinds.SOONEST_LAST_LOOK = timedelta(seconds=16)  # type: ignore[attr-defined]
os.environ.setdefault("UNKNOWN_LOOKS_SECONDS", "8,12,16")

from worker import main  # noqa: E402 - after the settings were told

broker: dramatiq.Broker = dramatiq.get_broker()
__all__ = ["broker", "main"]
