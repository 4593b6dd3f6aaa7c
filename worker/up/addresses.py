"""Where the parts are on this machine, with ports found free, and addresses as they may be shown."""

import re
import socket
from typing import Final

from worker.errors import CannotStart
from worker.settings import Settings

HOST: Final = "127.0.0.1"

_PASSWORD: Final = re.compile(r"(?<=://)([^/@:]*):[^/@]*@|((?<=password=)[^&]*)")


def web_url(settings: Settings) -> str:
    """Where web listens on this machine, whatever its public address is."""
    return f"http://{HOST}:{settings.port}"


def sandbox_url(settings: Settings) -> str:
    """Where the sandbox listens."""
    return f"http://{HOST}:{settings.sandbox_port}"


def without_password(url: str) -> str:
    """Return a URL that may be shown on a screen."""
    return _PASSWORD.sub(lambda found: "***" if found[1] is None else f"{found[1]}:***@", url)


def require_free(**ports: int) -> None:
    """Raise CannotStart if no server can be started on one of these ports, by their settings."""
    reasons = [_reason(port, setting) for setting, port in ports.items()]
    if told := [reason for reason in reasons if reason]:
        raise CannotStart("\n".join(told))


def _reason(port: int, setting: str) -> str | None:
    """Say why no server can be started on this port; names the setting to change."""
    with socket.socket() as probe:
        # as servers do, so that connections of an earlier start that linger do not count
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return f"Port {port} is for privileged users: set {setting} to a number above 1023."
        except OSError:
            return _taken(port, setting)
    # macOS lets a second socket bind where another listens on all addresses
    with socket.socket() as probe:
        probe.settimeout(1)
        return _taken(port, setting) if probe.connect_ex((HOST, port)) == 0 else None


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
