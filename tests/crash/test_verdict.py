"""The judge is not blind: whatever is wrong is said."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from tests.crash.people import Guest, invite, morning, open_all_day
from tests.crash.verdict import Evidence, Verdict, is_settled, judge
from tests.world.kept import KeptFile
from tests.world.office import World
from worker.steps.create import create
from worker.store.ledger.tables import attempt, request
from worker.store.practice import tables


@pytest.fixture
def world(kept_file: KeptFile) -> Iterator[World]:
    """Return an office on SQLite at which everybody may be texted now."""
    made = World(kept_file.fresh())
    made.policy(zone=morning())
    made.now = datetime.now(UTC)
    open_all_day(made)
    yield made
    made.store.close()


@pytest.fixture
def guest(world: World) -> Guest:
    """Return a patient whose offer was sent."""
    (invited,) = invite(world, 0, 1)
    num = create(invited.message, world.office, world.now).asap_comm_num
    assert num is not None
    world.send(num)
    return invited


def verdict_on(world: World, guest: Guest, texts: int = 1) -> Verdict:
    """Judge, where the provider says that it has accepted so many texts."""
    link = world.rows(tables.asapcomm)[0]["short_guid"]
    return judge(Evidence(world, {link: texts}), [guest])


def test_one_text_is_good(world: World, guest: Guest) -> None:
    """Nothing is wrong with what was promised and kept."""
    verdict = verdict_on(world, guest)

    assert verdict.is_good
    assert (1, 1) == (verdict.offers, verdict.texts)
    assert is_settled(world)


@pytest.mark.parametrize(("texts", "twice", "lost"), [(2, 1, 0), (3, 2, 0), (0, 0, 1)])
def test_texts_are_counted_by_the_provider(
    world: World, guest: Guest, texts: int, twice: int, lost: int
) -> None:
    """What our own rows say does not matter."""
    verdict = verdict_on(world, guest, texts)

    assert (twice, lost, False) == (verdict.twice, verdict.lost, verdict.is_good)


def test_an_offer_that_was_never_made_is_lost(world: World) -> None:
    """A request that nobody decided has no text either."""
    (invited,) = invite(world, 0, 1)

    verdict = judge(Evidence(world, {}), [invited])

    assert 1 == verdict.lost
    assert [f"request for {invited.apt_num} was never answered"] == verdict.wrong


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda world: world.remove(tables.smstomobile), "left 0 texts and 1 commlogs"),
        (lambda world: world.remove(tables.commlog), "left 1 texts and 0 commlogs"),
        (lambda world: world.remove(tables.scheduleop), "has 1 blockouts in 0 places"),
        (lambda world: world.change(tables.schedule, note="0 texts"), "says '0 texts'"),
        (lambda world: world.add(tables.schedule, sched_type=4), "belongs to no offer"),
        (lambda world: world.change(attempt, state="unknown"), "is unknown"),
        (lambda world: world.change(request, asap_comm_num=77), "names another offer"),
        (lambda world: world.change(tables.asapcomm, sms_send_status=5), "ended with status 5"),
    ],
)
def test_whatever_is_wrong_is_said(
    world: World, guest: Guest, spoil: Callable[[World], object], said: str
) -> None:
    """Rows, counts, leftovers and states."""
    spoil(world)

    verdict = verdict_on(world, guest)

    assert any(said in sentence for sentence in verdict.wrong), verdict.wrong


@pytest.mark.parametrize(
    "spoil",
    [
        lambda world: world.change(attempt, state="dispatching"),
        lambda world: world.change(request, decided_at=None),
        lambda world: world.change(tables.asapcomm, sms_send_status=2),
    ],
)
def test_what_is_open_is_not_settled(
    world: World, guest: Guest, spoil: Callable[[World], object]
) -> None:
    """Nobody judges before all is done."""
    assert guest.apt_num
    spoil(world)

    assert not is_settled(world)
