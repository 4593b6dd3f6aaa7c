"""What every request passes first: whatever stands before the process, the app sees one address."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from worker import traces
from worker.metrics.durations import HTTP

AGAIN_AFTER_SECONDS: Final = 3600.0
"""A proxy that is not trusted is told of once in this time."""

_FAILED: Final = 500
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = structlog.get_logger()


class Doorway:
    """Puts a request under PUBLIC_URL's own path, and keeps answers out of every cache.

    A proxy may pass that path on or take it away, and uvicorn's ``--root-path`` adds it again:
    what lies below it is the same each time. A path that PUBLIC_URL had before leads to the same,
    and stays in the addresses that are shown.
    """

    def __init__(
        self,
        app: ASGIApp,
        public_urls: Sequence[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._prefixes = tuple(urlsplit(url).path for url in public_urls)
        self._clock = clock
        self._told_at = -AGAIN_AFTER_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._look_at_proxy(scope)
        placed, began, status = self._placed(scope), time.monotonic(), _FAILED

        async def send_uncached(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Cache-Control", "no-store")
                status = message["status"]
            await send(message)

        try:
            with self._traced(scope):
                await self._app(placed, receive, send_uncached)
                traces.rename(f"{scope['method']} {_route(placed)}")
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
            seconds = time.monotonic() - began
            HTTP.labels(method, _route(placed), str(status)).observe(seconds)

    def _traced(self, scope: Scope) -> AbstractContextManager[None]:
        """Trace a request that may lead to something; its path is not told, which may be a link."""
        if scope["method"] != "POST":
            return nullcontext()
        told = Headers(scope=scope).get(traces.KEY)
        return traces.span("POST", "SERVER", told, **{"http.request.method": "POST"})

    def _placed(self, scope: Scope) -> Scope:
        root: str = self._prefixes[0] or scope.get("root_path", "")
        below = raw_below(scope)
        for prefix in filter(None, self._prefixes):
            without = below.removeprefix(f"{prefix}/".encode())
            if without != below and _is_something(scope, b"/" + without):
                root, below = prefix, b"/" + without
                break
        return {
            **scope,
            "root_path": unquote(root),
            "path": unquote(root + below.decode("ascii")),
            "raw_path": root.encode() + below,
        }

    def _look_at_proxy(self, scope: Scope) -> None:
        """Tell of a proxy whose word is not taken: all who come through it count as one address."""
        told = Headers(scope=scope).get("X-Forwarded-For", "")
        peer = scope["client"][0] if scope.get("client") else ""
        now = self._clock()
        if told and peer not in told and now - self._told_at >= AGAIN_AFTER_SECONDS:
            self._told_at = now
            log.warning("proxy.not-trusted", peer=peer, setting="FORWARDED_ALLOW_IPS")


def _route(scope: Scope) -> str:
    """Return the route that a request has taken, as it is declared, whatever was asked for."""
    return getattr(scope.get("route"), "path", "")


def raw_below(scope: Scope) -> bytes:
    """Return the path as it was sent, character by character, below the path of the app."""
    path: bytes = scope["raw_path"]
    return path.removeprefix(scope.get("root_path", "").encode())


def _is_something(scope: Scope, raw_path: bytes) -> bool:
    """Say whether the app has anything at a path; /a may be PUBLIC_URL's path, and is a page's."""
    at = {**scope, "path": unquote(raw_path.decode("ascii")), "root_path": ""}
    return any(route.matches(at)[0] is not Match.NONE for route in scope["app"].routes)
