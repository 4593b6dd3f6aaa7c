"""Requests that a worker decides: put on the queue, waited for, and asked for later."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import structlog
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse

from schemas.problem import shown
from worker.api_key import Caller
from worker.errors import NotFound, Refused
from worker.queue.client import OUTAGES
from worker.web.parts import Parts

LONGEST_KEY: Final = 255

log = structlog.get_logger()


def read_request_id(request: Request, caller: Caller, what: str = "") -> UUID:
    """The Idempotency-Key makes the id, within the caller's own keys; without one it is random.

    ``what`` tells requests of one kind from those of another that have the same key.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return uuid4()
    if not given.strip() or len(given) > LONGEST_KEY:
        raise Refused(f"Idempotency-Key must have 1 to {LONGEST_KEY} characters.", "wrong-key")
    parts = (caller.identity, what, given)
    return uuid5(NAMESPACE_URL, "\n".join(part for part in parts if part))


async def have_decided(
    request: Request, parts: Parts, request_id: UUID, put: Callable[[], str]
) -> bool:
    """Put a request on the queue, and wait for the worker's word unless asked not to.

    Says whether there is reason to look what became of it.
    """
    wants_no_wait = "respond-async" in request.headers.get("Prefer", "").lower()
    with parts.outcomes.expected(str(request_id)) as decided:
        try:
            message_id = await run_in_threadpool(put)
        except OUTAGES as error:
            log.warning("request.not-queued", error=type(error).__name__)
            return False  # the clock finds the row
        structlog.contextvars.bind_contextvars(message_id=message_id)
        if not parts.outcomes.listens or wants_no_wait:
            return False
        try:
            await asyncio.wait_for(decided.wait(), parts.settings.post_wait_seconds)
        except TimeoutError:
            log.warning("request.slow")
    return True


def read_known_id(text: str) -> UUID:
    """Read the id of a request that was answered with 202; raises NotFound."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(f"Request {shown(text)} was not found.", "no-request") from None


def accepted(root: str, request_id: str) -> PlainTextResponse:
    """Answer a request that is not decided yet."""
    return PlainTextResponse(
        "The request is accepted; its outcome will be at the address in Location.",
        HTTPStatus.ACCEPTED,
        {"Location": f"{root}/requests/{request_id}", "Retry-After": "1"},
    )
