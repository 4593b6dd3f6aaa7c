"""A service that keeps every callback it gets, and answers as it is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from tests.world.http_server import serving
from worker.settings import SANDBOX_AUTH_TOKEN


@dataclass(frozen=True)
class Callback:
    """One request."""

    url: str
    headers: dict[str, str]
    form: dict[str, str]

    @property
    def is_signed(self) -> bool:
        """Whether Twilio's own validator takes it for Twilio's."""
        signed = self.headers["x-twilio-signature"]
        validator: Any = RequestValidator(SANDBOX_AUTH_TOKEN)
        return bool(validator.validate(self.url, self.form, signed))


@dataclass
class Service:
    """What came, and what is answered to it: in turn, the last answer stays."""

    url: str = ""
    callbacks: list[Callback] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=lambda: [(204, "")])
    before_answer: Callable[[], object] = lambda: None

    @property
    def statuses(self) -> list[str]:
        """The statuses of all receipts, in the order they came."""
        return [one.form["MessageStatus"] for one in self.callbacks]


@contextmanager
def listening() -> Iterator[Service]:
    """Run a service on a free port."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            pairs = parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.callbacks.append(Callback(service.url + self.path, headers, dict(pairs)))
            service.before_answer()
            kept = service.answers
            status, body = kept.pop(0) if len(kept) > 1 else kept[0]
            self.send_response(status)
            if status in {301, 302}:
                self.send_header("Location", body)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler) as url:
        service.url = url
        yield service
