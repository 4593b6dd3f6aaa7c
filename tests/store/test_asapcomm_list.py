"""Pages of offers by the time they were entered, found by key."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.keys import ClinicNum
from schemas.wire import NEVER
from tests.contract.engines import KINDS, Engines
from tests.world.office import World
from worker.store.portion import Portion
from worker.store.practice import asapcomm_list, tables

MIDNIGHT = datetime(2026, 11, 1)
ENTERED = st.lists(st.integers(min_value=0, max_value=40 * 24), max_size=60)
"""Hours after midnight of the first of the month, in the order of the keys or nearly so."""


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return a fresh office on each kind of database."""
    return World.on(engines.store(request.param))


def enter(world: World, hours: list[int], clinic_num: int = 0) -> None:
    """Write offers entered so many hours after midnight."""
    rows = [
        {"date_time_entry": MIDNIGHT + timedelta(hours=hour), "clinic_num": clinic_num}
        for hour in hours
    ]
    if rows:
        with world.store.writing() as transaction:
            transaction.insert_all(tables.asapcomm, rows)


def page(
    world: World, start: datetime, end: datetime, clinic: int | None = None, limit: int = 1000
) -> list[int]:
    """Return the numbers on a page."""
    clinic_num = None if clinic is None else ClinicNum(clinic)
    with world.store.reading() as transaction:
        found = asapcomm_list.list_entered(transaction, start, end, Portion(limit), clinic_num)
    return [offer.asap_comm_num for offer in found]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hours=ENTERED,
    disorder=st.lists(st.integers(-20, 20)),
    days=st.tuples(st.integers(-2, 42), st.integers(0, 9)),
)
def test_a_page_holds_what_a_full_reading_finds(
    world: World, hours: list[int], disorder: list[int], days: tuple[int, int]
) -> None:
    """Looking by key leaves out nothing, though entry times lag behind the order of the keys."""
    world.remove(tables.asapcomm)
    moved = [
        hour + shift for hour, shift in zip(sorted(hours), [*disorder, *[0] * 60], strict=False)
    ]
    enter(world, moved)
    start = MIDNIGHT + timedelta(days=days[0])
    end = start + timedelta(days=days[1])

    rows = world.rows(tables.asapcomm)
    expected = [row["asap_comm_num"] for row in rows if start <= row["date_time_entry"] < end]

    assert expected == page(world, start, end)


def test_strides_reach_far_back(world: World) -> None:
    """An old day in a long table is found."""
    enter(world, list(range(3000)))

    numbers = [row["asap_comm_num"] for row in world.rows(tables.asapcomm)]
    assert numbers[24:48] == page(world, MIDNIGHT + timedelta(days=1), MIDNIGHT + timedelta(days=2))


def test_random_keys_are_read_through(world: World) -> None:
    """An office with random keys has its offers entered in no order of keys."""
    world.preference("RandomPrimaryKeys", "1")
    enter(world, [900, 3, 500, 4, 700])

    numbers = [row["asap_comm_num"] for row in world.rows(tables.asapcomm)]
    assert [numbers[1], numbers[3]] == page(world, MIDNIGHT, MIDNIGHT + timedelta(days=1))


def test_a_clinics_page_is_its_own(world: World) -> None:
    """ClinicNum narrows the page, and 0 is a clinic like others."""
    enter(world, [1, 2], clinic_num=0)
    enter(world, [3, 4], clinic_num=7)

    end = MIDNIGHT + timedelta(days=1)
    numbers = [row["asap_comm_num"] for row in world.rows(tables.asapcomm)]
    assert (numbers[:2], numbers[2:]) == (
        page(world, MIDNIGHT, end, 0),
        page(world, MIDNIGHT, end, 7),
    )


def test_extreme_dates_are_no_error(world: World) -> None:
    """The first and the last day there are can be asked for."""
    enter(world, [1])

    assert 1 == len(page(world, NEVER, datetime(9999, 12, 31)))
