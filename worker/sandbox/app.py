"""The sandbox's web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from worker import log
from worker.sandbox.api import MessagesApi
from worker.sandbox.caller import Caller
from worker.sandbox.control import Control
from worker.sandbox.courier import Courier
from worker.sandbox.errors import TwilioError
from worker.sandbox.inbox import Inbox, Journal
from worker.sandbox.page import Pages
from worker.sandbox.replies import Replies
from worker.sandbox.resource import API_VERSION
from worker.sandbox.script import Script
from worker.settings import Settings, load_settings

JOURNAL = "sandbox.jsonl"
"""The journal's name in the data folder."""

_log = structlog.get_logger()
_STATIC = Path(__file__).parent / "static"
_NO_METHOD = 405


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; for uvicorn --factory."""
    settings = settings or load_settings()
    log.configure("sandbox", settings.log_format)
    inbox, script = Inbox(Journal(settings.home / JOURNAL)), Script()
    caller = Caller(settings.twilio_auth_token.get_secret_value())
    replies = Replies(inbox, caller, script, settings)
    app = FastAPI(
        title="asapcomms sandbox",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=partial(_resume, replies.courier),
    )
    app.include_router(MessagesApi(inbox, replies.courier, script, settings).router)
    app.include_router(Control(inbox, replies, script).router)
    app.include_router(Pages(inbox, replies, script, settings).router)
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.add_exception_handler(TwilioError, _refuse)
    app.add_exception_handler(HTTPException, _refuse_path)
    app.add_exception_handler(OSError, _apologise)
    return app


@asynccontextmanager
async def _resume(courier: Courier, _: FastAPI) -> AsyncIterator[None]:
    courier.resume()
    yield


async def _refuse(_: Request, error: Exception) -> Response:
    """Answer as Twilio refuses."""
    known = error if isinstance(error, TwilioError) else TwilioError(20500)
    _log.info("request.refused", code=known.code)
    return JSONResponse(known.body(), status_code=known.status, headers=known.headers())


async def _refuse_path(request: Request, error: Exception) -> Response:
    """Answer an address or a method that is not there, as Twilio does under its own path."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if not request.url.path.startswith(f"/{API_VERSION}/"):
        return PlainTextResponse("There is nothing here.", status_code=status)
    missing = TwilioError(20404, path=request.url.path)
    return await _refuse(request, TwilioError(20004) if status == _NO_METHOD else missing)


async def _apologise(request: Request, error: Exception) -> Response:
    """Answer as Twilio does when it fails: the journal could not be written, so nothing is kept."""
    _log.error("journal.failed", reason=str(error))
    return await _refuse(request, TwilioError(20500))
