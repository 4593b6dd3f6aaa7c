"""The feed of events, to be polled: what has happened, oldest first, each once."""

import asyncio
import re
from dataclasses import dataclass
from time import monotonic
from typing import Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from schemas.events import Feed
from worker.errors import Refused
from worker.steps import feed
from worker.store.ledger.events import START, Place
from worker.web import event_document as document
from worker.web.access import Reader
from worker.web.parts import Parts, parts_of
from worker.web.query import WRONG, Query

LONGEST_WAIT: Final = 20
_LOOK_SECONDS: Final = 1.0
"""How often the database is asked for whoever waits."""

_PLACE: Final = re.compile(r"(\d{1,17})-(\d{1,17})", re.ASCII)

router = APIRouter(tags=["Events"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of the feed, and for how long somebody waits if there is nothing."""

    after: Place
    limit: int
    wait: int


@router.head("/events", include_in_schema=False)
@router.get("/events", **document.FEED)
async def get_events(request: Request, _: Reader) -> Response:
    """Read on in the feed, and wait for what comes if that is wanted."""
    asked, parts = read_query(request.query_params), parts_of(request)
    until = monotonic() + asked.wait
    while True:
        found = await run_in_threadpool(_read, parts, asked)
        left = 0.0 if request.app.state.is_stopping else until - monotonic()
        if found.events or left <= 0 or await request.is_disconnected():
            return Response(found.model_dump_json(), media_type="application/json")
        await asyncio.sleep(min(left, _LOOK_SECONDS))


def read_query(params: QueryParams) -> Asked:
    """Read the query; raises Refused with what is wrong."""
    query = Query.read(params, document.PARAMETERS)
    wait = query.number("wait") if "wait" in query.given else 0
    if wait > LONGEST_WAIT:
        raise Refused(f"wait must be from 0 to {LONGEST_WAIT} seconds.", WRONG)
    return Asked(_place(query), query.limit, wait)


def _place(query: Query) -> Place:
    if "after" not in query.given:
        return START
    found = _PLACE.fullmatch(query.given["after"])
    if found is None:
        raise Refused("after must be the next of an earlier answer, unchanged.", WRONG)
    return Place(int(found[1]), int(found[2]))


def _read(parts: Parts, asked: Asked) -> Feed:
    return feed.read(parts.store, asked.after, asked.limit, parts.store.now())
