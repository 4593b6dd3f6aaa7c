"""``asapcomms status``, as a person types it."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.crash import copies
from tests.world.office import World
from worker.rules.health import ProcessKind
from worker.steps.heartbeat import Heart

pytestmark = pytest.mark.processes

COMMAND = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # not so in a job
    "from worker.cli import main; main()"
)
HOME = b"\x1b[H"
ERASE = (b"\x1b[2J", b"\x1b[2K", b"\x1b[K")


def environment(world: World, redis_url: str) -> dict[str, str]:
    """Return what points the command at a world."""
    url = world.store.engine.url.render_as_string(hide_password=False)
    told = {"DATABASE_URL": url, "REDIS_URL": redis_url, "TIME_ZONE": "UTC", "TERM": "xterm"}
    return {**os.environ, **told}


def status(
    world: World, redis_url: str, folder: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """Run the command on a world."""
    return copies.run(("asapcomms", "status", *words), folder, environment(world, redis_url))


@contextmanager
def on_a_terminal(
    world: World, redis_url: str, folder: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the command on a terminal of its own."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "status"],
        cwd=folder,
        env=environment(world, redis_url),
        stdin=its,
        stdout=its,
        stderr=its,
    ) as process:
        os.close(its)
        try:
            yield process, ours
        finally:
            process.kill()
            os.close(ours)


def test_all_is_well(world: World, redis_url: str, tmp_path: Path) -> None:
    """Both processes live and nothing waits: the exit code is 0, each fact is a line."""
    for kind in ProcessKind:
        Heart(world.store, kind).beat()

    ran = status(world, redis_url, tmp_path)

    lines = ran.stdout.splitlines()
    assert (0, "") == (ran.returncode, ran.stderr)
    assert ["worker ", "clock "] == [line[: line.index(" ") + 1] for line in lines[1:3]]
    assert "texts due: 0" in lines
    assert "sender: works" in lines


def test_what_needs_a_look_is_said(world: World, redis_url: str, tmp_path: Path) -> None:
    """Machines read the same sentences as people, and the exit code is 1."""
    people = status(world, redis_url, tmp_path, "--once")
    machines = status(world, redis_url, tmp_path, "--json")

    told = json.loads(machines.stdout)
    assert (1, 1) == (people.returncode, machines.returncode)
    assert ["Worker: none lives.", "Clock: none lives."] == told["problems"]
    assert "PROBLEM: Worker: none lives." in people.stdout
    assert {"count": 0, "oldest_at": None} == told["texts"]


def test_it_is_redrawn_in_place(world: World, redis_url: str, tmp_path: Path) -> None:
    """The next look goes over the last one and erases nothing of it, so nothing flickers."""
    with on_a_terminal(world, redis_url, tmp_path) as (process, terminal):
        shown = b""
        while shown.count(HOME) < 3:
            shown += os.read(terminal, 65536)
        process.send_signal(signal.SIGINT)
        rest = b""
        while b"\x1b[?1049l" not in rest:
            rest += os.read(terminal, 65536)

    looks = shown[shown.index(HOME) :]
    assert b"texts due" in looks
    assert not any(each in looks for each in ERASE)


def test_a_database_of_another_release(redis_url: str, tmp_path: Path, world: World) -> None:
    """It is a sentence that says what to do."""
    with world.store.writing() as transaction:
        transaction.connection.exec_driver_sql("UPDATE asapcomms_version SET version_num = '0'")

    ran = status(world, redis_url, tmp_path)

    assert (1, "") == (ran.returncode, ran.stdout)
    assert "run `asapcomms migrate`" in ran.stderr
