"""Between every two statements of one decision, another one about the same time is made."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from tests.crash.test_statements import start_over
from tests.world.office import World
from worker.store.practice import tables

REQUEST = UUID("6f1c0e0e-3a52-4b1c-9d0a-0c2f4a5b6c7d")
OTHER_OP = 3
OTHER_APT = 11940


@contextmanager
def meanwhile(world: World, statements: int) -> Iterator[list[int]]:
    """After so many statements, decide about another operatory; says how often that came about."""
    passed, decided = [0], [0]

    def count(*_: Any) -> None:
        passed[0] += 1
        if passed[0] == statements + 1:
            decided[0] += 1
            world.ask(apt=OTHER_APT, op=OTHER_OP)

    event.listen(world.store.engine, "before_cursor_execute", count)
    try:
        yield decided
    finally:
        event.remove(world.store.engine, "before_cursor_execute", count)


def test_a_half_written_blockout_is_left_to_its_operatory(world: World) -> None:
    """Whoever offers the same time in another operatory takes no blockout that is not theirs."""
    if world.store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    world.add(tables.operatory, operatory_num=OTHER_OP, op_name="Op 3")
    world.patient(27)
    world.appointment(OTHER_APT, 27)

    for statement in itertools.count():
        start_over(world)
        with meanwhile(world, statement) as decided:
            world.ask(request_id=REQUEST)
        if not decided[0]:
            break

        held = {row["schedule_num"] for row in world.rows(tables.asapcomm)}
        places = [row["schedule_num"] for row in world.rows(tables.scheduleop)]
        assert 2 == len(held), f"decided after statement {statement}"
        assert sorted(held) == sorted(places), f"decided after statement {statement}"
    assert statement > 10
