"""The process that stays: starts the plan's parts, shows the facts, keeps watch, stops in order.

It imports next to nothing, so that `up` costs the memory of a bare Python.
"""

import os
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Final

from worker.errors import CannotStart
from worker.up.leash import Leash
from worker.up.plan import LogFormat, Plan
from worker.up.processes import StopAsked, Supervisor
from worker.up.signals import Signals

_START_SECONDS: Final = 60.0


def main() -> int:
    """Keep the plan that was handed over; returns the exit code."""
    plan = Plan.take_over(int(sys.argv[1]))
    try:
        supervise(plan)
    except CannotStart as error:
        sys.stderr.write(f"asapcomms: {error.sentence}\n")
        return 1
    return 0


def supervise(plan: Plan) -> None:
    """Run the plan until somebody asks to stop; raises CannotStart with everything ended."""
    with Signals() as signals, Leash(plan.lock) as leash:
        warn = partial(_warn, plan.log_format)
        supervisor = Supervisor(leash, signals, plan.environment, warn)
        try:
            _tell(f"asapcomms is starting in {plan.home}")
            for wave in plan.waves:
                supervisor.start(wave, _START_SECONDS)
            _tell(f"\nasapcomms is ready ({time.monotonic() - plan.began:.1f} s).\n{plan.facts}")
            supervisor.watch()
        except StopAsked:
            pass
        finally:
            if signals.stop_asked:
                _tell("\nasapcomms is stopping")  # the terminal has just shown ^C
            supervisor.stop()
    os.close(plan.lock)
    _tell(f"asapcomms has stopped; its data is in {plan.home}")


def _tell(text: str) -> None:
    with suppress(OSError):  # whoever read the facts, or the terminal, may have gone
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _warn(log_format: LogFormat, event: str, facts: Mapping[str, object]) -> None:
    """Write a line as every other process does; what that takes is imported when it is needed."""
    import structlog

    from worker.log import configure

    configure("up", log_format)
    structlog.stdlib.get_logger().warning(event, **facts)


if __name__ == "__main__":
    raise SystemExit(main())
