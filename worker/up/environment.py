"""The environment that every process of `asapcomms up` shares."""

import os
import sys

from worker.settings import Settings
from worker.up.account import DEMO_KEY, uses_sandbox
from worker.up.addresses import sandbox_url


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
