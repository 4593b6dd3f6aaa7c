"""A worker that gives a text, or a worker who tells, up for lost sooner: ``dramatiq tests.crash.soon``.

Its looks come after the longest call of the tests' provider and are over soon after the lease has
ended. Whoever sets UNKNOWN_LOOKS_SECONDS gets what is set.
Its claim of an end point ends six seconds after it died, as the tests' listener answers at once.
"""

import os
from datetime import timedelta

import dramatiq

from worker import setting_kinds

setting_kinds.SOONEST_LAST_LOOK = timedelta(seconds=16)  # type: ignore[attr-defined]
os.environ.setdefault("UNKNOWN_LOOKS_SECONDS", "8,12,16")

from worker import main  # noqa: E402 - after the settings were told
from worker.steps import deliver  # noqa: E402 - as above

deliver.LEASE = timedelta(seconds=6)  # type: ignore[misc]

broker: dramatiq.Broker = dramatiq.get_broker()
__all__ = ["broker", "main"]
