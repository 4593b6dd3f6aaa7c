"""What is free on the schedule, of a chair and of a provider."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.keys import ClinicNum, OpNum
from worker.rules.availability import Blockout
from worker.rules.free_time import (
    Calendar,
    Shift,
    Time,
    Visit,
    Workplace,
    free,
    gaps,
    next_start,
    slots,
)
from worker.rules.move import ProviderHours

DAY: Final = date(2026, 3, 5)
DENTIST, HYGIENIST, OTHER = 1, 2, 3
FIVE: Final = timedelta(minutes=5)
DAWN: Final = datetime(2026, 3, 5)


def at(text: str) -> datetime:
    """Return a time of the day."""
    return datetime.combine(DAY, datetime.strptime(text, "%H:%M").time())  # noqa: DTZ007 - wall time


def workplace(op: int, *, clinic: int = 1, dentist: int = DENTIST, hygienist: int = 0) -> Workplace:
    """Return an operatory."""
    return Workplace(
        op=OpNum(op),
        clinic_num=ClinicNum(clinic),
        prov_dentist=dentist,
        prov_hygienist=hygienist,
        is_hygiene=0,
        set_prospective=0,
        name=f"Op {op}",
    )


def shift(start: str, stop: str, *ops: int, prov_num: int = DENTIST) -> Shift:
    """Return a provider's hours."""
    secondary = int(prov_num == HYGIENIST)
    hours = ProviderHours(prov_num=prov_num, is_secondary=secondary, start=at(start), stop=at(stop))
    return Shift(hours, frozenset(map(OpNum, ops)))


def visit(start: str, end: str, op: int = 1, *providers: int) -> Visit:
    """Return an appointment on the schedule."""
    return Visit(OpNum(op), frozenset(providers), at(start), at(end))


def blockout(start: str, end: str, flags: str = "NS", op: int = 1) -> tuple[OpNum, Blockout]:
    """Return a blockout of an operatory."""
    return OpNum(op), Blockout(254, flags, at(start), at(end))


MORNING: Final = Calendar(workplaces=(workplace(1),), shifts=(shift("08:00", "12:00", 1),))


def shown(calendar: Calendar, now: datetime = DAWN, least: timedelta = FIVE) -> list[str]:
    """Write gaps as they would be read out."""
    return [
        f"{gap.slot.op} {gap.slot.start:%H:%M}-{gap.slot.end:%H:%M}"
        for gap in gaps(calendar, now, least)
    ]


@pytest.mark.parametrize(
    ("calendar", "expected"),
    [
        (MORNING, ["1 08:00-12:00"]),
        (replace(MORNING, shifts=()), []),
        (replace(MORNING, visits=(visit("09:00", "10:00"),)), ["1 08:00-09:00", "1 10:00-12:00"]),
        (replace(MORNING, visits=(visit("07:00", "08:30"),)), ["1 08:30-12:00"]),
        (replace(MORNING, visits=(visit("08:00", "12:00"),)), []),
        (replace(MORNING, visits=(visit("09:00", "10:00", 2),)), ["1 08:00-12:00"]),
        (replace(MORNING, visits=(visit("09:00", "09:00"),)), ["1 08:00-12:00"]),
        (replace(MORNING, blockouts=(blockout("11:00", "13:00"),)), ["1 08:00-11:00"]),
        (replace(MORNING, blockouts=(blockout("11:00", "13:00", "DC"),)), ["1 08:00-12:00"]),
        (replace(MORNING, closed=frozenset({(DAY, ClinicNum(0))})), []),
        (replace(MORNING, closed=frozenset({(DAY, ClinicNum(1))})), []),
        (replace(MORNING, closed=frozenset({(DAY, ClinicNum(2))})), ["1 08:00-12:00"]),
        (
            replace(MORNING, shifts=(shift("08:00", "10:00", 1), shift("10:00", "12:00", 1))),
            ["1 08:00-12:00"],
        ),
        (
            replace(MORNING, shifts=(shift("08:00", "09:00", 1), shift("10:00", "12:00", 1))),
            ["1 08:00-09:00", "1 10:00-12:00"],
        ),
        (replace(MORNING, shifts=(shift("08:00", "12:00"),)), ["1 08:00-12:00"]),
        (replace(MORNING, shifts=(shift("08:00", "12:00", prov_num=OTHER),)), []),
        (replace(MORNING, shifts=(shift("08:00", "12:00", 1, prov_num=OTHER),)), ["1 08:00-12:00"]),
        (replace(MORNING, shifts=(shift("08:00", "12:00", 2),)), []),
    ],
)
def test_a_chair_is_free_in_its_hours(calendar: Calendar, expected: list[str]) -> None:
    """Hours of the chair or of its own provider, less appointments, closed blockouts, holidays."""
    assert expected == shown(calendar)


