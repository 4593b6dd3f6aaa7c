"""Where Twilio tells what became of a text, and brings what patients answer.

Each call is verified, written down and put on the queue; nothing is decided before it is answered,
and one that comes twice changes nothing the second time.
"""

from typing import Final
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from worker.errors import Forbidden, NotFound, Refused
from worker.gateways.signature import HEADER
from worker.queue import kinds, messages
from worker.queue.client import OUTAGES
from worker.queue.kinds import Kind
from worker.rules.phone import without_channel
from worker.steps import inbound, receipts
from worker.steps.receipts import LONGEST_ID
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.receipts import Word
from worker.web.body import read_bounded
from worker.web.doorway import raw_below
from worker.web.parts import Parts, parts_of

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()

_METHODS: Final = ["GET", "POST"]
"""A console that is set to GET must not lose a STOP."""

_NOTHING_TO_SAY: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_NUL: Final = "\x00"
"""PostgreSQL cannot keep it, so it is left out everywhere."""

_MOST_FIELDS: Final = 200
_LONGEST_CODE_DIGITS: Final = 9


@router.api_route("/twilio/status/{attempt_id}", methods=_METHODS)
async def take_receipt(request: Request, attempt_id: str) -> Response:
    """Take in what became of a text."""
    form = await _verified(request)
    if len(attempt_id) > LONGEST_ID or _NUL in attempt_id:
        raise NotFound("There is nothing at this address.")
    word = Word(
        attempt_id=attempt_id,
        message_sid=_needed(form, "MessageSid", "SmsSid"),
        status=_needed(form, "MessageStatus", "SmsStatus"),
        error_code=_code(form.get("ErrorCode", "")),
        sender=without_channel(form.get("From", "")),
    )
    parts = parts_of(request)
    receipt_num = await run_in_threadpool(
        lambda: receipts.take(parts.store, word, parts.store.now())
    )
    await _enqueue(parts, kinds.APPLY_RECEIPT, receipt_num)
    return Response(status_code=204)


@router.api_route("/twilio/inbound", methods=_METHODS)
async def take_inbound(request: Request) -> Response:
    """Take in a text from a patient; an answer goes its own way, so that the ledger has it."""
    form = await _verified(request)
    text = Arrived(
        message_sid=_needed(form, "MessageSid", "SmsSid"),
        sender=without_channel(_needed(form, "From")),
        recipient=without_channel(form.get("To", "")),
        body=form.get("Body", ""),
        opt_out_type=form.get("OptOutType", ""),
    )
    parts = parts_of(request)
    inbound_num = await run_in_threadpool(
        lambda: inbound.take(parts.store, text, parts.store.now())
    )
    await _enqueue(parts, kinds.APPLY_INBOUND, inbound_num)
    return Response(_NOTHING_TO_SAY, media_type="text/xml")


async def _verified(request: Request) -> dict[str, str]:
    """Return the form that Twilio has signed; nothing of any other is looked at."""
    body = await read_bounded(request)
    is_get = request.method == "GET"
    raw = request.scope["query_string"] if is_get else body
    try:
        pairs = parse_qsl(
            raw.decode(),
            keep_blank_values=True,
            strict_parsing=bool(raw),
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise _not_signed(request) from None
    signature = request.headers.get(HEADER, "")
    posted = [] if is_get else pairs  # the address is signed with its query anyway
    if not parts_of(request).verifier.holds(_path(request), posted, signature):
        raise _not_signed(request)
    return {name: value.replace(_NUL, "") for name, value in pairs}


def _not_signed(request: Request) -> Forbidden:
    log.warning("callback.refused", route=request.scope["route"].path)
    return Forbidden("The request is not signed with this office's token.")


def _path(request: Request) -> str:
    """Return path and query as they were sent: the signature is over every character."""
    path = raw_below(request.scope)
    query: bytes = request.scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")


async def _enqueue(parts: Parts, kind: Kind, num: int | None) -> None:
    """Put a row on the queue that is new; where Redis is away the clock finds it."""
    if num is None:
        return
    try:
        await run_in_threadpool(messages.put, parts.broker, kind, num)
    except OUTAGES as error:
        log.warning("callback.not-queued", error=type(error).__name__)


def _needed(form: dict[str, str], *names: str) -> str:
    value = next((form[name] for name in names if form.get(name)), None)
    if value is None:
        raise Refused(f"The form has no {names[0]}.")
    return value


def _code(text: str) -> int | None:
    is_code = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_CODE_DIGITS
    return int(text) if is_code else None
