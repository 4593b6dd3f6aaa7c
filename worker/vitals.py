"""A small port of a worker or a clock: /livez for its supervisor, /metrics for Prometheus."""

import multiprocessing
import re
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Final

import structlog

from worker.metrics.standing import CONTENT_TYPE

TRY_AGAIN_SECONDS: Final = 5.0
"""A process that is being replaced may hold its port for some seconds."""

_PATIENCE_SECONDS: Final = 5.0

log = structlog.get_logger()


def port_of_this(first: int) -> int:
    """Return the port of this process: those of one master are numbered, and take one each."""
    found = re.search(r"-(\d+)$", multiprocessing.current_process().name)
    return first + (int(found[1]) - 1 if found else 0)


def serve(
    host: str, port: int, metrics: Callable[[], bytes], trouble: Callable[[], str | None]
) -> None:
    """Answer on a port for as long as this process lives, from when the port is free."""

    class Answers(BaseHTTPRequestHandler):
        timeout = _PATIENCE_SECONDS

        def do_GET(self) -> None:
            """Answer a question."""
            match self.path:
                case "/livez":
                    wrong = trouble()
                    status = HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK
                    self._say(status, (wrong or "ok").encode())
                case "/metrics":
                    self._say(HTTPStatus.OK, metrics())
                case _:
                    self._say(HTTPStatus.NOT_FOUND, b"There is /livez and /metrics.")

        def log_message(self, *_: object) -> None:
            """Write no line for each question."""

        def _say(self, status: HTTPStatus, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def run() -> None:
        while True:
            try:
                server = _Server((host, port), Answers)
            except OSError as error:
                log.warning("vitals.port-taken", port=port, reason=type(error).__name__)
                sleep(TRY_AGAIN_SECONDS)
            else:
                server.serve_forever()

    Thread(target=run, name="vitals", daemon=True).start()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asks and goes away is no news."""
