"""Another system that is told what happens: keeps what comes, and answers as a test wants."""

import ssl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from typing import Any, Final

import pytest
from standardwebhooks import webhooks

from tests.world.http_server import serving

LOOPBACK: Final = (ip_network("127.0.0.0/8"),)


@dataclass(frozen=True)
class Told:
    """One call."""

    headers: dict[str, str]
    body: bytes

    @property
    def event_id(self) -> str:
        """The id by which a receiver knows an event."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> dict[str, Any]:
        """Return the event as the rules' own library reads it; raises where it is not ours.

        It looks whether the call is of this moment, which is that of the world's clock.
        """
        moment = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)

        class Then(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return moment.astimezone(tz)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(webhooks, "datetime", Then)
            event: dict[str, Any] = webhooks.Webhook(secret).verify(self.body, self.headers)
        return event


@dataclass
class Receiver:
    """What came, and with which status each call is answered: in turn, then 204."""

    url: str = ""
    told: list[Told] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    ports: set[int] = field(default_factory=set)
    """From where the calls came: one for each connection."""
    refused: Collection[str] = ()
    """Ids that are never taken."""
    serve: Callable[[BaseHTTPRequestHandler], None] | None = None
    """How to answer in place of a status."""

    @property
    def ids(self) -> list[str]:
        """The ids of all calls, in the order they came."""
        return [one.event_id for one in self.told]


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver on a free port, by TLS if it has a context for that."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.ports.add(self.client_address[1])
            receiver.told.append(Told(headers, body))
            if receiver.serve is not None:
                self.close_connection = True
                with suppress(OSError):
                    receiver.serve(self)
                return
            answer = receiver.answers.pop(0) if receiver.answers else 204
            self.send_response(400 if headers["webhook-id"] in receiver.refused else answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler, context) as url:
        receiver.url = f"{url}/told"
        yield receiver
