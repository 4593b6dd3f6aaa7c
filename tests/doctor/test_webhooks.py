"""End points that take nothing are said, with what to do about it."""

from tests.doctor.reading import bad, settings
from tests.world.office import NOW, World
from worker.doctor import own
from worker.store.ledger.event_tables import endpoint


def test_end_points_are_looked_at(world: World) -> None:
    """None is nothing to say; one that takes all is fine; one that fails or is paused is a note."""
    assert [] == own.examine(world.store, settings(), [own.end_points])
    world.add(endpoint, url="https://example.com", secret="", created_at=NOW, failures=0)
    assert [] == bad(own.examine(world.store, settings(), [own.end_points]))
    world.change(endpoint, failing_since=NOW, failures=1)
    (failing,) = bad(own.examine(world.store, settings(), [own.end_points]))
    world.change(endpoint, paused_at=NOW)
    (paused,) = bad(own.examine(world.store, settings(), [own.end_points]))

    assert "has taken nothing since 2023-10-16 09:01 UTC" in failing[1]
    assert "is told nothing since 2023-10-16 09:01 UTC" in paused[1]
