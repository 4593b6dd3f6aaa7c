"""The demo's schedule: full enough to look like one, with openings that can be counted on."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas.codes import AptStatus, ScheduleType
from schemas.keys import OpNum
from tests.demo.days import DAYS, TODAY, around, contents, hour, is_open, open_hours, trying
from worker.demo.practice import fill, top_up
from worker.rules.slot import Slot, length
from worker.store.engine import Store, Transaction

START_DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PAUSES = st.lists(st.integers(0, 40), max_size=3)


anyhow = settings(
    max_examples=12,
    deadline=None,
    phases=[phase for phase in Phase if phase is not Phase.explain],  # it traces every line
)


@settings(
    max_examples=12,
    deadline=None,
    phases=[phase for phase in Phase if phase is not Phase.explain],  # it traces every line
)
@given(first=START_DAYS, pauses=PAUSES)
def test_it_is_open_and_booked_once(empty_store: Store, first: date, pauses: list[int]) -> None:
    """Whenever the demo began or was left, an hour is free around today, and nobody sits on another.

    Operatory 2 is free at 14:00, and operatories 1 to 5 each have an hour free on each day.
    """
    with trying(empty_store) as transaction:
        today = _live_through(transaction, first, pauses)

        for day in around(today):
            assert is_open(transaction, hour(day, 2, time(14))), day
        for day, op in product(around(today), range(1, 6)):
            assert open_hours(transaction, day, op) >= 1, (day, op)
        booked = sorted(_booked(transaction), key=lambda pair: (pair[1].op, pair[1].start))

    for (_, slot), (_, following) in pairwise(booked):
        assert slot.op != following.op or not slot.overlaps(following.start, following.end)


def test_patients_are_not_booked_twice(transaction: Transaction) -> None:
    """No patient sits in two operatories at the same time."""
    booked = sorted(_booked(transaction), key=lambda pair: (pair[0], pair[1].start))

    for (one, slot), (other, following) in pairwise(booked):
        assert one != other or not slot.overlaps(following.start, following.end)


@pytest.mark.parametrize("offset", DAYS)
def test_every_day_is_busy(transaction: Transaction, offset: int) -> None:
    """Weekends too are as full as a working day."""
    day = TODAY + timedelta(days=offset)
    rows = contents(transaction)
    blocks = [row for row in rows["schedule"] if row["sched_date"] == day]
    starts = [row["apt_date_time"] for row in rows["appointment"]]

    assert sum(row["sched_type"] == ScheduleType.PROVIDER for row in blocks) == 4
    assert {319, 254, 320} <= {row["blockout_type"] for row in blocks}
    assert sum(isinstance(start, datetime) and start.date() == day for start in starts) > 25


def test_lunch_is_blocked(transaction: Transaction) -> None:
    """Nobody is offered an opening between 12:00 and 13:00."""
    assert not any(
        is_open(transaction, hour(day, op, time(12))) for day in around(TODAY) for op in range(1, 7)
    )


def test_yesterday_is_complete(transaction: Transaction) -> None:
    """Appointments of yesterday are complete, those of today are to come."""
    yesterday = TODAY - timedelta(days=1)
    status = {
        (_slot(row).start.date(), row["apt_status"])
        for row in contents(transaction)["appointment"]
        if _slot(row).start.date() in {yesterday, TODAY}
    }

    assert status == {(yesterday, AptStatus.COMPLETE), (TODAY, AptStatus.SCHEDULED)}


def _live_through(transaction: Transaction, first: date, pauses: list[int]) -> date:
    """Start the demo, leave it for so many days, start it again, and so on."""
    today = first
    fill(transaction, today)
    top_up(transaction, today)
    for pause in pauses:
        today += timedelta(days=pause)
        top_up(transaction, today)
    return today


def _booked(transaction: Transaction) -> list[tuple[int, Slot]]:
    rows = contents(transaction)["appointment"]
    return [(int(str(row["pat_num"])), _slot(row)) for row in rows if row["op"]]


def _slot(row: dict[str, object]) -> Slot:
    op, start, pattern = row["op"], row["apt_date_time"], row["pattern"]
    assert isinstance(op, int)
    assert isinstance(start, datetime)
    assert isinstance(pattern, str)
    return Slot(OpNum(op), start, start + length(pattern))
