"""Requests that a worker decides: put on the queue, waited for, and asked for later."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

import structlog
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse

from schemas.problem import shown
from worker.errors import NotFound
from worker.queue.client import OUTAGES
from worker.web.parts import Parts
from worker.web.request_id import wants_no_wait

log = structlog.get_logger()


async def have_decided(
    request: Request, parts: Parts, request_id: UUID, put: Callable[[], str]
) -> bool:
    """Put a request on the queue, and wait for the worker's word unless asked not to.

    Says whether there is reason to look what became of it.
    """
    with parts.outcomes.expected(str(request_id)) as decided:
        try:
            message_id = await run_in_threadpool(put)
        except OUTAGES as error:
            log.warning("request.not-queued", error=type(error).__name__)
            return False  # the clock finds the row
        structlog.contextvars.bind_contextvars(message_id=message_id)
        if not parts.outcomes.listens or wants_no_wait(request):
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
