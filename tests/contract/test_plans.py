"""No statement reads a table that grows from end to end, on any engine.

Look-ups find their rows by indexes that are there, or walk along their order to the page's end. The
history costs what its days hold, not what the office has had.
"""

import ast
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select, text

from bench import scale_rows
from schemas.keys import ClinicNum, OpNum
from tests.architecture.sources import tree
from tests.contract.engines import KINDS, Engines
from tests.contract.plan_values import APPOINTMENTS, NOON, analyze, fill_the_rest
from tests.contract.plan_work import BUILT_WHEN_RUN, STORE, declared, run_declared, values_of, work
from tests.contract.plans import GROWING, Ran
from tests.world.office import World
from worker.rules.slot import Slot
from worker.steps import history
from worker.steps.history import Days
from worker.store.portion import Portion
from worker.store.practice import calendar, look_ups, looked_up, records, tables
from worker.store.practice.look_ups import LookUp

OFTEN: Final = 12
"""A driver prepares after five runs, PostgreSQL weighs a plan for all values after five more."""

SCANS: Final = text("SELECT relname, seq_scan FROM pg_stat_xact_user_tables")

READS_A_COLUMN: Final = {"patients._WITH_DIGITS", "recalls._MARKED"}
"""A number may be written in any way, and no index knows them all; asked when a patient has written.

Open Dental has no index on recall.Priority; asked when somebody wants recalls for an opening.
"""

DAY: Final = date(2026, 3, 6)
"""No opening that ``work`` offers is on it."""

PAGE: Final = Portion(100)
MOST_STATEMENTS: Final = 7
MOST_OF_HISTORY: Final = 12

FILTERS: Final[dict[str, Any]] = {
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
"""What each filter of a look-up is tried with."""

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

TODAY: Final = NOON.date()
CLINICS: Final = (None, ClinicNum(0))


@pytest.fixture(scope="module", params=KINDS)
def world(
    request: pytest.FixtureRequest, engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Return an office of some months on each kind of database, with its statistics."""
    store = engines.fresh(request.param, tmp_path_factory.mktemp("plans"))
    with store.writing() as transaction:
        scale_rows.fill(transaction.connection, APPOINTMENTS)
        fill_the_rest(transaction.connection)
    with store.writing() as transaction:
        analyze(transaction.connection)
    made = World(store)
    made.now = NOON
    yield made
    made.store.close()


def test_no_growing_table_is_read_in_full(world: World) -> None:
    """What the service runs finds its rows through an index, but for what is known to read more."""
    with Ran(world.store) as ran:
        run_declared(world, ran)
        ran.name = "work"
        work(world)

    read = {
        name: [step.how for step in steps if step.is_whole and step.table in GROWING]
        for name, steps in ran.plans()
    }
    whole = {name.partition(":")[0]: steps for name, steps in read.items() if steps}
    assert whole.keys() == READS_A_COLUMN, whole


def test_plans_for_any_value_are_good_too(world: World) -> None:
    """What PostgreSQL runs often it plans once for all values, and still reads no table in full."""
    if world.store.engine.dialect.name != "postgresql":
        return
    with world.store.engine.connect() as connection:
        scans = [("", scanned(connection))]
        for name, statement in declared().items():
            for _ in range(OFTEN):
                connection.execute(statement, values_of(name, statement))
            scans.append((name, scanned(connection)))

    read = {name: after - before for (_, before), (name, after) in pairwise(scans)}
    whole = {name: tables for name, tables in read.items() if tables}
    assert whole.keys() == READS_A_COLUMN, whole


def scanned(connection: Connection) -> set[tuple[str, int]]:
    """Return how often each growing table was read in full, by PostgreSQL's own count."""
    return {(name, scans) for name, scans in connection.execute(SCANS) if name in GROWING}


def test_the_slot_check_begins_with_its_day(world: World) -> None:
    """A look at a slot costs as much as its day is full, not as the operatory is old."""
    op, start = scale_rows.gap(0)
    slot = Slot(OpNum(op), start, start + timedelta(minutes=20))
    with Ran(world.store) as ran, world.store.reading() as transaction:
        records.in_the_way(transaction, slot)

    ((_, steps),) = ran.plans()
    read = [step for step in steps if step.table in GROWING]
    assert ["appointment", "schedule", "scheduleop"] == [step.table for step in read]
    assert "AptDateTime" in read[0].how
    assert "SchedDate" in read[1].how


def test_a_full_read_is_noticed(world: World) -> None:
    """A statement without a fitting index does not pass."""
    careless = select(tables.appointment.c.apt_num).where(tables.appointment.c.note == "x")
    with Ran(world.store) as ran, world.store.reading() as transaction:
        transaction.all(careless)

    ((_, steps),) = ran.plans()
    assert [("appointment", True)] == [(step.table, step.is_whole) for step in steps]


def test_statements_built_when_run_are_known() -> None:
    """A statement that is built inside a function is one that these tests run."""
    builders = {"select", "update", "delete"}
    found = {
        f"{path.stem}.{function.name}"
        for path in STORE
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in builders
    }

    assert BUILT_WHEN_RUN == found


def asked(look_up: LookUp) -> Iterator[dict[str, Any]]:
    """Return a day alone, each filter with and without a day, and nothing at all.

    Schedules are of today where no day is given, so they are never asked for without one.
    """
    day = {} if look_up.days is None else {"dateStart": DAY, "dateEnd": DAY}
    for of_day in [day] if look_up is looked_up.SCHEDULES else [{}, day]:
        yield of_day
        yield from ({**of_day, name: FILTERS[name]} for name in look_up.filters)


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


def whole(ran: Ran) -> list[str]:
    """Return what reads a growing table in full."""
    return [
        f"{name}: {step.how}"
        for name, plan in ran.plans()
        for step in plan
        if step.is_whole and step.table in GROWING
    ]


@pytest.mark.parametrize("clinic_num", CLINICS)
def test_a_page_is_found_by_keys(world: World, clinic_num: ClinicNum | None) -> None:
    """Names, times and texts hang on its lines, and are read by theirs."""
    with Ran(world.store) as ran, world.store.reading() as transaction:
        found = history.page(transaction, Days(TODAY, TODAY, clinic_num), Portion(100))

    assert found.offers
    assert found.texts_sent
    assert len(list(ran.plans())) <= MOST_OF_HISTORY
    assert [] == whole(ran)


@pytest.mark.parametrize("clinic_num", CLINICS)
def test_figures_are_counted_by_keys(world: World, clinic_num: ClinicNum | None) -> None:
    """Of a few days; a year of an office is most of what it has."""
    days = Days(TODAY - timedelta(days=1), TODAY, clinic_num)
    with Ran(world.store) as ran, world.store.reading() as transaction:
        found = history.weeks(transaction, days, ZoneInfo("UTC"))

    assert found.together.openings_offered
    assert len(list(ran.plans())) <= MOST_OF_HISTORY
    assert [] == whole(ran)
