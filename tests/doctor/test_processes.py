"""Whether anybody does the work."""

from datetime import timedelta
from pathlib import Path

from tests.doctor.reading import bad, notes, settings, wrong
from tests.world.office import World
from worker.doctor import own
from worker.rules.health import Heartbeat, ProcessKind
from worker.steps.heartbeat import Heart
from worker.store.engine import Store
from worker.store.ledger import heartbeats


def test_nobody_was_ever_started(world: World) -> None:
    """Whoever sets up a deployment checks first, so it is a note while nothing waits."""
    found = own.examine(world.store, settings(), [own.processes])

    assert [
        "Of the worker processes none lives. What waits: nothing.",
        "Of the clock processes none lives. What waits: nothing.",
    ] == notes(found)


def test_both_live(world: World) -> None:
    """There is nothing to do."""
    for kind in (*ProcessKind, ProcessKind.WORKER):
        Heart(world.store, kind).beat()

    found = own.examine(world.store, settings(), [own.processes])

    assert [] == bad(found)
    assert ["A worker lives and works.", "A clock lives and works."] == [
        each.found for each in found
    ]


def test_one_has_died(world: World) -> None:
    """It is wrong, and the finding says since when."""
    Heart(world.store, ProcessKind.CLOCK).beat()
    heard = world.store.now() - timedelta(minutes=2)
    with world.store.writing() as transaction:
        heartbeats.beat(
            transaction,
            Heartbeat(
                process_id="1",
                kind=ProcessKind.WORKER,
                machine="one",
                pid=1,
                started_at=heard,
                beat_at=heard,
                did_at=None,
            ),
        )

    (sentence,) = wrong(own.examine(world.store, settings(), [own.processes]))

    assert sentence.startswith(f"Of the worker processes none lives since {heard:%Y-%m-%d %H:%M}")


def test_a_database_that_is_not_ready(tmp_path: Path) -> None:
    """That is said elsewhere."""
    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")

    assert [] == own.examine(store, settings(), [own.processes])
    store.close()
