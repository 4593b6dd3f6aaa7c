"""Times and days that no clock shows: a row of them hides no other and is acted upon as far as it can."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import Table, literal_column, update

from schemas.codes import ScheduleType
from tests.contract.engines import KINDS, MYISAM, MYISAM_STRICT, POSTGRESQL, SQLITE, Engines
from tests.world.office import APT, OP, START, World
from worker.rules.free_time import Calendar
from worker.store.practice import calendar, tables

NEVER = date(1, 1, 1)


@pytest.fixture(params=[*KINDS, MYISAM_STRICT])
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return a fresh office on each kind of database."""
    return World.on(engines.store(request.param))


def kind(world: World) -> str:
    """Name the database: sqlite, postgresql or mysql."""
    return str(world.store.engine.dialect.name)


def spoil(world: World, table: Table, **values: str) -> None:
    """Write into each row of a table what this service would not."""
    told: dict[Any, Any] = {
        table.c[name]: literal_column(f"'{value}'") for name, value in values.items()
    }
    with world.store.writing() as transaction:
        transaction.connection.execute(update(table).values(told))


def read(world: World) -> Calendar:
    """Read the day of the opening, as what finds openings and candidates does."""
    with world.store.reading() as transaction:
        return calendar.read(transaction, START.date(), START.date())


def test_a_blockout_that_ends_at_midnight_is_seen(world: World) -> None:
    """StopTime 24:00:00 ends with the day, not before it began."""
    world.blockout(START, START.replace(hour=20), "NS")
    spoil(world, tables.schedule, stop_time="24:00:00")

    assert HTTPStatus.BAD_REQUEST == world.ask().status


def test_hours_that_end_at_midnight_are_hours(world: World) -> None:
    """A provider's hours until 24:00:00 are read, beside those of others."""
    world.add(
        tables.schedule,
        sched_date=START.date(),
        start_time=START.time(),
        stop_time=time(20),
        sched_type=ScheduleType.PROVIDER,
        prov_num=7,
    )
    spoil(world, tables.schedule, stop_time="24:00:00")

    (shift,) = read(world).shifts

    assert (START, datetime.combine(START, time(23, 59, 59))) == (
        shift.hours.start,
        shift.hours.stop,
    )


def test_a_blockout_that_starts_at_midnight_hinders_nobody(world: World) -> None:
    """StartTime 24:00:00 is the end of the day too."""
    world.blockout(START, START.replace(hour=20), "NS")
    spoil(world, tables.schedule, start_time="24:00:00", stop_time="24:00:00")

    world.send(world.offered())

    assert 1 == len(world.gateway.texts)


def test_an_offer_whose_blockout_ends_at_midnight_goes_out(world: World) -> None:
    """Whoever looks at the offer's own blockout finds its start."""
    num = world.offered()
    spoil(world, tables.schedule, stop_time="24:00:00")

    world.send(num)

    assert 1 == len(world.gateway.texts)


@pytest.mark.parametrize("stop", ["47:30:00", "838:59:59"])
def test_a_time_past_the_day_ends_with_it(world: World, stop: str) -> None:
    """MariaDB keeps times as spans, and SQLite whatever it is given."""
    if kind(world) == "postgresql":
        pytest.skip("PostgreSQL keeps no such time")
    world.blockout(START, START.replace(hour=20), "NS")
    spoil(world, tables.schedule, stop_time=stop)

    assert HTTPStatus.BAD_REQUEST == world.ask().status


def test_a_time_before_the_day_begins_with_it(world: World) -> None:
    """A negative StartTime is 00:00."""
    if kind(world) == "postgresql":
        pytest.skip("PostgreSQL keeps no such time")
    world.blockout(START, START.replace(hour=20), "NS")
    spoil(world, tables.schedule, start_time="-01:30:00")

    assert HTTPStatus.BAD_REQUEST == world.ask().status


def test_days_that_are_none_hide_no_other(world: World) -> None:
    """Zero dates on SQLite and MariaDB are never."""
    if kind(world) == "postgresql":
        pytest.skip("PostgreSQL keeps no such day")
    world.booked(START.replace(hour=9))
    never = "0000-00-00 00:00:00"
    spoil(world, tables.patient, birthdate="0000-00-00")
    spoil(world, tables.appointment, sec_date_t_entry=never, date_time_arrived=never)
    spoil(world, tables.appointment, date_time_seated=never, apt_date_time=never)
    world.blockout(START.replace(hour=9), START.replace(hour=10), "NS")

    world.send(world.offered())

    assert 1 == len(world.gateway.texts)
    with world.store.reading() as transaction:
        listed = calendar.candidates(transaction)
    assert [(APT, NEVER)] == [(one.apt_num, one.apt_date_time.date()) for one in listed]


@pytest.mark.parametrize("engine", [SQLITE, POSTGRESQL, MYISAM])
def test_the_day_of_year_1_is_never(engines: Engines, engine: str) -> None:
    """Open Dental's own zero date on the schedule, with an appointment of an odd pattern on it."""
    world = World.on(engines.store(engine))
    world.booked(datetime(1, 1, 1), "\\xX /?")
    world.blockout(START, START.replace(hour=20), "NS")
    spoil(world, tables.schedule, sched_date="0001-01-01")

    assert () == read(world).blockouts
    assert HTTPStatus.OK == world.ask(op=OP).status
