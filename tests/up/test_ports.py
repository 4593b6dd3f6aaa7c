"""Ports are found free, or the setting to change is named."""

import socket
from collections.abc import Iterator

import pytest

from worker.errors import CannotStart
from worker.settings import Settings
from worker.up.addresses import require_distinct, require_free


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen on a port that the system chose."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def test_a_taken_port_is_refused(listener: socket.socket) -> None:
    """The sentence names the port, the setting and the way out."""
    port = listener.getsockname()[1]

    with pytest.raises(CannotStart, match=f"Port {port} is taken .* set SANDBOX_PORT to another"):
        require_free(SANDBOX_PORT=port)


def test_two_taken_ports_are_said_at_once(listener: socket.socket) -> None:
    """Nobody starts twice to learn of both."""
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(CannotStart) as refused:
        require_free(PORT=listener.getsockname()[1], SANDBOX_PORT=other.getsockname()[1])

    web, sandbox = refused.value.sentence.splitlines()
    assert "set PORT to another" in web
    assert "set SANDBOX_PORT to another" in sandbox


def test_a_port_taken_on_all_addresses_is_refused() -> None:
    """A server on every address is in the way of one on this machine's own."""
    with (
        socket.create_server(("0.0.0.0", 0)) as listener,  # noqa: S104
        pytest.raises(CannotStart),
    ):
        require_free(PORT=listener.getsockname()[1])


def test_a_free_port_passes(listener: socket.socket) -> None:
    """A port is free again as soon as its server is gone."""
    port = listener.getsockname()[1]
    listener.close()

    require_free(PORT=port)


def test_web_cannot_share_the_port_of_the_sandbox() -> None:
    """One number for both is refused before anything starts."""
    with pytest.raises(CannotStart, match="PORT and SANDBOX_PORT are both 9000"):
        require_distinct(Settings(port=9000, sandbox_port=9000))
