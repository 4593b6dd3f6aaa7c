"""A provider that does as it is told: its behaviours are data, and it keeps what it received."""

import json
import socket
import ssl
import struct
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs

CERTIFICATE = Path(__file__).with_name("provider.pem")
"""Of 127.0.0.1, with its key; nobody else trusts it."""

SID = "SM" + "7" * 32


Ending = Literal["keep", "close", "reset"]


@dataclass(frozen=True, slots=True)
class Act:
    """What the provider does with one request."""

    sends: bytes = b""
    then: Ending = "keep"
    after: float = 0.0
    """Seconds before it begins."""
    pace: float = 0.0
    """Seconds between one byte and the next."""
    reads: bool = True
    """Whether it reads the request at all."""


def answer(status: int, body: object = None, *headers: str, **changes: Any) -> Act:
    """Answer with a status and JSON, or text as it is."""
    text = body if isinstance(body, str) else json.dumps(body)
    lines = [
        f"HTTP/1.1 {status} Whatever",
        "Content-Type: application/json",
        f"Content-Length: {len(text.encode())}",
        *headers,
    ]
    return Act("\r\n".join([*lines, "", text]).encode(), **changes)


def message(**changes: Any) -> dict[str, Any]:
    """Build a text as the provider shows it."""
    return {
        "sid": SID,
        "from": "+15035550199",
        "num_segments": "1",
        "body": "An opening",
        "date_created": "Wed, 18 Oct 2023 14:00:00 +0000",
        **changes,
    }


ASKED = "Wed, 18 Oct 2023 14:00:20 GMT"
"""When the provider is asked, by its clock."""


def page(*messages: dict[str, Any], following: str | None = None, date: str | None = ASKED) -> Act:
    """Answer with a page of texts."""
    told = [f"Date: {date}"] if date else []
    return answer(200, {"messages": messages, "next_page_uri": following}, *told)


ACCEPTS = answer(201, message())


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    line: str
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, list[str]]:
        """The parameters of a text."""
        return parse_qs(self.body)

    @property
    def credentials(self) -> str:
        """Who signed in, as name:password."""
        return b64decode(self.headers["authorization"].removeprefix("Basic ")).decode()


@dataclass
class Provider:
    """Performs its acts in turn, one a request; the last one stays."""

    listener: socket.socket
    port: int
    acts: list[Act] = field(default_factory=lambda: [ACCEPTS])
    received: list[Received] = field(default_factory=list)
    connections: list[socket.socket] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def does(self, *acts: Act) -> None:
        """Tell it what to do from now on."""
        self.acts[:] = acts

    def drop_connections(self) -> None:
        """Close every connection, as a server does with idle ones."""
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def wait_until_closed(self) -> None:
        """Wait until it has closed every connection, and the other side has heard of it."""
        while any(connection.fileno() >= 0 for connection in self.connections):
            self.stopped.wait(0.001)
        self.stopped.wait(0.1)

    def run(self) -> None:
        """Accept connections until it is stopped."""
        with suppress(OSError):
            self.listener.listen()
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                while self._perform(connection):
                    pass

    def _perform(self, connection: socket.socket) -> bool:
        if self.acts[0].reads:
            request = _read(connection)
            if request is None:
                return False
            self.received.append(request)
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        self.stopped.wait(act.after)
        step = 1 if act.pace else len(act.sends) or 1
        for start in range(0, len(act.sends), step):
            connection.sendall(act.sends[start : start + step])
            self.stopped.wait(act.pace)
        if act.then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return act.then == "keep" and not self.stopped.is_set()


@contextmanager
def performing(tls: ssl.SSLContext | None = None) -> Iterator[Provider]:
    """Run a provider."""
    listener = socket.create_server(("127.0.0.1", 0))  # listens by now: no caller is refused
    provider = Provider(listener, listener.getsockname()[1], tls=tls)
    thread = threading.Thread(target=provider.run, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.stopped.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        provider.drop_connections()
        thread.join(timeout=10)


@contextmanager
def deaf(host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Give a port on which a connection neither stands nor fails: its queue is full."""
    with socket.socket() as listener:
        listener.bind((host, port))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for caller in waiting:
            caller.setblocking(False)  # noqa: FBT003 - the only way to say it
            caller.connect_ex(address)
        yield address[1]
        for caller in waiting:
            caller.close()


def _read(connection: socket.socket) -> Received | None:
    got = b""
    while b"\r\n\r\n" not in got:
        more = connection.recv(65536)
        if not more:
            return None
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in fields)}
    while len(body) < int(headers.get("content-length", 0)):
        more = connection.recv(65536)
        if not more:
            return None
        body += more
    return Received(line, headers, body.decode())
