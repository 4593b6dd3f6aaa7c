"""Look-ups read the same on every kind of database, old rows and missing columns included."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text

from schemas.codes import AptStatus, Priority, SchedStatus, ScheduleType
from schemas.keys import ClinicNum
from tests.contract.engines import INNODB, KINDS, MYISAM, Engines
from tests.world.office import APT, APT_WAS_AT, OP, World
from worker.errors import Refused
from worker.rules.free_time import gaps
from worker.store.portion import Portion
from worker.store.practice import calendar, look_ups, looked_up, tables
from worker.store.practice.look_ups import LookUp, Values

DAY: Final = date(2026, 3, 5)
MORNING: Final = datetime(2026, 3, 5, 8)
WHOLE: Final = Portion(100)
ZERO_DATES: Final = (INNODB, MYISAM)
"""Kinds of databases that may hold a date of zeros, as those of old offices do."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return each kind of database."""
    return str(request.param)


@pytest.fixture
def world(kind: str, engines: Engines) -> World:
    """Return an office on each kind of database."""
    return World.on(engines.store(kind))


def found(
    world: World, look_up: LookUp, given: Values | None = None, portion: Portion = WHOLE
) -> list[Any]:
    """Read a page."""
    with world.store.reading() as transaction:
        return list(look_ups.list_rows(transaction, look_up, given or {}, portion))


def keys(world: World, look_up: LookUp, **given: object) -> list[int]:
    """Read a page's keys."""
    return [getattr(row, look_up.key.key) for row in found(world, look_up, given)]


def scheduled(world: World, *ops: int, **values: Any) -> int:
    """Put a row on the schedule, from 8 to 12."""
    told = {"sched_date": DAY, "start_time": time(8), "stop_time": time(12)}
    num = world.add(tables.schedule, **{**told, **values})
    for op in ops:
        world.add(tables.scheduleop, schedule_num=num, operatory_num=op)
    return num


def test_an_appointment_has_its_names(world: World) -> None:
    """What foreign keys stand for is read with the row."""
    status = world.add(tables.definition, category=2, item_name="Texted")
    unsched = world.add(tables.definition, category=13, item_name="Wants mornings")
    prov = world.add(tables.provider, abbr="DOC1")
    world.appointment(50, confirmed=status, prov_num=prov, unsched_status=unsched)

    with world.store.reading() as transaction:
        row: Any = look_ups.find(transaction, looked_up.APPOINTMENTS, 50)

    assert ("Texted", "DOC1") == (row.confirmed_name, row.prov_abbr)
    assert "Wants mornings" == row.unsched_status_name


def test_appointments_come_by_time(world: World) -> None:
    """Those of the same time by number."""
    for num, hour in ((50, 9), (51, 8), (52, 8)):
        world.appointment(num, apt_date_time=datetime.combine(DAY, time(hour)))

    assert [APT, 51, 52, 50] == keys(world, looked_up.APPOINTMENTS)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"PatNum": 27}, [50]),
        ({"AptStatus": AptStatus.COMPLETE}, [50]),
        ({"Op": 7}, [50]),
        ({"ClinicNum": 3}, [50]),
        ({"AppointmentTypeNum": 4}, [50]),
        ({"DateTStamp": datetime(2300, 1, 1)}, []),
        ({"dateStart": DAY, "dateEnd": DAY}, [50]),
        ({"dateStart": DAY}, [50]),
        ({"dateEnd": APT_WAS_AT.date()}, [APT]),
        ({"dateStart": DAY, "PatNum": 26}, []),
    ],
)
def test_appointments_are_filtered(world: World, given: Values, expected: list[int]) -> None:
    """Each filter finds what it names, and the last second of a day belongs to it."""
    world.appointment(
        50,
        27,
        apt_status=AptStatus.COMPLETE,
        op=7,
        clinic_num=3,
        appointment_type_num=4,
        apt_date_time=datetime.combine(DAY, time(23, 59, 59)),
    )

    assert expected == keys(world, looked_up.APPOINTMENTS, **given)


