"""The nights in which the office's clock is set forward or back."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

import pytest

from tests.world.office import World
from tests.world.visitor import Visitor
from worker.explain.report import _spaced
from worker.explain.timeline import timeline
from worker.store.ledger.tables import attempt
from worker.store.practice import tables

PACIFIC = ZoneInfo("America/Los_Angeles")
SATURDAY = datetime(2027, 3, 14, 5, tzinfo=UTC)
"""Nine in the evening in Los Angeles, before the night in which an hour is left out."""


@pytest.fixture(autouse=True)
def in_california(world: World) -> None:
    """Let the office be where clocks are set."""
    world.policy(zone=PACIFIC)
    world.now = SATURDAY


@pytest.mark.parametrize("start", ["2027-03-14 02:30:00", "2027-03-14 02:00:00"])
def test_a_time_that_no_clock_shows_is_refused(world: World, start: str) -> None:
    """Nobody is texted about it, and the sentence says why."""
    decided = world.ask(start=datetime.fromisoformat(start))

    assert HTTPStatus.BAD_REQUEST == decided.status
    assert (
        f"No clock in America/Los_Angeles ever shows {start}: it is set forward over that time."
        == decided.sentence
    )
    assert [] == world.rows(tables.schedule)


@pytest.mark.parametrize(
    ("now", "start", "hours"),
    [
        (SATURDAY, "2027-03-14 08:00:00", 10),
        (datetime(2027, 11, 7, 4, tzinfo=UTC), "2027-11-07 05:00:00", 9),
    ],
)
def test_a_text_is_valid_for_real_hours(
    world: World, now: datetime, start: str, hours: int
) -> None:
    """It lives until the slot, over which night ever the clock is set."""
    world.now = now
    world.send(world.offered(start=datetime.fromisoformat(start)))

    assert timedelta(hours=hours) == world.gateway.texts[0].valid_for


def test_the_first_of_two_hours_is_over_in_the_second(world: World) -> None:
    """A slot in the hour that comes twice is in the first one."""
    world.now = datetime(2027, 11, 7, 9, 10, tzinfo=UTC)
    decided = world.ask(start=datetime(2027, 11, 7, 1, 30))

    assert HTTPStatus.BAD_REQUEST == decided.status
    assert "has already started" in decided.sentence


def test_a_patient_has_until_the_last_real_minutes(world: World) -> None:
    """The page offers nothing less than LAST_ACCEPT_MINUTES before the slot."""
    world.policy(last_accept=timedelta(minutes=30))
    visitor = Visitor.texted(world, start=datetime(2027, 3, 14, 3, 10))
    world.now = datetime(2027, 3, 14, 9, 35, tzinfo=UTC)
    in_time = visitor.look().page.open
    world.now = datetime(2027, 3, 14, 9, 45, tzinfo=UTC)
    too_late = visitor.look().page.open

    assert (1, 0) == (len(in_time), len(too_late))


def test_what_is_told_later_came_later(world: World) -> None:
    """A timeline over the hour that comes twice stays in order, with real spans."""
    world.now = datetime(2027, 11, 7, 4, tzinfo=UTC)
    num = world.offered(start=datetime(2027, 11, 7, 20))
    world.send(num)
    began = datetime(2027, 11, 7, 8, 50, tzinfo=UTC)
    world.change(attempt, began_at=began, ended_at=began + timedelta(minutes=20))
    with world.store.reading() as transaction:
        told = timeline(transaction, num, PACIFIC)

    assert told is not None
    spans = [span for entry, span in _spaced(told) if entry.part.value == "attempt"]
    assert "+20.0 min" == spans[1]
