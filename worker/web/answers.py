"""Answers: the object, or one plain sentence in the form the client asks for."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from schemas.problem import MEDIA_TYPE, Problem
from worker.errors import AsapError, TooLarge, TooMany, TooSlow, Unauthorized, Unavailable

log = structlog.get_logger()

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}


def plain(
    request: Request,
    status: int,
    sentence: str,
    headers: Mapping[str, str] | None = None,
    code: str | None = None,
) -> Response:
    """Answer with a sentence: plain text, or problem details for clients that accept them."""
    if MEDIA_TYPE in request.headers.get("Accept", "").lower():
        problem = Problem.of(status, sentence, code).model_dump_json()
        return Response(problem, status, headers, MEDIA_TYPE)
    return PlainTextResponse(sentence, status, headers)


def as_json(shown: BaseModel, status: int = HTTPStatus.OK, **headers: str) -> Response:
    """Answer with an object by its names on the wire."""
    written = shown.model_dump_json(by_alias=True)
    return Response(written, status, headers, "application/json")


def handle_errors(app: FastAPI) -> None:
    """Turn every error into an answer."""
    app.add_exception_handler(AsapError, _expected)
    app.add_exception_handler(HTTPException, _routing)
    app.add_exception_handler(Exception, _bug)


async def _expected(request: Request, error: Exception) -> Response:
    if not isinstance(error, AsapError):
        raise TypeError from error
    return plain(request, error.status, error.sentence, headers_of(error), error.code)


def headers_of(error: AsapError) -> dict[str, str]:
    """Say when to come again, and what else a client must know; an outage has its line in the log."""
    headers = {}
    if isinstance(error, TooLarge | TooSlow):
        headers["Connection"] = "close"  # the rest of the body is not waited for
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.after_seconds)
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "ODFHIR"
    if isinstance(error, Unavailable):
        headers["Retry-After"] = "5"
        log.warning("request.unavailable", reason=error.sentence)
    return headers


async def _routing(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError from error
    sentence = _SENTENCES.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if "Allow" in headers:
        headers["Allow"] = ", ".join(_taken_methods(request))
    return plain(request, error.status_code, sentence, headers)


def _taken_methods(request: Request) -> list[str]:
    """Ask every route: the framework names the methods of the first one alone."""
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def _named(path: str) -> str:
    """Name an address in the log; a patient's link is as good as a key."""
    before, link, _ = path.partition("/a/")
    return before + link


async def _bug(request: Request, error: Exception) -> Response:
    log.error("request.failed", error=type(error).__name__, path=_named(request.scope["path"]))
    return plain(
        request,
        500,
        "Something went wrong on our side; it has been logged.",
        {"Cache-Control": "no-store"},  # the doorway has been left by then
    )