def test_the_asap_list_is_open_dentals(world: World) -> None:
    """Marked ASAP, of four statuses, and nothing planned that is scheduled already."""
    statuses = dict(enumerate(AptStatus, start=100))
    for num, status in statuses.items():
        world.appointment(num, apt_status=status)
    world.appointment(200, apt_status=AptStatus.PLANNED)
    world.appointment(
        201, apt_status=AptStatus.SCHEDULED, priority=Priority.NORMAL, next_apt_num=200
    )
    listed = {AptStatus.SCHEDULED, AptStatus.UNSCHED_LIST, AptStatus.BROKEN, AptStatus.PLANNED}

    expected = [num for num, status in statuses.items() if status in listed]
    assert [*expected, APT] == keys(world, looked_up.ASAP_LIST)


def test_the_asap_list_knows_dentist_and_hygienist(world: World) -> None:
    """ProvNum is either of both."""
    world.appointment(50, prov_num=3)
    world.appointment(51, prov_hyg=3)

    assert [50, 51] == keys(world, looked_up.ASAP_LIST, ProvNum=3)


def test_a_page_ends_at_its_limit(world: World) -> None:
    """The next page goes on where it ended."""
    world.appointment(50)
    world.appointment(51)
    pages = [
        [row.apt_num for row in found(world, looked_up.APPOINTMENTS, portion=portion)]
        for portion in (Portion(2), Portion(2, 2), Portion(2, 4))
    ]

    assert [[50, 51], [APT], []] == pages


def test_a_schedule_row_comes_once_with_its_operatories(world: World) -> None:
    """Several operatories make no duplicates."""
    kind = world.add(tables.definition, category=25, item_name="Lunch", item_value="NS")
    scheduled(world, 9, 5, sched_type=ScheduleType.BLOCKOUT, blockout_type=kind, note="a\r\nb")
    scheduled(world, start_time=time(7), sched_type=ScheduleType.EMPLOYEE, employee_num=4)

    rows = found(world, looked_up.SCHEDULES, {"dateStart": DAY, "dateEnd": DAY})

    assert [("", 4), ("5,9", 0)] == [(row.operatories, row.employee_num) for row in rows]
    shown = rows[1].model_dump(by_alias=True)
    assert ("Blockout", "Lunch", "a b") == (
        shown["SchedType"],
        shown["blockoutType"],
        shown["Note"],
    )


def test_what_a_version_lacks_is_left_out(kind: str, engines: Engines, tmp_path: Path) -> None:
    """A database without a column answers without its field; nothing else changes."""
    store = engines.fresh(kind, tmp_path)
    world = World.on(store)
    with store.engine.begin() as connection:
        quote = connection.dialect.identifier_preparer.quote
        for name in ("ColorOverride", "InsPlan1"):
            if connection.dialect.name == "sqlite":
                connection.execute(text(f"ALTER TABLE appointment DROP COLUMN {name}"))
            else:
                connection.execute(text(f"ALTER TABLE appointment DROP COLUMN {quote(name)}"))

    (row,) = found(world, looked_up.APPOINTMENTS)
    store.close()

    shown = row.model_dump(by_alias=True, exclude_unset=True)
    assert {"colorOverride", "InsPlan1"} & shown.keys() == set()
    assert (APT, 0) == (shown["AptNum"], shown["InsPlan2"])


def test_what_a_newer_version_has_is_shown(kind: str, engines: Engines, tmp_path: Path) -> None:
    """ItemOrderPlanned is answered where Open Dental has it."""
    store = engines.fresh(kind, tmp_path)
    with store.engine.begin() as connection:
        name = connection.dialect.identifier_preparer.quote("ItemOrderPlanned")
        connection.execute(text(f"ALTER TABLE appointment ADD {name} integer NOT NULL DEFAULT 7"))
    world = World.on(store)

    (row,) = found(world, looked_up.APPOINTMENTS)
    store.close()

    assert 7 == row.item_order_planned


