"""The API: read offers, and ask for one."""

from functools import partial
from http import HTTPStatus
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import RootModel

from schemas.asapcomm import AsapComm, AsapCommPost
from schemas.keys import AsapCommNum
from schemas.problem import shown
from worker.errors import Conflict, NotFound
from worker.office import wall_time
from worker.queue import messages
from worker.rules.wall_clock import instant
from worker.steps.link import new_short_guid
from worker.store.engine import Transaction
from worker.store.ledger import requests
from worker.store.ledger.requests import StoredRequest
from worker.store.portion import Portion
from worker.store.practice import asapcomm_list, asapcomms, records
from worker.web import document
from worker.web.access import Reader, Texter
from worker.web.answers import as_json, plain
from worker.web.body import read_post
from worker.web.deciding import accepted, have_decided, read_known_id, read_request_id
from worker.web.listing import read_listing
from worker.web.numbers import read_key
from worker.web.parts import Parts, parts_of
from worker.web.query import refuse_any

router = APIRouter(tags=["AsapComms"])
log = structlog.get_logger()


@router.head("/asapcomms", include_in_schema=False)
@router.get("/asapcomms", **document.LIST)
def list_asapcomms(request: Request, _: Reader) -> Response:
    """List offers by the time they were entered, oldest first."""
    parts = parts_of(request)
    today = wall_time(parts.store.now(), parts.settings.zone).date()
    listing = read_listing(request.query_params, today)
    with parts.store.reading() as transaction:
        clinic_num = listing.clinic_num
        if clinic_num is not None and not records.clinic_exists(transaction, clinic_num):
            raise NotFound(f"Clinic {clinic_num} was not found.", "no-clinic")
        list_them = partial(asapcomm_list.list_entered, transaction, listing.start, listing.end)
        if listing.changed_since is not None:
            since = instant(listing.changed_since, parts.settings.zone)
            list_them = partial(asapcomm_list.list_changed, transaction, since)
        found = list_them(Portion(listing.limit, listing.offset), clinic_num)
    return as_json(RootModel(found))


@router.head("/asapcomms/requests/{request_id}", include_in_schema=False)
@router.get("/asapcomms/requests/{request_id}", **document.REQUEST)
def get_request(request: Request, request_id: str, _: Texter) -> Response:
    """Ask what became of a POST that was answered with 202."""
    refuse_any(request.query_params)
    return _answer(request, *_look_up(parts_of(request), read_known_id(request_id)))


@router.head("/asapcomms/{asap_comm_num}", include_in_schema=False)
@router.get("/asapcomms/{asap_comm_num}", **document.ONE)
def get_asapcomm(request: Request, asap_comm_num: str, _: Reader) -> Response:
    """Read one offer."""
    refuse_any(request.query_params)
    num = read_key(asap_comm_num, "AsapCommNum")
    with parts_of(request).store.reading() as transaction:
        offer = None if num is None else asapcomms.find(transaction, AsapCommNum(num))
    if offer is None:
        raise NotFound(f"AsapComm {shown(asap_comm_num)} was not found.", "no-asapcomm")
    return as_json(offer)


@router.post("/asapcomms", **document.POST)
async def post_asapcomm(request: Request, caller: Texter) -> Response:
    """Offer an opening to the patient of an appointment or recall on the ASAP list, by text.

    The request is written down before anything else, so an accepted one is not lost; the answer
    comes when a worker has decided it.
    """
    refuse_any(request.query_params)
    parts = parts_of(request)
    body = await read_post(request, AsapCommPost)
    request_id = read_request_id(request, caller)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=str(request_id))
    stored, offer = await run_in_threadpool(_accept, parts, request_id, body)
    if stored.body != body:
        raise Conflict("This Idempotency-Key was used before with another body.", "key-reused")
    put = partial(messages.ask, parts.broker, stored.message)
    if stored.decided_at is None and await have_decided(request, parts, request_id, put):
        stored, offer = await run_in_threadpool(_look_up, parts, request_id)
    log.info("request.answered", status=stored.status or int(HTTPStatus.ACCEPTED))
    return _answer(request, stored, offer)


def _accept(
    parts: Parts, request_id: UUID, body: AsapCommPost
) -> tuple[StoredRequest, AsapComm | None]:
    def work(transaction: Transaction) -> tuple[StoredRequest, AsapComm | None]:
        stored = requests.add(transaction, request_id, body, new_short_guid(), parts.store.now())
        is_there = stored.asap_comm_num is not None
        return _read(transaction, request_id) if is_there else (stored, None)

    return parts.store.write(work)


def _look_up(parts: Parts, request_id: UUID) -> tuple[StoredRequest, AsapComm | None]:
    with parts.store.reading() as transaction:
        return _read(transaction, request_id)


def _read(transaction: Transaction, request_id: UUID) -> tuple[StoredRequest, AsapComm | None]:
    found = requests.look_up(transaction, request_id)
    if found is None:
        raise NotFound(f"Request {request_id} was not found.", "no-request")
    return found


def _answer(request: Request, stored: StoredRequest, offer: AsapComm | None) -> Response:
    root = request.scope["path"].rpartition("/asapcomms")[0] + "/asapcomms"
    if stored.decided_at is None:
        return accepted(root, stored.request_id)
    if offer is None and stored.asap_comm_num is not None:
        gone = f"AsapComm {stored.asap_comm_num} was not found."  # deleted since
        raise NotFound(gone, "no-asapcomm")
    if offer is None:
        return plain(request, stored.status or 500, stored.sentence or "", code=stored.refusal_code)
    return as_json(offer, Location=f"{root}/{offer.asap_comm_num}")
