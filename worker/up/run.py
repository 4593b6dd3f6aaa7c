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
from worker.up.account import DEMO_KEY, require_known, uses_sandbox
from worker.up.addresses import require_distinct, require_free, sandbox_url
from worker.up.home import claim
from worker.up.plan import Plan
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


def shared(settings: Settings) -> dict[str, str]:
    """Return this process' environment with each setting that `up` decides filled in."""
    environment = {
        **os.environ,
        "ASAPCOMMS_HOME": str(settings.home),
        "DATABASE_URL": settings.database,
        "REDIS_URL": settings.redis,
        "PORT": str(settings.port),
        "SANDBOX_PORT": str(settings.sandbox_port),
        "PUBLIC_URL": settings.base_url,
        "TIME_ZONE": settings.time_zone,
    }
    # an idle dramatiq thread looks this often (ms) whether it is to stop; Ctrl-C waits for it
    environment.setdefault("dramatiq_worker_timeout", "250")
    if uses_sandbox(settings):
        environment["TWILIO_API_URL"] = sandbox_url(settings)
    if not settings.api_keys:
        environment["API_KEYS"] = DEMO_KEY
    if settings.log_format == "auto" and sys.stderr.isatty():
        environment["LOG_FORMAT"] = "console"  # the worker's own lines reach us through a pipe
    return environment


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
