"""Whether the process is alive, and whether it and those that work for it can do their work."""

from time import monotonic
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from worker.errors import Unavailable
from worker.rules.health import SILENT_AFTER, ProcessKind, trouble, waiting
from worker.rules.hold import state
from worker.store.checks.version import is_current
from worker.web import document
from worker.web.parts import Parts, parts_of

router = APIRouter(tags=["Health"])

_NOT_SEEN: Final = "not seen yet"
"""A web process that has just started may be there before the others; it gives them three beats."""

_READY: Final = frozenset({"ok", _NOT_SEEN})

_TOLD: Final = frozenset({"sending", "waiting"})
"""What is no reason for a 503: requests are taken and decided while sending is held."""


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", response_class=PlainTextResponse)
@router.head("/livez", include_in_schema=False)
@router.get("/livez", include_in_schema=False, response_class=PlainTextResponse)
async def alive() -> str:
    """Say that this process answers."""
    return "ok"


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", **document.READY)
def ready(request: Request) -> Response:
    """Say whether database, migrations and Redis are there, the queues move, and all processes work.

    503 when not. What is held, how much waits, and since when, is said in any case.
    """
    parts = parts_of(request)
    found = {**_database(parts), "redis": parts.condition.name()}
    is_ready = all(said in _READY for name, said in found.items() if name not in _TOLD)
    return JSONResponse(found, 200 if is_ready else 503)


def _database(parts: Parts) -> dict[str, str]:
    try:
        with parts.store.reading() as transaction:
            migrated = is_current(transaction)
        if not migrated:
            return {"database": "ok", "migrations": "run: asapcomms migrate"}
        return {"database": "ok", "migrations": "ok", **_processes(parts)}
    except Unavailable:
        return {"database": "away", "migrations": "unknown"}


def _processes(parts: Parts) -> dict[str, str]:
    """Say of each kind of process whether one lives and works, and what waits for it."""
    health = parts.standing()
    is_new = monotonic() - parts.since < SILENT_AFTER.total_seconds()
    found = {str(kind): trouble(health, kind) or "ok" for kind in ProcessKind}
    unseen = {str(kind): _NOT_SEEN for kind in ProcessKind if is_new and not health.alive(kind)}
    return {**found, **unseen, "sending": state(health.holds), "waiting": waiting(health)}
