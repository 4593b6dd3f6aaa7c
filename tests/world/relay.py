"""A wire to a server that a test can cut without a word, as a firewall or a dying machine does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

Address = tuple[str, int] | str


class Relay:
    """Listens on a port of its own and passes everything on, until it is silent.

    Then it takes what comes and answers nothing, and nobody is told that the other end has gone.
    """

    def __init__(self, to: Address) -> None:
        self._to = to
        self._is_silent = threading.Event()
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = int(self._sockets[0].getsockname()[1])
        self._in_thread(self._accept, self._sockets[0])

    def silence(self) -> None:
        """Pass nothing on from now."""
        self._is_silent.set()

    def close(self) -> None:
        """Break every connection."""
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            near, _ = listener.accept()
            self._sockets.append(near)
            if self._is_silent.is_set():
                continue
            family = socket.AF_UNIX if isinstance(self._to, str) else socket.AF_INET
            far = socket.socket(family)
            self._sockets.append(far)
            far.connect(self._to)
            self._in_thread(self._pass_on, near, far)
            self._in_thread(self._pass_on, far, near)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        while some := source.recv(65536):
            if not self._is_silent.is_set():
                target.sendall(some)
        target.shutdown(socket.SHUT_WR)

    @staticmethod
    def _in_thread(work: object, *of: socket.socket) -> None:
        def quietly() -> None:
            with suppress(OSError):
                work(*of)  # type: ignore[operator]

        threading.Thread(target=quietly, daemon=True).start()


@contextmanager
def relay(to: Address) -> Iterator[Relay]:
    """Make one for a while."""
    made = Relay(to)
    try:
        yield made
    finally:
        made.close()
