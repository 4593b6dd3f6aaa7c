"""What `asapcomms up` runs: each part's command, how one knows it is ready, how long it may stop."""

import sys
import time
from collections.abc import Mapping

from worker.queue import server
from worker.settings import Settings
from worker.up.account import uses_sandbox
from worker.up.addresses import HOST, sandbox_url, web_url
from worker.up.plan import Part
from worker.up.procfile import PROCFILE, SMALL_WORKER, find_program, words

FIRST, THEN, LAST = 1, 2, 3
"""Stages of the stop: what makes work, what does it, what both stand on."""


def groundwork(settings: Settings) -> tuple[Part, ...]:
    """Return what must be ready before the service itself can start."""
    parts = [_database(settings)]
    if uses_sandbox(settings):
        parts.insert(0, _sandbox(settings))
    if not settings.redis_url:
        parts.insert(0, _redis(settings))
    return tuple(parts)


def service(settings: Settings, environment: Mapping[str, str]) -> tuple[Part, ...]:
    """Return what the first request needs."""
    worker_ready = ("worker", settings.redis, str(time.time()), settings.queue_namespace)
    web_ready = ("http", f"{web_url(settings)}/readyz")
    return (
        Part("worker", words(SMALL_WORKER, environment), worker_ready, THEN, 5.0),
        Part("web", words(PROCFILE["web"], environment), web_ready, FIRST, 2.5),
    )


def afterwards(environment: Mapping[str, str]) -> tuple[Part, ...]:
    """Return the clock: it looks for what was left behind, and is not in the way of the start."""
    return (Part("clock", words(PROCFILE["clock"], environment), (), FIRST, 2.5),)


def _redis(settings: Settings) -> Part:
    return Part(
        "redis",
        server.command(settings),
        ("redis", settings.redis),
        LAST,
        1.5,
        says_why=f"{server.log_file(settings)} says why",
    )


def _sandbox(settings: Settings) -> Part:
    command = (
        *(sys.executable, "-m", "uvicorn", "--factory", "worker.sandbox.app:create_app"),
        *("--host", HOST, "--port", str(settings.sandbox_port), "--no-access-log"),
        *("--timeout-graceful-shutdown", "1"),  # some callers may be kept waiting on purpose
        *("--log-level", "warning"),  # its comings and goings are told once, by us
    )
    return Part("sandbox", command, ("http", f"{sandbox_url(settings)}/healthz"), LAST, 1.5)


def _database(settings: Settings) -> Part:
    """Nobody's own database is filled with invented patients: there the schema alone is prepared."""
    command = (
        (find_program("asapcomms"), "migrate")
        if settings.database_url
        else (sys.executable, "-m", "worker.demo.practice")
    )
    return Part("database", command, runs_once=True)
