"""`asapcomms up`: check, plan, and turn into the small process that keeps the plan."""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from typing import NoReturn

from worker.queue import server
from worker.settings import Settings
from worker.up import banner, parts, supervise
from worker.up.account import require_known, uses_sandbox
from worker.up.environment import shared
from worker.up.home import claim
from worker.up.plan import Plan
from worker.up.ports import require_distinct, require_free
from worker.up.signals import STOP


def run(settings: Settings) -> NoReturn:
    """Run everything on this machine until somebody asks to stop; raises CannotStart."""
    began = time.monotonic()
    lock = claim(settings.home)
    try:
        _check(settings)
        plan = _plan(settings, lock, began)
    except BaseException:
        os.close(lock)
        raise
    _turn_into_supervisor(plan)


def _check(settings: Settings) -> None:
    """Find what would go wrong while nothing runs yet."""
    require_known(settings)
    if uses_sandbox(settings):
        require_distinct(settings)
        require_free(PORT=settings.port, SANDBOX_PORT=settings.sandbox_port)
    else:
        require_free(PORT=settings.port)
    if not settings.redis_url:
        server.find_binary()
        server.require_free_socket(settings)


def _plan(settings: Settings, lock: int, began: float) -> Plan:
    environment = shared(settings)
    return Plan(
        home=str(settings.home),
        lock=lock,
        began=began,
        environment=environment,
        waves=(
            parts.groundwork(settings),
            parts.service(settings, environment),
            parts.afterwards(environment),
        ),
        facts=banner.text(settings, datetime.now(UTC)),
        log_format=settings.log_format,
    )


def _turn_into_supervisor(plan: Plan) -> NoReturn:
    """Replace this program: reading settings and drawing has cost 30 MB that nobody needs again."""
    descriptor = plan.hand_over()
    os.set_inheritable(plan.lock, True)  # noqa: FBT003 - the standard library's own flag
    # a request to stop waits until the new program can heed it
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    sys.stdout.flush()
    os.execv(  # noqa: S606 - there is no shell to want
        sys.executable, [sys.executable, "-m", supervise.__name__, str(descriptor)]
    )
