"""Connections that are bounded in time as a whole, and tell whether a request can have left.

A socket's own timeout begins again with each byte, and with each address of a name. A process that
was stopped goes on where it stood: so a request is asked right before it is written if it still may.
"""

import io
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util.connection import create_connection

LONGEST_IDLE_SECONDS: Final = 4.0
"""Servers close an idle connection after 5 seconds or more, and routers forget it without a word;
a text that is written into a closed one has no answer."""

_SOONEST: Final = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long a call may take; each is a total: no number of addresses and no trickle of bytes makes it longer."""

    patience: timedelta = timedelta(seconds=2)
    """How long known-not-sent failures are tried again within one attempt."""
    connect: timedelta = timedelta(seconds=6)
    """Until the connection stands: the name is found (5 seconds where the first name server is
    down), one of the addresses answers, TLS and a proxy's tunnel are agreed."""
    read: timedelta = timedelta(seconds=6)
    """From the end of the request to the end of the answer."""

    @property
    def longest_send(self) -> timedelta:
        """The last call of an attempt may begin when the patience has just not run out.

        A name server can keep a call for longer, but then nothing has been written.
        """
        return self.patience + self.connect + self.read


TIMEOUTS: Final = Timeouts()


class NotConnected(Exception):
    """The connection never stood, so nothing of the request was written.

    Of no family that urllib3 or requests catch: it arrives unchanged.
    """


class NotAdmitted(NotConnected):
    """The name leads only to addresses where no connection may go."""


class TooLate(Exception):
    """The request may not leave any more: at most a part of it was written, which is no request.

    Of no family that urllib3 or requests catch either.
    """


_MAY_LEAVE: ContextVar[Callable[[], bool]] = ContextVar("may_leave", default=lambda: True)


@contextmanager
def only_while(may_leave: Callable[[], bool]) -> Iterator[None]:
    """Write requests in this block only as long as they may leave; else raise TooLate."""
    before = _MAY_LEAVE.set(may_leave)
    try:
        yield
    finally:
        _MAY_LEAVE.reset(before)


class BoundedAdapter(HTTPAdapter):
    """Makes a pool, a proxy's too, of connections that are bounded in time."""

    def pool(
        self, request: requests.PreparedRequest, told: Mapping[str, Any]
    ) -> HTTPConnectionPool:
        """Return the pool for requests like one, as an environment wants it, with our connections."""
        verify, proxies, cert = told["verify"], told["proxies"], told["cert"]
        pool = self.get_connection_with_tls_context(request, verify, proxies, cert)
        if not isinstance(pool, HTTPConnectionPool):
            raise TypeError("requests no longer pools urllib3's connections")
        self.cert_verify(pool, request.url, verify, cert)  # type: ignore[no-untyped-call]
        pool.ConnectionCls = _TlsConnection if pool.scheme == "https" else _Connection
        return pool


class _Answer(io.RawIOBase):
    """What a socket receives until its timeout, counted once, has passed."""

    def __init__(self, received: io.RawIOBase, sock: socket.socket) -> None:
        self._received = received
        self._sock = sock
        self._until = monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - any writable buffer
        self._sock.settimeout(max(self._until - monotonic(), _SOONEST))
        return self._received.readinto(buffer)

    def close(self) -> None:
        self._received.close()
        super().close()


class _Response(HTTPResponse):
    """An answer whose head and body together arrive in time."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Answer(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _Response
    _used_at = 0.0

    @staticmethod
    def admits(address: str) -> bool:  # noqa: ARG004
        """Whether a connection may go to an address: the provider's may go to any."""
        return True

    @property
    def is_connected(self) -> bool:
        """Whether the next request may use the connection."""
        return super().is_connected and monotonic() - self._used_at < LONGEST_IDLE_SECONDS

    def connect(self) -> None:
        """Connect in time or raise NotConnected."""
        until = monotonic() + float(self.timeout or 0)
        try:
            super().connect()
        except (OSError, HTTPError, HTTPException, ValueError) as error:
            raise NotConnected(type(error).__name__) from error
        if monotonic() > until:
            self.close()
            raise NotConnected("too late")
        self._used_at = monotonic()

    def send(self, data: Any) -> None:  # noqa: ANN401 - whatever http.client takes
        """Write a part of a request: head and body come one by one, and without both it is none."""
        if self.sock is None:
            self.connect()
        if not _MAY_LEAVE.get()():
            raise TooLate
        super().send(data)

    def getresponse(self) -> Any:  # noqa: ANN401 - urllib3's, which is not http.client's
        """Read the answer."""
        answer = super().getresponse()
        self._used_at = monotonic()
        return answer

    def _new_conn(self) -> socket.socket:
        """Share the time among the addresses, so that a dead one does not use it up."""
        until = monotonic() + float(self.timeout or 0)
        found = socket.getaddrinfo(self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM)
        if not (found := [each for each in found if self.admits(str(each[4][0]))]):
            raise NotAdmitted
        failure = OSError("no address")
        for addresses_left, (*_, address) in zip(range(len(found), 0, -1), found, strict=True):
            share = (until - monotonic()) / addresses_left
            try:
                sock = create_connection(
                    (str(address[0]), self.port),
                    max(share, _SOONEST),
                    socket_options=self.socket_options,
                )
            except OSError as error:
                failure = error
                continue
            sock.settimeout(max(until - monotonic(), _SOONEST))  # for TLS and a tunnel
            return sock
        raise failure


class _TlsConnection(_Connection, HTTPSConnection):
    pass


def guarded(admits: Callable[[str], bool], *, is_tls: bool) -> type[HTTPConnection]:
    """Return a kind of connection that goes only to addresses which are admitted."""
    base = _TlsConnection if is_tls else _Connection
    return type("_Guarded", (base,), {"admits": staticmethod(admits)})
