"""Calls of end points: bounded in time and bytes, and never into a network where none may go.

The address that a name leads to is checked right where the connection is made, so that a name which
leads elsewhere a moment later leads nowhere. Redirects are not followed, and no proxy is used: which
address it would connect to nobody could check.

An event is one write and mostly one read: by urllib3, as the provider's calls go, it took three times
the processor's time, and there are two events for each text.
"""

from collections.abc import Collection, Mapping
from functools import partial
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from worker.gateways.connection import NotAdmitted, NotConnected, guarded
from worker.rules.webhook import Network, may_reach

SECONDS: Final = 5.0
"""Until the connection stands, and again for the whole exchange."""

LONGEST_ANSWER_BYTES: Final = 16 * 1024
"""What an end point says besides its status is read so far, and thrown away."""

_SOONEST: Final = 0.001
_FIRST_OF_ANSWERS: Final = 200
"""A lower status says only that the answer is still to come."""


class _Answer:
    """What a parser tells of an answer."""

    def __init__(self) -> None:
        self.parser = HttpResponseParser(self)
        self.status: int | None = None
        self.is_whole = False
        self.may_go_on = False
        """Whether the connection can take another call."""

    def on_headers_complete(self) -> None:
        """Keep the status."""
        self.status = self.parser.get_status_code()

    def on_message_complete(self) -> None:
        """Be whole, unless that was not the answer yet."""
        self.is_whole = (self.status or 0) >= _FIRST_OF_ANSWERS
        self.may_go_on = self.is_whole and self.parser.should_keep_alive()


class EndpointCaller:
    """Keeps a connection to one end point while several events go there."""

    def __init__(self, url: str, allowed: Collection[Network], seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        is_tls = parts.scheme == "https"
        target = parts._replace(scheme="", netloc="").geturl()
        self._head = (
            f"POST {target if target.startswith('/') else f'/{target}'} HTTP/1.1\r\n"
            f"Host: {parts.netloc}\r\nUser-Agent: asapcomms\r\nContent-Type: application/json\r\n"
        )
        kind = guarded(partial(may_reach, allowed=allowed, is_tls=is_tls), is_tls=is_tls)
        trust: dict[str, Any] = {}
        if is_tls:
            trust = {"ca_certs": DEFAULT_CA_BUNDLE_PATH, "cert_reqs": "CERT_REQUIRED"}
        host = (parts.hostname or "").strip("[]")
        self._connection = kind(host, parts.port, timeout=seconds, **trust)
        self._seconds = seconds

    def call(self, body: bytes, headers: Mapping[str, str]) -> int | str:
        """Hand over one event; returns the status of the answer, or in a word why there is none."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"{self._head}{lines}Content-Length: {len(body)}\r\n\r\n"
        try:
            if self._connection.sock is None:
                self._connection.connect()
            return self._exchange(head.encode() + body)
        except NotAdmitted:
            return "not-allowed"
        except NotConnected:
            return "not-connected"
        except (OSError, HttpParserError):
            self.close()
            return "no-answer"

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _exchange(self, request: bytes) -> int:
        until = monotonic() + self._seconds
        sock = self._connection.sock
        sock.settimeout(self._seconds)
        sock.sendall(request)
        answer, read = _Answer(), 0
        while not answer.is_whole and read <= LONGEST_ANSWER_BYTES:
            sock.settimeout(max(until - monotonic(), _SOONEST))
            if not (part := sock.recv(LONGEST_ANSWER_BYTES)):
                break
            answer.parser.feed_data(part)
            read += len(part)
        if not answer.may_go_on:
            self.close()
        if answer.status is None or answer.status < _FIRST_OF_ANSWERS:
            raise ConnectionResetError
        return answer.status
