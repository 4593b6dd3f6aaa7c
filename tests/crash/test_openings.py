"""Death while an opening for a list is made: whoever comes after makes the one opening."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from tests.contract.engines import INNODB, MYISAM, POSTGRESQL, SQLITE, Engines
from tests.crash.deaths import Killed, dies_everywhere
from tests.crash.test_statements import start_over
from tests.steps.opening.lists import put_on_list
from tests.world.office import World
from worker.rules.skip import TRIED_TOO_OFTEN
from worker.steps.redelivery import LONGEST
from worker.store.ledger.tables import opening, request
from worker.store.practice import tables

REQUEST = UUID("6f1c0e0e-3a52-4b1c-9d0a-0c2f4a5b6c7d")
ASIDE = {"asap_comm_num", "schedule_num", "schedule_op_num", "short_guid", "date_t_stamp"}


@pytest.fixture(params=[SQLITE, POSTGRESQL, INNODB, MYISAM])
def office(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return an office with three patients on its list, on each kind of database."""
    world = World.on(engines.store(request.param))
    put_on_list(world)
    return world


def begin_again(world: World) -> None:
    """Remove what openings have written."""
    start_over(world)
    world.remove(opening)


def made(world: World) -> list[list[dict[str, Any]]]:
    """Return what the office sees of an opening; keys and links aside."""
    written = (tables.asapcomm, tables.schedule, tables.scheduleop)
    return [
        [{key: row[key] for key in row if key not in ASIDE} for row in world.rows(table)]
        for table in written
    ]


@contextmanager
def death_at_offer(world: World, number: int) -> Iterator[None]:
    """Die before so many offers are written: the server is stopped in the middle of a statement."""

    def die(_: Any, cursor: Any, statement: str, rows: Any, *__: Any) -> None:
        if "INSERT INTO asapcomm " in statement.replace("`", ""):
            if number > 1:
                cursor.executemany(statement, rows[: number - 1])
            raise Killed

    event.listen(world.store.engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(world.store.engine, "before_cursor_execute", die)


def test_an_opening_is_made_once_wherever_a_worker_dies(office: World) -> None:
    """After any death, the message delivered again makes exactly one offer a patient."""

    def decide() -> None:
        office.open(request_id=REQUEST)

    decide()
    undisturbed = made(office)

    deaths = 0
    for statement in dies_everywhere(office, decide, lambda: begin_again(office)):
        decide()
        deaths += 1

        assert undisturbed == made(office), f"died at statement {statement}"
        nums = {row["asap_comm_num"] for row in office.rows(tables.asapcomm)}
        assert nums == {row["asap_comm_num"] for row in office.rows(request)}
    assert deaths > 1


def test_whoever_comes_after_a_death_keeps_to_the_plan(engines: Engines) -> None:
    """Without transactions the times are those of the first plan, whatever has changed since."""
    world = World.on(engines.store(MYISAM))
    put_on_list(world)
    with pytest.raises(Killed), death_at_offer(world, 3):
        world.open(request_id=REQUEST)
    begun = world.rows(tables.asapcomm)
    assert 2 == len(begun)
    world.later(seconds=5)
    world.patient(5, wireless_phone="5035550177")
    world.appointment(5, 5)

    world.open(request_id=REQUEST)

    rows = world.rows(tables.asapcomm)
    assert begun == rows[: len(begun)]
    assert 3 == len(rows)
    assert 1 == len(world.rows(tables.schedule))


def test_an_opening_that_kills_each_time_is_given_up(engines: Engines) -> None:
    """What was written of it is stopped, with its Note, and nothing more is."""
    world = World.on(engines.store(MYISAM))
    put_on_list(world)
    with pytest.raises(Killed), death_at_offer(world, 3):
        world.open(request_id=REQUEST)
    written = len(world.rows(tables.asapcomm))
    world.later(seconds=LONGEST.total_seconds())
    for _ in range(world.office.max_attempts):
        with pytest.raises(Killed), death_at_offer(world, 1):
            world.open(request_id=REQUEST)
        world.later(seconds=LONGEST.total_seconds())

    decided = world.open(request_id=REQUEST)

    assert "tried-too-often" == decided.refusal_code
    notes = [row["note"] for row in world.rows(tables.asapcomm)]
    assert [TRIED_TOO_OFTEN.sentence] * written == notes