@pytest.mark.parametrize("kind", ZERO_DATES, indirect=True)
def test_old_rows_are_read(world: World) -> None:
    """NULL is shown as nothing, and a date of zeros as never."""
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql("SET SESSION sql_mode = ''")
        connection.exec_driver_sql(
            "UPDATE appointment SET Note = NULL, ProcDescript = NULL, DateTimeSeated = '0000-00-00'"
        )

    (row,) = found(world, looked_up.APPOINTMENTS)

    shown = row.model_dump(by_alias=True)
    assert ("", "", "0001-01-01 00:00:00") == (
        shown["Note"],
        shown["ProcDescript"],
        shown["DateTimeSeated"],
    )


def test_the_database_tells_the_time(world: World) -> None:
    """What was changed after an answer's time is found by it, and nothing older is missed."""
    (before,) = found(world, looked_up.APPOINTMENTS)
    world.appointment(50)

    again = keys(world, looked_up.APPOINTMENTS, DateTStamp=before.server_date_time)
    later = before.server_date_time + timedelta(days=1)

    assert 50 in again
    assert [] == keys(world, looked_up.APPOINTMENTS, DateTStamp=later)


def test_a_clinics_providers_are_those_who_may_work_there(world: World) -> None:
    """Whoever is restricted to other clinics is not among them, nor is a hidden one."""
    free, there, elsewhere, _hidden = (
        world.add(tables.provider, abbr=name, is_hidden=int(name == "H")) for name in "FTEH"
    )
    for prov, clinic in ((there, 1), (there, 2), (elsewhere, 2)):
        world.add(tables.providercliniclink, prov_num=prov, clinic_num=clinic)

    rows = found(world, looked_up.PROVIDERS, {"ClinicNum": 1})

    assert [free, there] == [row.prov_num for row in rows]
    assert {"server_date_time"} & rows[0].model_fields_set == set()


def test_providers_are_not_restricted_where_that_is_unknown(
    kind: str, engines: Engines, tmp_path: Path
) -> None:
    """A database without that table has providers all the same."""
    store = engines.fresh(kind, tmp_path)
    world = World.on(store)
    prov = world.add(tables.provider, abbr="DOC1")
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE providercliniclink"))

    rows = found(world, looked_up.PROVIDERS, {"ClinicNum": 1})
    store.close()

    assert [prov] == [row.prov_num for row in rows]


def test_a_filter_by_what_a_version_lacks_is_refused(
    kind: str, engines: Engines, tmp_path: Path
) -> None:
    """A column that is not there is named, and is no bug."""
    store = engines.fresh(kind, tmp_path)
    with store.engine.begin() as connection:
        name = connection.dialect.identifier_preparer.quote("DateTStamp")
        connection.execute(text(f"ALTER TABLE provider DROP COLUMN {name}"))
    world = World.on(store)

    with pytest.raises(Refused, match="DateTStamp is not known to this version"):
        found(world, looked_up.PROVIDERS, {"DateTStamp": MORNING})
    assert [] == found(world, looked_up.PROVIDERS)
    store.close()


def test_a_provider_shows_no_secrets(world: World, kind: str) -> None:
    """SSN and the like are never read, not even where they are."""
    prov = world.add(tables.provider, abbr="DOC1", prov_color=-5898332, prov_status=1)
    if kind in ZERO_DATES:
        with world.store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE provider SET SSN = '1522864182'")

    with world.store.reading() as transaction:
        row: Any = look_ups.find(transaction, looked_up.PROVIDERS, prov)
    shown = row.model_dump(by_alias=True)

    assert ("", "165,255,164", "Deleted") == (shown["SSN"], shown["provColor"], shown["ProvStatus"])


def test_operatories_and_clinics_are_told(world: World) -> None:
    """Hidden operatories are shown, hidden clinics are not."""
    world.add(tables.operatory, operatory_num=9, is_hidden=1, clinic_num=4)
    world.add(tables.clinic, clinic_num=3, abbr="North")
    world.add(tables.clinic, clinic_num=4, is_hidden=1)

    assert [OP, 9] == keys(world, looked_up.OPERATORIES)
    assert [9] == keys(world, looked_up.OPERATORIES, ClinicNum=4)
    assert [3] == keys(world, looked_up.CLINICS)


