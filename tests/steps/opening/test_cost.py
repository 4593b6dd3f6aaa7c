"""What an opening for a long list asks of the database: so much for each patient, and no more."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from schemas.codes import Priority, YesNo
from tests.steps.opening.lists import drafted
from tests.world.office import APT, START, World
from tests.world.statements import listened
from worker.steps.opening.draft import Draft
from worker.store.practice import tables

PATIENTS = 100
NOW_AND_THEN = 2
"""The database is asked for its time, and for what is remembered, once in a while."""


def fill_list(world: World) -> None:
    """Put a hundred patients on the list."""
    world.remove(tables.appointment)
    with world.store.writing() as transaction:
        for num in range(APT + 1, APT + 1 + PATIENTS):
            transaction.insert(
                tables.patient,
                pat_num=num,
                f_name="Ann",
                wireless_phone=f"50355{num % 100_000:05}",
                txt_msg_ok=YesNo.YES,
            )
            transaction.insert(
                tables.appointment,
                apt_num=num,
                pat_num=num,
                pattern="XXXX",
                priority=Priority.ASAP,
                apt_status=5,
            )


def asked(world: World, work: Any) -> int:
    """Count the statements of a piece of work."""
    with listened(world.store.engine) as statements:
        work()
    return len(statements)


def test_a_dry_run_asks_as_much_for_a_hundred_as_for_one(world: World) -> None:
    """What is known of everybody is read at once."""
    one = asked(world, lambda: drafted(world))
    fill_list(world)
    made: list[object] = []
    many = asked(world, lambda: made.append(drafted(world)))

    assert isinstance(made[0], Draft)
    assert PATIENTS == made[0].plan.texts
    assert many <= one + NOW_AND_THEN


def test_an_opening_asks_as_much_for_a_hundred_as_for_one(world: World) -> None:
    """Locks, offers and the rows by which they end are each written in one go."""
    one = asked(world, world.open)
    fill_list(world)

    many = asked(world, lambda: world.open(dateTimeStart=START + timedelta(days=1)))

    assert PATIENTS == len(world.rows(tables.asapcomm)) - 1
    assert many <= one + NOW_AND_THEN


def test_a_long_list_is_asked_about_by_its_patients(world: World) -> None:
    """SQLite has no statistics, and would read all that was ever sent by the index of the status."""
    if world.store.engine.dialect.name != "sqlite":
        return
    fill_list(world)
    asked_for: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:
        asked_for.append(told[2:4])

    event.listen(world.store.engine, "before_cursor_execute", note)
    drafted(world)
    event.remove(world.store.engine, "before_cursor_execute", note)
    with world.store.engine.connect() as connection:
        plans = [
            str(step.detail)
            for statement, parameters in asked_for
            if " asapcomm " in statement
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    assert any("ix_asapcomm_PatNum" in plan for plan in plans)
    assert [] == [plan for plan in plans if "SmsSendStatus" in plan]
