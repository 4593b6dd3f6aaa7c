"""What a web process left behind when it died is done by the clock and a worker."""

from collections.abc import Iterator

import httpx2
import pytest

from schemas.codes import ResponseStatus
from tests.world.front import Front
from tests.world.office import START, World
from tests.world.stack import Stack, eventually, settings_of
from tests.world.visitor import Visitor
from worker.clock import tick
from worker.rules.answer import Answer
from worker.store.ledger import answers
from worker.store.practice import tables


@pytest.fixture
def tidy(world: World, redis_url: str, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return a service that takes blockouts off the schedule."""
    world.policy(keeps_blockouts=False)
    settings = settings_of(world, redis_url, keep_blockouts=False)
    with Stack(world, settings, front, http).open() as made, made.working():
        yield made


def test_an_answer_that_was_left_behind_is_finished(service: Stack) -> None:
    """An acceptance that was written down and no more is moved, and confirmed by text."""
    world = service.world
    visitor = Visitor.texted(world)
    shown = visitor.open()
    with world.store.writing() as transaction:
        answers.add(
            transaction,
            page=shown.page.link.page,
            after=0,
            asap_comm_num=visitor.num,
            answer=Answer.ACCEPT,
            was_start=shown.page.was_start,
            slot_start=START,
            answered_at=world.now,
            outcome=None,
            ended_at=None,
        )

    service.tick()
    service.idle()

    assert ResponseStatus.ACCEPTED_AND_MOVED is visitor.status
    eventually(lambda: 2 == len(world.gateway.texts))
    assert "Appointment scheduled for Anna on 10/18/2023" in world.gateway.texts[1].body


def test_blockouts_are_ended_by_the_clock(tidy: Stack) -> None:
    """Long after the slot its blockout is looked at in its turn, and goes."""
    visitor = Visitor.texted(tidy.world)
    visitor.decline()
    tidy.world.change(tables.schedule, sched_date=tidy.world.today)

    tick_at(tidy)
    tidy.idle()

    eventually(lambda: [] == tidy.world.rows(tables.schedule))


def tick_at(stack: Stack) -> None:
    """Let the clock look at the world's own moment."""
    world = stack.world
    tick(stack.settings, world.store, stack.producer, stack.nudges, world.clock)