def test_links_are_found_from_both_sides(world: World) -> None:
    """By schedule row, and by operatory."""
    one, two = scheduled(world, 5, 6), scheduled(world, 5)

    rows = found(world, looked_up.SCHEDULE_OPS)

    assert [(one, 5), (one, 6), (two, 5)] == [(row.schedule_num, row.operatory_num) for row in rows]
    assert 2 == len(found(world, looked_up.SCHEDULE_OPS, {"ScheduleNum": one}))
    assert 2 == len(found(world, looked_up.SCHEDULE_OPS, {"OperatoryNum": 5}))


@pytest.fixture
def staffed(world: World) -> World:
    """Return an office with a morning's hours of provider 1 in its operatory."""
    scheduled(world, OP, sched_type=ScheduleType.PROVIDER, prov_num=1)
    return world


def free(world: World, clinic_num: ClinicNum | None = None) -> list[str]:
    """Read a day's gaps."""
    with world.store.reading() as transaction:
        there = calendar.read(transaction, DAY, DAY, clinic_num)
    return [
        f"{gap.slot.start:%H:%M}-{gap.slot.end:%H:%M}"
        for gap in gaps(there, MORNING, timedelta(minutes=5))
    ]


def test_a_calendar_holds_what_lies_on_the_day(staffed: World) -> None:
    """Hours, appointments of every status on the schedule, closed blockouts."""
    staffed.booked(datetime.combine(DAY, time(9)), op=OP)
    staffed.booked(datetime.combine(DAY, time(10)), op=OP, apt_status=AptStatus.PT_NOTE)
    staffed.booked(datetime.combine(DAY, time(11)), op=OP, apt_status=AptStatus.PLANNED)
    staffed.blockout(datetime.combine(DAY, time(11, 30)), datetime.combine(DAY, time(12)), "NS")

    assert ["08:00-09:00", "09:40-10:00", "10:40-11:30"] == free(staffed)


@pytest.mark.parametrize(
    ("status", "clinic_num", "is_closed"),
    [
        (SchedStatus.HOLIDAY, 0, True),
        (SchedStatus.CLOSED, 0, True),
        (SchedStatus.OPEN, 0, False),
        (SchedStatus.HOLIDAY, 5, False),
    ],
)
def test_a_holiday_closes_its_clinic(
    staffed: World,
    status: SchedStatus,
    clinic_num: int,
    is_closed: bool,  # noqa: FBT001
) -> None:
    """A note of the day does not, and another clinic's holiday is its own."""
    scheduled(staffed, sched_type=ScheduleType.PRACTICE, status=status, clinic_num=clinic_num)

    assert is_closed == (free(staffed) == [])


def test_hidden_chairs_and_other_clinics_are_left_out(staffed: World) -> None:
    """Nobody can be offered a chair that is retired, and a clinic sees its own."""
    staffed.change(tables.operatory, clinic_num=3)
    assert ["08:00-12:00"] == free(staffed, ClinicNum(3))
    assert [] == free(staffed, ClinicNum(4))

    staffed.change(tables.operatory, is_hidden=1)
    assert [] == free(staffed)


def test_the_list_has_what_its_types_allow(world: World) -> None:
    """An appointment type's blockout types come with the candidate."""
    kind = world.add(tables.appointmenttype, blockout_types="320,321")
    world.appointment(50, appointment_type_num=kind, is_hygiene=1)
    with world.store.reading() as transaction:
        found = {one.apt_num: one for one in calendar.candidates(transaction)}

    assert {320, 321} == found[50].allowed_blockouts  # type: ignore[index]
    assert (timedelta(minutes=40), True) == (found[50].length, found[50].is_hygiene)  # type: ignore[index]
    assert frozenset() == found[APT].allowed_blockouts  # type: ignore[index]
