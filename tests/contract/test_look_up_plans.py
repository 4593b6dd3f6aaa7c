"""Look-ups find their rows by indexes that are there, or walk along their order to the page's end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from tests.contract.test_plans import GROWING, Ran, world
from tests.world.office import World
from worker.store.portion import Portion
from worker.store.practice import calendar, look_ups, looked_up
from worker.store.practice.look_ups import LookUp

__all__ = ["world"]

DAY: Final = date(2026, 3, 5)
PAGE: Final = Portion(100)
MOST_STATEMENTS: Final = 7

VALUES: Final[dict[str, Any]] = {
    "PatNum": 50,
    "AptStatus": 5,
    "Op": 2,
    "ClinicNum": 1,
    "DateTStamp": datetime(2026, 3, 4),
    "AppointmentTypeNum": 3,
    "ProvNum": 2,
    "SchedType": 4,
    "BlockoutDefNum": 11,
    "EmployeeNum": 3,
    "ScheduleNum": 3000,
    "OperatoryNum": 2,
}
"""What each filter is tried with."""

WALKED: Final = {
    ("Appointment", ()),
    ("Appointment", ("AptStatus",)),
    ("Appointment", ("Op",)),
    ("Appointment", ("DateTStamp",)),
    ("ScheduleOp", ()),
    ("ScheduleOp", ("OperatoryNum",)),
}
"""Read along the order until the page is full, at least on one kind of database."""

LOOK_UPS: Final = [one for one in vars(looked_up).values() if isinstance(one, LookUp)]


def asked(look_up: LookUp) -> Iterator[dict[str, Any]]:
    """Return a day alone, each filter with and without a day, and nothing at all.

    Schedules are of today where no day is given, so they are never asked for without one.
    """
    day = {} if look_up.days is None else {"dateStart": DAY, "dateEnd": DAY}
    for of_day in [day] if look_up is looked_up.SCHEDULES else [{}, day]:
        yield of_day
        yield from ({**of_day, name: VALUES[name]} for name in look_up.filters)


@pytest.mark.parametrize("look_up", LOOK_UPS, ids=lambda one: f"{one.table.name}-{len(one.always)}")
def test_no_look_up_reads_a_growing_table_in_full(world: World, look_up: LookUp) -> None:
    """What has an index is found by it, and each request runs a few statements."""
    whole = {}
    for given in asked(look_up):
        with Ran(world.store) as ran, world.store.reading() as transaction:
            look_ups.list_rows(transaction, look_up, given, PAGE)
        plans = list(ran.plans())
        assert 1 <= len(plans) <= MOST_STATEMENTS
        read = [
            step.how
            for _, plan in plans
            for step in plan
            if step.table in GROWING & {step.table} and step.is_whole
        ]
        if read:
            whole[look_up.shows.__name__, tuple(given)] = read

    assert whole.keys() <= WALKED, whole


def test_free_time_begins_with_its_days(world: World) -> None:
    """The schedule of a day and the ASAP list cost what they hold, not what the office has had."""
    with Ran(world.store) as ran, world.store.reading() as transaction:
        calendar.read(transaction, DAY, DAY)
        found = calendar.candidates(transaction)
    plans = list(ran.plans())

    assert found
    assert len(plans) <= MOST_STATEMENTS
    assert [] == [
        step for _, plan in plans for step in plan if step.is_whole and step.table in GROWING
    ]


def test_a_row_is_found_by_its_key(world: World) -> None:
    """One row is one look at an index."""
    with Ran(world.store) as ran, world.store.reading() as transaction:
        assert look_ups.find(transaction, looked_up.APPOINTMENTS, 5000) is not None
        assert look_ups.find(transaction, looked_up.SCHEDULES, 3000) is not None

    assert [] == [
        how for _, plan in ran.plans() for table, how, whole in plan if whole and table in GROWING
    ]


def test_a_day_is_read_by_its_index(world: World) -> None:
    """The appointments of a day are those of the day, its first and its last second included."""
    midnight = datetime.combine(DAY, datetime.min.time())
    with world.store.reading() as transaction:
        rows = look_ups.list_rows(
            transaction, looked_up.APPOINTMENTS, {"dateStart": DAY, "dateEnd": DAY}, Portion(1000)
        )
    times = [row.apt_date_time for row in rows]  # type: ignore[attr-defined]

    assert 60 == len(times)
    assert sorted(times) == times
    assert midnight <= times[0]
    assert times[-1] < midnight + timedelta(days=1)
