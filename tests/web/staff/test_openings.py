"""The first staff page: what is free, by day and operatory."""

from datetime import datetime, time, timedelta

import pytest

from schemas.codes import AptStatus, ScheduleType
from tests.world.office import OP, START, World, a_patient, an_appointment
from tests.world.staff import Clerk
from worker.store.practice import tables


@pytest.fixture(autouse=True)
def _hours(world: World) -> None:
    """Have somebody work on the day of the opening, from 1 to 3 PM."""
    world.change(tables.operatory, prov_dentist=1)
    world.add(tables.provider, prov_num=1, abbr="DOC")
    hours = {"sched_type": ScheduleType.PROVIDER, "prov_num": 1}
    world.add(
        tables.schedule,
        sched_date=START.date(),
        start_time=time(13),
        stop_time=time(15),
        **hours,
    )


def words(clerk: Clerk, path: str = "?date=2023-10-18") -> str:
    """Read a page; its spaces are like any others."""
    return clerk.get(path).text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_gap_says_who_fits(anna: Clerk) -> None:
    """The day shows its free times by operatory, how long they are, and how many could come."""
    shown = words(anna)

    assert "Wednesday, October 18" in shown
    assert '<h3 id="room-1">Op 2</h3>' in shown
    assert "1:00 PM to 3:00 PM" in shown
    assert "2 h</span>" in shown
    assert "1 on the ASAP list fits" in shown


def test_what_is_taken_is_not_free(anna: Clerk, world: World) -> None:
    """An appointment parts the time, and what is too short for everybody says so."""
    taken = {"apt_status": AptStatus.SCHEDULED, "apt_date_time": START - timedelta(minutes=30)}
    world.add(tables.patient, **a_patient(27))
    world.add(tables.appointment, **an_appointment(99, 27, op=OP, **taken))
    shown = words(anna)

    assert "1:00 PM to 1:30 PM" in shown
    assert "2:10 PM to 3:00 PM" in shown
    assert "Nobody on the ASAP list fits" in shown


@pytest.mark.parametrize(
    "date", ["", "?date=2023-10-15", "?date=2023-10-23", "?date=x", "?clinic=x"]
)
def test_any_other_day_is_today(anna: Clerk, date: str) -> None:
    """Only the days ahead can be looked at; today has nothing."""
    shown = words(anna, date)

    assert "Monday, October 16</h2>" in shown
    assert "Nothing is free on this day." in shown
    assert "<span>1 free</span>" in shown


def test_a_clinic_is_chosen(anna: Clerk, world: World) -> None:
    """An office with clinics chooses one; the others' operatories are left out."""
    world.preference("EasyNoClinics", "0")
    for num, name in ((7, "North <b>"), (8, "South")):
        world.add(tables.clinic, clinic_num=num, description=name)
    world.change(tables.operatory, clinic_num=7)

    assert "1:00 PM to 3:00 PM" in words(anna, "?date=2023-10-18&clinic=7")
    assert "Nothing is free" in words(anna, "?date=2023-10-18&clinic=8")
    assert "North &lt;b&gt;" in words(anna)


def test_what_is_over_is_not_shown(anna: Clerk, world: World) -> None:
    """On the day itself only the rest of it is free."""
    world.now = datetime.combine(START.date(), time(14, 15), world.now.tzinfo)
    anna.sign_in("anna")

    assert "2:20 PM to 3:00 PM" in words(anna)
