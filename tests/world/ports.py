"""Ports for servers that must be told one."""

import socket
from typing import Final

_GIVEN: Final[set[int]] = set()


def free_port() -> int:
    """Return a port that nobody uses, and never the same one twice: the kernel may repeat itself."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port: int = listener.getsockname()[1]
        if port not in _GIVEN:
            _GIVEN.add(port)
            return port
