"""The API's end points: who is told what happens, for keys with a permission of their own."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import RootModel

from schemas.webhooks import EndpointPost, Replayed, ReplayPost
from worker.errors import NotFound
from worker.steps import webhooks
from worker.web import event_document as document
from worker.web.access import Teller
from worker.web.answers import as_json
from worker.web.body import read_post
from worker.web.numbers import read_key
from worker.web.parts import parts_of
from worker.web.query import refuse_any

router = APIRouter(tags=["Events"])


@router.head("/webhooks", include_in_schema=False)
@router.get("/webhooks", **document.ENDPOINTS)
def list_endpoints(request: Request, _: Teller) -> Response:
    """List the end points, and how they do."""
    refuse_any(request.query_params)
    return as_json(RootModel(webhooks.read_all(parts_of(request).store)))


@router.post("/webhooks", **document.ADD)
async def add_endpoint(request: Request, _: Teller) -> Response:
    """Add an end point, which is told of what happens from now on."""
    refuse_any(request.query_params)
    parts, asked = parts_of(request), await read_post(request, EndpointPost)
    networks = parts.settings.webhook_networks
    added = await run_in_threadpool(
        lambda: webhooks.add(parts.store, asked.url, networks, parts.store.now())
    )
    return as_json(added, HTTPStatus.CREATED)


@router.post("/webhooks/{endpoint_num}/rotate", **document.ROTATE)
def rotate_secret(request: Request, endpoint_num: str, _: Teller) -> Response:
    """Give an end point a new secret; for a day both sign."""
    refuse_any(request.query_params)
    store = parts_of(request).store
    return as_json(webhooks.rotate(store, _read_num(endpoint_num), store.now()))


@router.post("/webhooks/{endpoint_num}/replay", **document.REPLAY)
async def replay_events(request: Request, endpoint_num: str, _: Teller) -> Response:
    """Tell an end point again of what happened since, also one that is paused."""
    refuse_any(request.query_params)
    parts, num = parts_of(request), _read_num(endpoint_num)
    asked = await read_post(request, ReplayPost)
    count = await run_in_threadpool(
        webhooks.replay, parts.store, num, asked.since, parts.store.now()
    )
    return as_json(Replayed(events=count))


@router.delete("/webhooks/{endpoint_num}", **document.REMOVE)
def remove_endpoint(request: Request, endpoint_num: str, _: Teller) -> Response:
    """Remove an end point."""
    refuse_any(request.query_params)
    webhooks.remove(parts_of(request).store, _read_num(endpoint_num))
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _read_num(text: str) -> int:
    num = read_key(text, "EndpointNum")
    if num is None:
        raise NotFound("There is no such end point.", "no-endpoint")
    return num
