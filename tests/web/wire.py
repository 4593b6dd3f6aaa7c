"""HTTP by hand, for what no well-behaved client sends."""

import socket

from tests.world.stack import DEMO, Stack


def head(method: str = "POST", path: str = "/asapcomms", **headers: str) -> bytes:
    """Write a request's head; names with underscores instead of hyphens."""
    told = {
        "Host": "office.test",
        "Content_Type": "application/json",
        "Connection": "close",
        **DEMO,
        **headers,
    }
    lines = [f"{method} {path} HTTP/1.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def exchange(stack: Stack, sent: bytes, *, hang_up: bool = False) -> bytes:
    """Send bytes and return what comes back; hanging up says that nothing more will be sent."""
    with socket.create_connection(("127.0.0.1", stack.front.port), timeout=20) as connection:
        connection.sendall(sent)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        answer = bytearray()
        while part := connection.recv(65536):
            answer += part
    return bytes(answer)


def status(answer: bytes) -> int:
    """Read the status of an answer."""
    return int(answer.split(b" ", 2)[1])


def sentence(answer: bytes) -> str:
    """Read the body of an answer."""
    return answer.partition(b"\r\n\r\n")[2].decode()