@pytest.mark.parametrize(
    ("now", "least", "expected"),
    [
        ("07:00", 5, ["1 08:00-09:00", "1 10:00-12:00"]),
        ("08:30", 5, ["1 08:30-09:00", "1 10:00-12:00"]),
        ("08:30", 60, ["1 10:00-12:00"]),
        ("09:30", 121, []),
        ("12:00", 5, []),
    ],
)
def test_what_has_passed_is_not_free(now: str, least: int, expected: list[str]) -> None:
    """A gap begins now at the earliest, and what is left of it must be long enough."""
    calendar = replace(MORNING, visits=(visit("09:00", "10:00"),))

    assert expected == shown(calendar, at(now), timedelta(minutes=least))


def test_a_gap_names_who_works_there() -> None:
    """By the schedule at its start, else by the operatory."""
    there = Calendar(
        workplaces=(workplace(1, hygienist=HYGIENIST),),
        shifts=(shift("08:00", "12:00", 1, prov_num=OTHER),),
    )

    (gap,) = gaps(there, DAWN, FIVE)

    assert (OTHER, HYGIENIST) == (gap.dentist, gap.hygienist)


def test_gaps_come_by_time() -> None:
    """The first to be filled is the first in the list."""
    there = Calendar(
        workplaces=(workplace(1), workplace(2)),
        shifts=(shift("09:00", "12:00", 1), shift("08:00", "12:00", 2)),
    )

    assert ["2 08:00-12:00", "1 09:00-12:00"] == shown(there)


TWO_CHAIRS: Final = Calendar(
    workplaces=(workplace(1), workplace(2)),
    shifts=(shift("08:00", "12:00", 1, 2), shift("08:00", "12:00", 2, prov_num=OTHER)),
)


@pytest.mark.parametrize(
    ("visits", "op", "expected"),
    [
        ((), None, ["1 08:00-12:00"]),
        ((visit("09:00", "10:00", 2),), None, ["1 08:00-09:00", "1 10:00-12:00"]),
        ((visit("09:00", "10:00", 2),), 1, ["1 08:00-12:00"]),
        ((visit("09:00", "10:00", 2),), 2, ["2 08:00-09:00", "2 10:00-12:00"]),
        ((visit("09:00", "10:00", 9, DENTIST),), 1, ["1 08:00-09:00", "1 10:00-12:00"]),
        ((), 3, []),
    ],
)
def test_a_provider_is_free_everywhere_at_once(
    visits: tuple[Visit, ...], op: int | None, expected: list[str]
) -> None:
    """What lies in any of the provider's chairs takes the time, unless one chair is asked for."""
    there = replace(TWO_CHAIRS, visits=visits)
    found = slots(there, DENTIST, None if op is None else OpNum(op), DAWN, FIVE)

    assert expected == [f"{one.op} {one.start:%H:%M}-{one.end:%H:%M}" for one in found]


def test_a_provider_without_hours_is_not_free() -> None:
    """Who is not on the schedule has no slots."""
    assert [] == slots(TWO_CHAIRS, HYGIENIST, None, DAWN, FIVE)


@pytest.mark.parametrize(
    ("now", "expected"), [("08:00", "08:00"), ("08:01", "08:10"), ("08:10", "08:10")]
)
def test_an_appointment_starts_on_the_grid(now: str, expected: str) -> None:
    """The next start is a whole number of increments after midnight."""
    assert at(expected) == next_start(at(now), timedelta(minutes=10))


spans = st.lists(
    st.tuples(st.integers(0, 48), st.integers(0, 12)).map(
        lambda drawn: (DAWN + drawn[0] * FIVE, DAWN + (drawn[0] + drawn[1]) * FIVE)
    ),
    max_size=6,
)


def holds(times: list[Time], moment: datetime) -> bool:
    """Say whether a moment lies in one of some times."""
    return any(start <= moment < end for start, end in times)


@given(spans, spans)
def test_free_is_what_is_open_and_not_taken(hours: list[Time], busy: list[Time]) -> None:
    """Moment by moment, and every free time is as long as it can be."""
    found = list(free(hours, busy))

    for n in range(61):
        moment = DAWN + n * FIVE
        assert holds(found, moment) == (holds(hours, moment) and not holds(busy, moment))
    assert all(start < end for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))
