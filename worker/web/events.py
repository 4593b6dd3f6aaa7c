"""The feed of events, to be polled: what has happened, oldest first, each once."""

import asyncio
import re
from time import monotonic
from typing import Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from worker.errors import Refused
from worker.steps import feed
from worker.store.ledger.events import START, Place
from worker.web import event_document as document
from worker.web.access import Reader
from worker.web.parts import parts_of
from worker.web.query import WRONG, Query

LONGEST_WAIT: Final = 20
_LOOK_SECONDS: Final = 1.0
"""How often the database is asked for whoever waits."""

_PLACE: Final = re.compile(r"(\d{1,17})-(\d{1,17})", re.ASCII)

router = APIRouter(tags=["Events"])


@router.head("/events", include_in_schema=False)
@router.get("/events", **document.FEED)
async def get_events(request: Request, _: Reader) -> Response:
    """Read on in the feed, and wait for what comes if that is wanted."""
    query, parts = Query.read(request.query_params, document.PARAMETERS), parts_of(request)
    until = monotonic() + _wait(query)
    after, limit = _place(query), query.limit
    while True:
        found = await run_in_threadpool(
            lambda: feed.read(parts.store, after, limit, parts.store.now())
        )
        left = 0.0 if request.app.state.is_stopping else until - monotonic()
        if found.events or left <= 0 or await request.is_disconnected():
            return Response(found.model_dump_json(), media_type="application/json")
        await asyncio.sleep(min(left, _LOOK_SECONDS))


def _wait(query: Query) -> int:
    wait = query.number("wait") if "wait" in query.given else 0
    if wait > LONGEST_WAIT:
        raise Refused(f"wait must be from 0 to {LONGEST_WAIT} seconds.", WRONG)
    return wait


def _place(query: Query) -> Place:
    if "after" not in query.given:
        return START
    found = _PLACE.fullmatch(query.given["after"])
    if found is None:
        raise Refused("after must be the next of an earlier answer, unchanged.", WRONG)
    return Place(int(found[1]), int(found[2]))
