"""Who on the ASAP list fits an opening."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.keys import AptNum, ClinicNum, OpNum, PatNum
from worker.rules.availability import NO_SCHEDULING, Blockout
from worker.rules.fitting import Candidate, WaitingList, Wanted, best_first, where_fits, who_fits
from worker.rules.slot import Slot

DAY: Final = datetime(2026, 3, 5)
EMERGENCY, OTHER = 320, 319
STEP: Final = timedelta(minutes=5)


def at(text: str) -> datetime:
    """Return a time of the day."""
    hour, minute = text.split(":")
    return DAY + timedelta(hours=int(hour), minutes=int(minute))


def opening(start: str = "14:00", end: str = "15:00") -> Slot:
    """Return an opening of an hour."""
    return Slot(OpNum(2), at(start), at(end))


def someone(minutes: int = 30, **changes: Any) -> Candidate:
    """Return an appointment on the list."""
    told: dict[str, Any] = {
        "apt_num": AptNum(1),
        "pat_num": PatNum(1),
        "length": timedelta(minutes=minutes),
        "apt_date_time": DAY,
        "clinic_num": ClinicNum(1),
        "prov_num": 1,
        "prov_hyg": 0,
        "is_hygiene": False,
    }
    return Candidate(**{**told, **changes})


def covered(start: str, end: str, kind: int = OTHER, flags: str = "") -> Blockout:
    """Return a blockout of the day."""
    return Blockout(kind, flags, at(start), at(end))


ONLY_EMERGENCY: Final = frozenset({EMERGENCY})


@pytest.mark.parametrize(
    ("minutes", "allowed", "blockouts", "start"),
    [
        (30, frozenset(), [], "14:00"),
        (60, frozenset(), [], "14:00"),
        (65, frozenset(), [], None),
        (0, frozenset(), [], None),
        (30, frozenset(), [covered("14:00", "14:20", flags="NS,DC")], "14:20"),
        (30, frozenset(), [covered("14:00", "14:40", flags="NS")], None),
        (30, frozenset(), [covered("14:00", "15:00")], "14:00"),
        (30, ONLY_EMERGENCY, [covered("14:00", "15:00")], None),
        (30, ONLY_EMERGENCY, [covered("14:00", "14:30")], "14:30"),
        (30, ONLY_EMERGENCY, [covered("14:00", "15:00", EMERGENCY)], "14:00"),
        (30, ONLY_EMERGENCY, [covered("14:25", "14:30")], "14:30"),
        (30, ONLY_EMERGENCY, [covered("14:10", "14:20"), covered("14:25", "14:30")], "14:30"),
        (30, ONLY_EMERGENCY, [covered("12:00", "14:00"), covered("15:00", "16:00")], "14:00"),
    ],
)
def test_an_appointment_fits_where_it_has_room(
    minutes: int, allowed: frozenset[int], blockouts: list[Blockout], start: str | None
) -> None:
    """The first place that is long enough, under no blockout that keeps the appointment away."""
    candidate = someone(minutes, allowed_blockouts=allowed)

    expected = None if start is None else at(start)
    assert expected == where_fits(candidate, opening(), blockouts)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), True),
        (Wanted(clinic_num=ClinicNum(1)), True),
        (Wanted(clinic_num=ClinicNum(2)), False),
        (Wanted(clinic_num=ClinicNum(0)), False),
        (Wanted(prov_num=3), True),
        (Wanted(prov_num=4), True),
        (Wanted(prov_num=1), False),
        (Wanted(is_hygiene=True), True),
        (Wanted(is_hygiene=False), False),
    ],
)
def test_the_office_says_whom_it_wants(wanted: Wanted, expected: bool) -> None:  # noqa: FBT001
    """A clinic, a provider in either place, hygiene or not."""
    hygiene = someone(prov_num=3, prov_hyg=4, is_hygiene=True)

    assert expected == wanted.wants(hygiene)


def test_the_longest_comes_first() -> None:
    """The order is length, then AptDateTime, then number."""
    long = someone(40, apt_num=AptNum(4))
    late = someone(30, apt_num=AptNum(3), apt_date_time=DAY + timedelta(days=1))
    first = someone(30, apt_num=AptNum(1))
    second = someone(30, apt_num=AptNum(2))

    assert [long, first, second, late] == best_first([late, second, first, long])


def test_a_patient_is_offered_one_appointment() -> None:
    """Of two that fit it is the longer one, of which one is too long the other."""
    short, long, longest = (someone(n, apt_num=AptNum(n)) for n in (20, 50, 70))

    found = who_fits(best_first([short, long, longest]), opening(), [], Wanted())

    assert [long] == found


lengths = st.integers(0, 20).map(lambda n: n * STEP)
numbers = st.integers(1, 6)
times = st.integers(0, 24).map(lambda n: at("13:00") + n * STEP)
candidates = st.builds(
    Candidate,
    apt_num=st.integers(1, 50).map(AptNum),
    pat_num=numbers.map(PatNum),
    length=lengths,
    apt_date_time=st.just(DAY),
    clinic_num=st.integers(0, 2).map(ClinicNum),
    prov_num=numbers,
    prov_hyg=numbers,
    is_hygiene=st.booleans(),
    allowed_blockouts=st.sampled_from([frozenset(), ONLY_EMERGENCY]),
)
blockouts = st.lists(
    st.builds(
        lambda kind, flags, start, length: Blockout(kind, flags, start, start + length),
        st.sampled_from([EMERGENCY, OTHER]),
        st.sampled_from(["", "DC", NO_SCHEDULING]),
        times,
        st.integers(1, 6).map(lambda n: n * STEP),
    ),
    max_size=4,
)
wishes = st.builds(
    Wanted,
    clinic_num=st.none() | st.integers(0, 2).map(ClinicNum),
    prov_num=st.none() | numbers,
    is_hygiene=st.none() | st.booleans(),
)


def keeps_away(blockout: Blockout, candidate: Candidate) -> bool:
    """Say in other words whether a blockout does not take an appointment."""
    allowed = candidate.allowed_blockouts
    return "NS" in blockout.flags or (bool(allowed) and blockout.blockout_type not in allowed)


@given(candidates, blockouts)
def test_no_place_is_missed(candidate: Candidate, there: list[Blockout]) -> None:
    """Trying every five minutes finds the same place, or none."""
    slot = opening()
    starts = [slot.start + n * STEP for n in range(12)]
    against = [one for one in there if keeps_away(one, candidate)]
    tried = [
        start
        for start in starts
        if candidate.length
        and start + candidate.length <= slot.end
        and not any(one.start < start + candidate.length and start < one.end for one in against)
    ]

    assert next(iter(tried), None) == where_fits(candidate, slot, there)


@given(
    st.lists(candidates, max_size=12),
    st.lists(st.tuples(blockouts, wishes, st.integers(1, 12)), min_size=2, max_size=6),
)
def test_a_list_counts_who_fits_each_of_many_openings(
    listed: list[Candidate], asked: list[tuple[list[Blockout], Wanted, int]]
) -> None:
    """What was counted before is no other opening's count."""
    waiting = WaitingList(best_first(listed))
    openings = [
        (Slot(OpNum(2), at("14:00"), at("14:00") + steps * STEP), there, wanted)
        for there, wanted, steps in asked
    ]

    assert [len(who_fits(waiting.ordered, *one)) for one in openings] == [
        waiting.count(*one) for one in openings
    ]


@given(st.lists(candidates, max_size=12), blockouts, wishes)
def test_everybody_who_fits_is_found_once(
    listed: list[Candidate], there: list[Blockout], wanted: Wanted
) -> None:
    """No patient comes twice or is forgotten, and each is as well off as the list allows."""
    found = who_fits(best_first(listed), opening(), there, wanted)

    fitting = [
        one for one in listed if wanted.wants(one) and where_fits(one, opening(), there) is not None
    ]
    longest = {
        one.pat_num: max(x.length for x in fitting if x.pat_num == one.pat_num) for one in fitting
    }
    assert longest == {one.pat_num: one.length for one in found}
    assert len(longest) == len(found)
    assert sorted(-one.length for one in found) == [-one.length for one in found]
