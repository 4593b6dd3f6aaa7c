"""Openings that are offered to a list: ask for one or what it would do, look, and stop it."""

from functools import partial
from http import HTTPStatus
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from schemas.keys import ScheduleNum
from schemas.offered import OfferedOpening, OpeningBody, OpeningPost
from schemas.problem import shown
from worker.errors import Conflict, NotFound
from worker.office import FrontDesk, terms_of
from worker.queue import messages
from worker.steps.opening import show
from worker.steps.opening.draft import Draft, draft
from worker.steps.opening.stop import stop
from worker.store.ledger import openings
from worker.store.ledger.openings import StoredOpening
from worker.web import opening_document as document
from worker.web.access import Reader, Texter
from worker.web.answers import as_json, plain
from worker.web.body import read_post
from worker.web.deciding import accepted, have_decided, read_known_id, read_request_id
from worker.web.numbers import read_key
from worker.web.parts import Parts, parts_of
from worker.web.query import refuse_any

router = APIRouter(tags=["Openings"])
log = structlog.get_logger()


@router.head("/openings/requests/{request_id}", include_in_schema=False)
@router.get("/openings/requests/{request_id}", **document.REQUEST)
def get_opening_request(request: Request, request_id: str, _: Texter) -> Response:
    """Ask what became of a POST that was answered with 202."""
    refuse_any(request.query_params)
    return _answer(request, *_look_up(parts_of(request), read_known_id(request_id)))


@router.head("/openings/{schedule_num}", include_in_schema=False)
@router.get("/openings/{schedule_num}", **document.ONE)
def get_opening(request: Request, schedule_num: str, _: Reader) -> Response:
    """Read how an opening stands, whoever has made it."""
    refuse_any(request.query_params)
    return as_json(_found(parts_of(request), schedule_num))


@router.post("/openings/{schedule_num}/stop", **document.STOP)
def stop_opening(request: Request, schedule_num: str, _: Texter) -> Response:
    """Send nothing more of an opening; who has been texted may still take it."""
    refuse_any(request.query_params)
    parts = parts_of(request)
    num = _schedule_num(schedule_num)
    if not stop(num, FrontDesk.of(parts.settings, parts.store), parts.store.now()):
        raise _not_found(schedule_num)
    return as_json(_found(parts, schedule_num))


@router.post("/openings", **document.POST)
async def post_opening(request: Request, caller: Texter) -> Response:
    """Offer an opening to everybody on the ASAP list who fits, or to a list; or say what it would do."""
    refuse_any(request.query_params)
    parts = parts_of(request)
    asked = await read_post(request, OpeningPost)
    if asked.dry_run:
        return await run_in_threadpool(_preview, request, parts, asked.body)
    request_id = read_request_id(request, caller, "openings")
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=str(request_id))
    stored, found = await run_in_threadpool(_accept, parts, request_id, asked.body)
    if stored.asked != asked.body:
        raise Conflict("This Idempotency-Key was used before with another body.", "key-reused")
    put = partial(messages.ask, parts.broker, stored.message)
    if stored.decided_at is None and await have_decided(request, parts, request_id, put):
        stored, found = await run_in_threadpool(_look_up, parts, request_id)
    log.info("request.answered", status=stored.status or int(HTTPStatus.ACCEPTED))
    return _answer(request, stored, found)


def _preview(request: Request, parts: Parts, body: OpeningBody) -> Response:
    with parts.store.reading() as transaction:
        terms = terms_of(parts.settings)
        made = draft(transaction, body, terms, parts.store.now(), may_lock=False)
    if isinstance(made, Draft) and made.refusal is None:
        return as_json(show.planned(made, parts.settings.base_url))
    refusal = made.refusal if isinstance(made, Draft) else made
    if refusal is None:
        raise LookupError("a draft without a refusal is shown")
    return plain(request, refusal.status, refusal.sentence, code=refusal.code)


def _accept(
    parts: Parts, request_id: UUID, body: OpeningBody
) -> tuple[StoredOpening, OfferedOpening | None]:
    stored = parts.store.write(
        lambda transaction: openings.add(transaction, request_id, body, parts.store.now())
    )
    return stored, None if stored.schedule_num is None else _stands(parts, stored.schedule_num)


def _look_up(parts: Parts, request_id: UUID) -> tuple[StoredOpening, OfferedOpening | None]:
    with parts.store.reading() as transaction:
        stored = openings.find(transaction, request_id)
    if stored is None:
        raise NotFound(f"Request {request_id} was not found.", "no-request")
    return stored, None if stored.schedule_num is None else _stands(parts, stored.schedule_num)


def _stands(parts: Parts, num: ScheduleNum) -> OfferedOpening | None:
    with parts.store.reading() as transaction:
        return show.stands(transaction, num, parts.settings.base_url)


def _found(parts: Parts, schedule_num: str) -> OfferedOpening:
    found = _stands(parts, _schedule_num(schedule_num))
    if found is None:
        raise _not_found(schedule_num)
    return found


def _schedule_num(text: str) -> ScheduleNum:
    num = read_key(text, "ScheduleNum")
    if num is None:
        raise _not_found(text)
    return ScheduleNum(num)


def _not_found(schedule_num: object) -> NotFound:
    return NotFound(f"Opening {shown(str(schedule_num))} was not found.", "no-opening")


def _answer(request: Request, stored: StoredOpening, found: OfferedOpening | None) -> Response:
    root = request.scope["path"].rpartition("/openings")[0] + "/openings"
    if stored.decided_at is None:
        return accepted(root, stored.request_id)
    if stored.schedule_num is None:
        return plain(request, stored.status or 500, stored.sentence or "", code=stored.refusal_code)
    if found is None:
        raise _not_found(stored.schedule_num)  # deleted since
    return as_json(found, Location=f"{root}/{stored.schedule_num}")
