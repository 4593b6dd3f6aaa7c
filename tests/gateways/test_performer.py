"""The stand-in for a provider ends with those who called it."""

import socket

from tests.gateways.provider import performing
from tests.world.stack import eventually


def test_a_caller_who_breaks_off_in_the_middle_is_left() -> None:
    """Else a thread would read nothing, again and again, for as long as the tests run."""
    with performing() as provider:
        with socket.create_connection(("127.0.0.1", provider.port)) as caller:
            caller.sendall(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n12")

        eventually(lambda: [one.fileno() for one in provider.connections] == [-1])

    assert [] == provider.received
