"""A worker that looks healthy and hears nothing."""

from pathlib import Path

import pytest

from tests.contract.engines import SQLITE, Engines
from tests.crash.house import house
from tests.world.stack import eventually

pytestmark = [pytest.mark.processes, pytest.mark.timeout(120)]


def test_a_worker_whose_consumer_died_is_replaced(engines: Engines, tmp_path: Path) -> None:
    """The watchdog ends it, the supervisor starts another, and that one does the work."""
    store = engines.fresh(SQLITE, tmp_path)
    died = tmp_path / "died"
    with house(store, tmp_path, CRASH_LOG=str(died)) as made:
        made.work(clocks=0, module="tests.crash.deaf")
        eventually(died.exists)
        deaf = int(died.read_text())
        made.ask(made.invite(3))
        verdict = made.settle()

        assert deaf not in {member.pid for member in made.crew.members("worker0")}
    store.close()
    assert ([], 3, 0, 0) == (verdict.wrong, verdict.texts, verdict.twice, verdict.lost)
