"""Ports for servers that must be told one."""

import os
import secrets
import socket
from typing import Final

_FIRST: Final = 10_000
_MANY: Final = 2_500
_given: Final[set[int]] = set()


def free_port() -> int:
    """Return a port that nobody uses, and never the same one twice.

    It is below those that the kernel gives to whoever asks for any: a server that is killed and
    started again would find that somebody has its port meanwhile, who would hear what it was to be
    told. Each process of the tests has ports of its own.
    """
    first = _FIRST + _MANY * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    while True:
        port = first + secrets.randbelow(_MANY)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def _is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False
