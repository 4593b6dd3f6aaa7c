"""An opening's length, end, days, and what overlaps it."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import SLOT, at, slots
from worker.rules.slot import Slot, length


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("//XXXX//", 40),
        ("/XX/", 20),
        ("X", 5),
        ("/", 5),
        ("XXXXXXXX", 40),
        ("X" * 255, 1275),
        ("", 0),
        (None, 0),
    ],
)
def test_five_minutes_a_character(pattern: str | None, expected: int) -> None:
    """Each character of a Pattern is five minutes, whichever it is."""
    assert timedelta(minutes=expected) == length(pattern)


def test_end_comes_from_the_pattern() -> None:
    """A slot ends where the appointment's Pattern ends."""
    assert SLOT == Slot.for_pattern(SLOT.op, SLOT.start, "//XXXX//")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("13:00", "14:00", False),
        ("13:00", "14:01", True),
        ("14:00", "14:40", True),
        ("14:10", "14:20", True),
        ("13:00", "15:00", True),
        ("14:39", "15:00", True),
        ("14:40", "15:00", False),
        ("14:20", "14:20", True),
        ("14:00", "14:00", False),
    ],
)
def test_touching_is_no_overlap(start: str, end: str, expected: bool) -> None:  # noqa: FBT001
    """What ends at the slot's start, or starts at its end, leaves it free."""
    assert expected == SLOT.overlaps(at(f"2023-10-18 {start}"), at(f"2023-10-18 {end}"))


@given(one=slots, other=slots)
def test_overlap_is_mutual(one: Slot, other: Slot) -> None:
    """Two slots overlap each other or neither does."""
    expected = one.overlaps(other.start, other.end)

    assert expected == other.overlaps(one.start, one.end)


@given(slot=slots)
def test_slot_overlaps_itself(slot: Slot) -> None:
    """A slot is in its own way."""
    assert slot.overlaps(slot.start, slot.end)


@given(slot=slots, minutes=st.integers(min_value=1, max_value=600))
def test_neighbours_do_not_overlap(slot: Slot, minutes: int) -> None:
    """Slots that touch at either end are both free."""
    away = timedelta(minutes=minutes)

    assert not slot.overlaps(slot.start - away, slot.start)
    assert not slot.overlaps(slot.end, slot.end + away)


@given(one=slots, other=slots)
def test_overlap_is_shared_time(one: Slot, other: Slot) -> None:
    """Two slots overlap when some time belongs to both."""
    expected = min(one.end, other.end) > max(one.start, other.start)

    assert expected == one.overlaps(other.start, other.end)


@pytest.mark.parametrize(
    ("start", "pattern", "expected"),
    [
        ("2023-10-18 14:00:00", "//XXXX//", ["2023-10-18"]),
        ("2023-10-18 23:40:00", "XXXX", ["2023-10-18"]),
        ("2023-10-18 23:40:00", "XXXXX", ["2023-10-18", "2023-10-19"]),
        ("2023-12-31 23:59:59", "X", ["2023-12-31", "2024-01-01"]),
        ("2023-10-18 00:00:00", "X", ["2023-10-18"]),
    ],
)
def test_days_that_are_touched(start: str, pattern: str, expected: list[str]) -> None:
    """A slot past midnight touches two days, one that ends at midnight does not."""
    slot = Slot.for_pattern(SLOT.op, at(start), pattern)

    assert expected == [str(day) for day in slot.days()]


@given(slot=slots)
def test_days_hold_the_whole_slot(slot: Slot) -> None:
    """The days go from the slot's first moment to its last without a gap."""
    last_moment = slot.end - timedelta(microseconds=1)
    whole_days = (last_moment.date() - slot.start.date()).days
    expected = tuple(slot.start.date() + timedelta(days=n) for n in range(whole_days + 1))

    assert expected == slot.days()


@pytest.mark.parametrize(
    ("start", "pattern", "expected"),
    [
        ("2023-10-18 14:00:00", "//XXXX//", time(14, 40)),
        ("2023-10-18 14:00:30", "X", time(14, 5, 30)),
        ("2023-10-18 23:40:00", "XXX", time(23, 55)),
        ("2023-10-18 23:40:00", "XXXX", time(23, 59, 59)),
        ("2023-10-18 23:40:00", "XXXXX", time(23, 59, 59)),
    ],
)
def test_blockout_stops_before_midnight(start: str, pattern: str, expected: time) -> None:
    """StopTime of a slot that reaches the next day is the day's last second."""
    assert expected == Slot.for_pattern(SLOT.op, at(start), pattern).stop_time()


@given(slot=slots)
def test_blockout_never_stops_before_it_starts(slot: Slot) -> None:
    """StopTime is later in the day than StartTime, or the day's last second."""
    assert slot.stop_time() > slot.start.time() or slot.stop_time() == time(23, 59, 59)


@given(slot=slots)
def test_link_lives_a_week_longer(slot: Slot) -> None:
    """DateTimeExpire is seven days after the slot's start, not after today."""
    expected = slot.start + timedelta(days=7)

    assert expected == slot.link_expires()
