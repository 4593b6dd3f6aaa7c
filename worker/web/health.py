"""Whether the process is alive, and whether it can do its work."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from worker.errors import Unavailable
from worker.rules.hold import state
from worker.store.checks.version import is_current
from worker.store.ledger import holds
from worker.web import document
from worker.web.parts import Parts, parts_of

router = APIRouter(tags=["Health"])


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", response_class=PlainTextResponse)
async def alive() -> str:
    """Say that this process answers."""
    return "ok"


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", **document.READY)
def ready(request: Request) -> Response:
    """Say whether database, migrations and Redis are there and the queues move; 503 when not.

    What is held is said too, and is no reason for a 503: requests are taken and decided meanwhile.
    """
    parts = parts_of(request)
    found = {**_database(parts), "redis": parts.condition.name()}
    is_ready = all(said == "ok" for part, said in found.items() if part != "sending")
    return JSONResponse(found, 200 if is_ready else 503)


def _database(parts: Parts) -> dict[str, str]:
    try:
        with parts.store.reading() as transaction:
            migrated = is_current(transaction)
            sending = state(holds.in_force(transaction)) if migrated else "unknown"
    except Unavailable:
        return {"database": "away", "migrations": "unknown", "sending": "unknown"}
    migrations = "ok" if migrated else "run: asapcomms migrate"
    return {"database": "ok", "migrations": migrations, "sending": sending}
