"""The web process: ``uvicorn --factory worker.web.app:create_app``."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Final

import structlog
from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.routing import BaseRoute

from worker import log, traces
from worker.ending import end_when_asked
from worker.errors import CannotStart
from worker.gateways.signature import SignatureVerifier
from worker.lately import Lately
from worker.metrics.events import Counts
from worker.metrics.standing import exposition
from worker.office import FrontDesk, tell_guess
from worker.queue.broker import producer_broker
from worker.queue.condition import Condition
from worker.queue.outcomes import Outcomes
from worker.settings import Settings, load_settings
from worker.steps.own_queue import OwnQueue
from worker.steps.standing import see
from worker.store import remembered
from worker.store.engine import Store
from worker.store.pool import Pool
from worker.web import (
    asapcomms,
    docs,
    document,
    events,
    free_time,
    health,
    history,
    look_ups,
    metrics,
    openings,
    twilio,
    webhooks,
)
from worker.web.answers import handle_errors
from worker.web.callers import Callers
from worker.web.doorway import Doorway
from worker.web.parts import Parts
from worker.web.patient import pages as patients
from worker.web.patient.pages import Patients
from worker.web.rate_limit import RateLimit
from worker.web.staff import pages as staff
from worker.web.staff.pages import Staff
from worker.web.throttle import Throttle

logger = structlog.get_logger()

_VERSION: Final = version("asapcomms")


def create_app() -> FastAPI:
    """Build the app from the settings; a setting that is wrong ends the process."""
    try:
        settings = load_settings()
        log.configure("web", settings.log_format, Counts())
        traces.start("web")
        tell_guess(settings)
        store = Store.open(settings.database, remembered.SECONDS, Pool.of(settings))
        app = build_app(settings, store)
        OwnQueue(store, app.state.parts.broker).claim()
    except CannotStart as error:
        sys.stderr.write(f"{error.sentence}\n")
        sys.exit(1)
    return app


def build_app(settings: Settings, store: Store) -> FastAPI:
    """Build the app around the database, which it closes at its end."""
    broker = producer_broker(settings.redis, settings.queue_namespace)
    standing = Lately(lambda: see(store, broker, settings))
    parts = Parts(
        settings,
        store,
        broker,
        Outcomes(settings.redis),
        SignatureVerifier(settings.base_urls, settings.callback_tokens),
        Condition(broker.client, broker.namespace),
        standing,
        Lately(lambda: exposition(standing), 1.0),
    )
    app = FastAPIOffline(
        title="asapcomms",
        version=_VERSION,
        description=document.DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        routes=[*_routes()],
    )
    app.state.parts = parts
    app.state.settings = settings
    app.state.is_stopping = False
    app.state.guesses = RateLimit()
    app.state.callers = Callers(settings, parts.store)
    app.state.throttle = Throttle.of(settings)
    app.add_middleware(Doorway, public_urls=settings.base_urls)
    handle_errors(app)
    app.state.patients = Patients(FrontDesk.of(settings, parts.store), parts.broker)
    app.state.staff = Staff(parts)
    _describe(app, lambda: parts.store.now().astimezone(settings.zone))
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Return every address; what answers there is asked of the app, so all apps of a process share them."""
    everything = APIRouter()
    for router in (
        history.routes(),
        asapcomms.router,
        free_time.routes(),
        openings.router,
        events.router,
        webhooks.router,
        look_ups.routes(),
    ):
        everything.include_router(router)
        everything.include_router(router, prefix="/api/v1", include_in_schema=False)
    for router in (
        health.router,
        metrics.router,
        docs.router,
        patients.router,
        staff.router,
        twilio.router,
    ):
        everything.include_router(router)
    return tuple(everything.routes)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    loop = asyncio.get_running_loop()

    def stop() -> None:
        app.state.is_stopping = True
        loop.call_soon_threadsafe(parts.outcomes.let_go)

    end_when_asked(stop)
    ears = asyncio.create_task(parts.outcomes.listen())
    logger.info("web.started", port=parts.settings.port)
    yield
    logger.info("web.stopped")
    ears.cancel()
    with suppress(asyncio.CancelledError):
        await ears
    await parts.outcomes.close()
    traces.stop()
    parts.store.close()


def _describe(app: FastAPI, clock: Callable[[], datetime]) -> None:
    """Add the authorization header to OpenAPI's description, and drop what FastAPI assumes.

    The examples of requests are for tomorrow, whenever they are read, so that they can be sent so.
    FastAPI adds a 422 to every address with a parameter; here a wrong one is a 400 or 404.
    """
    described = app.openapi

    def openapi() -> dict[str, object]:
        schema = described()
        schema["components"] = {"securitySchemes": document.SECURITY_SCHEMES}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("422", None)
        for path, example in document.examples(clock()).items():
            body = schema["paths"][path]["post"]["requestBody"]["content"]["application/json"]
            body["example"] = example
        return schema

    app.openapi = openapi  # type: ignore[method-assign]
