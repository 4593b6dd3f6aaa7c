"""The leash: nothing outlives its supervisor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.up.stand_ins import lives, members, wait_until
from worker.up.leash import GRACE_SECONDS, Leash

pytestmark = pytest.mark.processes

_PARENT = """
import subprocess, sys, time
from worker.up.leash import Leash
leash = Leash()
subprocess.Popen(["sh", "-c", sys.argv[1]], process_group=leash.group)
subprocess.Popen(["sleep", "1000"], process_group=leash.group)
sys.stdout.write(f"{leash.group}\\n")
sys.stdout.flush()
time.sleep(1000)
"""


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """Collect the parents that a test starts, and end what it left."""
    parents: list[subprocess.Popen[str]] = []
    yield parents
    for parent in parents:
        parent.kill()
        parent.communicate()


def group_of(started: list[subprocess.Popen[str]], script: str) -> int:
    """Start a parent with a child that runs the script; returns the leash's group."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, script], stdout=subprocess.PIPE, text=True
    )
    started.append(parent)
    assert parent.stdout is not None
    return int(parent.stdout.readline())


def test_a_killed_parent_leaves_no_process(started: list[subprocess.Popen[str]]) -> None:
    """Children, grandchildren included, end after a kill -9 of their parent."""
    group = group_of(started, "sleep 1000 & sleep 1000 & wait")
    wait_until(lambda: len(members(group)) == 5)

    started[0].kill()

    wait_until(lambda: _only_leash(group))
    wait_until(lambda: members(group) == [])


def test_a_stubborn_process_is_killed(started: list[subprocess.Popen[str]]) -> None:
    """A process that does not heed TERM is gone a few seconds later."""
    group = group_of(started, "trap '' TERM; while :; do sleep 0.1; done")
    wait_until(lambda: len(members(group)) >= 3)
    began = time.monotonic()

    started[0].kill()

    wait_until(lambda: members(group) == [])
    assert time.monotonic() - began > GRACE_SECONDS - 1


def test_a_living_parent_keeps_its_processes(started: list[subprocess.Popen[str]]) -> None:
    """The leash does nothing while its parent lives."""
    group = group_of(started, "sleep 1000")
    wait_until(lambda: len(members(group)) >= 3)

    time.sleep(0.5)

    assert len(members(group)) >= 3


def test_leaving_kills_what_is_left() -> None:
    """Whoever is still in the group at the end is killed at once."""
    with Leash() as leash:
        child = subprocess.Popen(["sleep", "1000"], process_group=leash.group)

    assert child.wait(10) == -signal.SIGKILL
    assert not lives(leash.group)


def test_a_killed_leash_is_noticed() -> None:
    """A leash that somebody killed says that it holds nothing any more."""
    with Leash() as leash:
        os.kill(leash.group, signal.SIGKILL)

        wait_until(lambda: leash.broken)


def test_children_do_not_hold_the_pipe() -> None:
    """A child inherits nothing but its three standard streams."""
    code = "import os; print(sorted(int(fd) for fd in os.listdir('/dev/fd'))[:4])"
    with Leash() as leash:
        output = subprocess.check_output(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            process_group=leash.group,
            text=True,
        )

    assert output == "[0, 1, 2, 3]\n"  # 3 is the listing itself


def test_the_lock_lasts_as_long_as_the_leash(tmp_path: Path) -> None:
    """What is held is open in the shell, nowhere else."""
    with (tmp_path / "held").open("w") as held, Leash(held.fileno()) as leash:
        if not Path("/proc/self/fd").exists():
            pytest.skip("needs /proc")
        targets = [path.readlink() for path in Path(f"/proc/{leash.group}/fd").iterdir()]

        assert tmp_path / "held" in targets


def _only_leash(group: int) -> bool:
    """Whether no more than the shell with its sleep is left."""
    return len(members(group)) <= 2
