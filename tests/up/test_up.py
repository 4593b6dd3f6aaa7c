"""`asapcomms up` with everything that belongs to it: an offer, a kill, the next start."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.up.stand_ins import lives, wait_until
from tests.world import memory
from tests.world.up import Up

pytestmark = pytest.mark.processes


@pytest.fixture
def home() -> Iterator[Path]:
    """Return a folder whose path is short enough for a socket everywhere."""
    with tempfile.TemporaryDirectory(dir=memory.short()) as folder:
        yield Path(folder)


def test_an_offer_outlives_a_kill(home: Path, tmp_path: Path) -> None:
    """The printed request makes an offer that is there after a kill -9 of everything.

    All processes together take less than 400 MB, and end when they are told to.
    """
    up = Up.start(home, tmp_path / "errors")
    try:
        offer = up.offer()
        time.sleep(1)  # the clock comes last
        processes = [up.process.pid, *up.processes()]
        memory = sum(psutil.Process(pid).memory_info().rss for pid in processes)
    finally:
        up.process.kill()
        up.process.communicate()
    wait_until(lambda: not any(lives(pid) for pid in processes))

    again = Up.start(home, tmp_path / "after")
    try:
        assert again.fetch(offer["AsapCommNum"])["FKey"] == 11939
    finally:
        again.end()
    assert memory < 400 * 2**20
    assert again.process.returncode == 0
    assert "Traceback" not in (tmp_path / "after").read_text()
