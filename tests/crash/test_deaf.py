"""Workers that look healthy: one that hears nothing, and some whose master is no help any more."""

from pathlib import Path

import psutil
import pytest

from tests.contract.engines import SQLITE, Engines
from tests.crash.house import MODULE, WORKER, house
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


def test_a_worker_whose_master_dies_at_birth_ends(engines: Engines, tmp_path: Path) -> None:
    """It has never seen its master alive, and dramatiq's own start waits for that one for ever."""
    store = engines.fresh(SQLITE, tmp_path)
    with house(store, tmp_path) as made:
        words = ("tests.crash.hasty" if word == MODULE else word for word in WORKER)
        made.crew.start("worker0", tuple(words))
        eventually(lambda: len(made.crew.members("worker0")) > 1)
        master, child = made.crew.members("worker0")
        master.kill()

        eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    store.close()


def test_a_worker_whose_master_is_stuck_goes_on(engines: Engines, tmp_path: Path) -> None:
    """Its lines do not go through the master: a pipe that nobody reads would hold up everything."""
    store = engines.fresh(SQLITE, tmp_path)
    with house(store, tmp_path) as made:
        made.work()
        made.crew.members("worker0")[0].suspend()
        made.ask(made.invite(200))
        verdict = made.settle()
        made.crew.members("worker0")[0].resume()
    store.close()
    assert ([], 200, 0, 0) == (verdict.wrong, verdict.texts, verdict.twice, verdict.lost)
