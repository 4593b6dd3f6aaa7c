"""Ports: found free before anything is started."""

import socket

from worker.errors import CannotStart
from worker.settings import Settings
from worker.up.addresses import HOST


def require_free(port: int, setting: str) -> None:
    """Raise CannotStart if no server can be started on this port; names the setting to change."""
    with socket.socket() as probe:
        # as servers do, so that connections of an earlier start that linger do not count
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotStart(
                f"Port {port} is for privileged users: set {setting} to a number above 1023."
            ) from None
        except OSError:
            raise CannotStart(_taken(port, setting)) from None
    # macOS lets a second socket bind where another listens on all addresses
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((HOST, port)) == 0:
            raise CannotStart(_taken(port, setting))


def require_distinct(settings: Settings) -> None:
    """Raise CannotStart if web and sandbox are told to share a port."""
    if settings.port == settings.sandbox_port:
        raise CannotStart(
            f"PORT and SANDBOX_PORT are both {settings.port}: set one of them to another number."
        )


def _taken(port: int, setting: str) -> str:
    return (
        f"Port {port} is taken by another program: stop that program, "
        f"or set {setting} to another number."
    )
