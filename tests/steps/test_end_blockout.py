"""Blockouts that end themselves, where the office wants it."""

from datetime import timedelta

import pytest

from schemas.codes import ResponseStatus, ScheduleType
from tests.world.office import OP, START, World
from tests.world.visitor import Visitor
from worker.rules.answer import Outcome
from worker.steps.end_blockout import DAYS, end, sweep_blockouts
from worker.store.practice import tables


@pytest.fixture(autouse=True)
def _ends_blockouts(world: World) -> None:
    """Let the office want it."""
    world.policy(keeps_blockouts=False)


def end_all(world: World) -> int:
    """Do what the clock and its messages do; say how many blockouts went."""
    turn = [world.now + timedelta(seconds=second) for second in range(len(DAYS))]
    found = {num for now in turn for num in sweep_blockouts(world.office.desk, now)}
    for schedule_num in found:
        end(schedule_num, world.office.desk, world.now)
    return len(found)


def blockouts(world: World) -> int:
    """Count the Web Sched ASAP blockouts on the schedule, with their operatories."""
    rows = [row for row in world.rows(tables.schedule) if row["sched_type"] == ScheduleType.WEB_SCHED_ASAP]  # fmt: skip
    assert len(world.rows(tables.scheduleop)) == len(rows)
    return len(rows)


def test_an_open_offer_keeps_its_blockout(world: World) -> None:
    """While the patient may answer nothing is removed."""
    Visitor.texted(world).open()

    assert (0, 1) == (end_all(world), blockouts(world))


@pytest.mark.parametrize("answer", ["accept", "decline", "stop"])
def test_an_answer_ends_the_blockout(world: World, answer: str) -> None:
    """Accepted, declined and declined for good end it, once."""
    visitor = Visitor.texted(world)
    getattr(visitor, answer)()

    assert (1, 0) == (end_all(world), blockouts(world))
    assert 0 == end_all(world)


@pytest.mark.parametrize("status", [ResponseStatus.EXPIRED, ResponseStatus.FAILED])
def test_an_offer_that_came_to_nothing_ends_it(world: World, status: ResponseStatus) -> None:
    """Expired and failed offers are not waited for."""
    world.offered()
    world.change(tables.asapcomm, response_status=status)

    assert (1, 0) == (end_all(world), blockouts(world))


def test_a_time_that_has_come_ends_it(world: World) -> None:
    """Nobody can accept an opening that has begun."""
    Visitor.texted(world)
    world.now = world.now.replace(day=18, hour=14, minute=0, second=0)

    assert (1, 0) == (end_all(world), blockouts(world))


def test_offices_that_keep_them_keep_them(world: World) -> None:
    """By default a blockout stays for ever, as in Open Dental."""
    world.policy(keeps_blockouts=True)
    Visitor.texted(world).accept()
    end_all(world)

    assert 1 == blockouts(world)


def test_other_blockouts_stay(world: World) -> None:
    """Lunch breaks are none of ours."""
    world.blockout(START, START + timedelta(hours=1), "DC")
    Visitor.texted(world).decline()
    end_all(world)

    assert [ScheduleType.BLOCKOUT] == [row["sched_type"] for row in world.rows(tables.schedule)]


def test_a_decline_can_be_undone_after_the_blockout_has_gone(world: World) -> None:
    """What is remembered of the place lets the patient accept after all."""
    visitor = Visitor.texted(world)
    visitor.decline()
    end_all(world)

    assert Outcome.MOVED is visitor.accept()
    assert (START, OP) == tuple(
        world.rows(tables.appointment)[0][name] for name in ("apt_date_time", "op")
    )


def test_an_answer_that_came_between_keeps_the_blockout(world: World) -> None:
    """A message that is late finds a new offer's blockout as it is."""
    visitor = Visitor.texted(world)
    (num,) = [row["schedule_num"] for row in world.rows(tables.schedule)]
    end(num, world.office.desk, world.now)

    assert 1 == blockouts(world)
    assert ResponseStatus.PENDING_RSVP is visitor.status
