"""One HTTP server for all tests: a test puts its own app behind it, lifespan included."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

_SECONDS = 20


class Front:
    """A real server on a free port; starting one takes a tenth of a second, an app a hundredth."""

    def __init__(self, **options: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._app: Any = None
        config = uvicorn.Config(
            self._pass_on,
            port=0,
            log_config=None,
            access_log=False,
            lifespan="off",
            interface="asgi3",
            **options,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def port(self) -> int:
        """Where it answers, on this machine only."""
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    @property
    def families(self) -> set[int]:
        """By which kinds of address it can be reached."""
        return {one.family for server in self._server.servers for one in server.sockets}

    @property
    def url(self) -> str:
        """The base of its addresses."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Answer until the end of the block."""
        self._thread.start()
        self.wait_for(self._until_started())
        try:
            yield
        finally:
            self._server.should_exit = True
            self._thread.join(_SECONDS)

    @contextmanager
    def serving(self, app: FastAPI) -> Iterator[None]:
        """Serve an app, from its start to its end."""
        lifespan = app.router.lifespan_context(app)
        self.wait_for(lifespan.__aenter__())
        self._app = app
        try:
            yield
        finally:
            self._app = None
            self.wait_for(lifespan.__aexit__(None, None, None))

    def wait_for(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something on the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_SECONDS)

    def _run(self) -> None:
        self._loop.run_until_complete(self._server.serve())
        self._loop.close()

    async def _until_started(self) -> None:
        while not self._server.started:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(0.005)

    async def _pass_on(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)
