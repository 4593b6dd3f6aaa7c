"""How far apart the texts about one opening are due: Open Dental's four bands, and the window."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import at, moments
from worker.rules.pacing import AT_ONCE, OPEN_DENTAL, Pacing, Timetable, pacing
from worker.rules.wall_clock import instant, is_shown
from worker.rules.window import SendWindow

DAY = SendWindow(time(7), time(22))
NIGHT = SendWindow(time(20), time(2))
ANY_HOUR = SendWindow(time(7), time(7))

windows = st.builds(SendWindow, st.times(), st.times())
pacings = st.one_of(
    st.sampled_from([OPEN_DENTAL, AT_ONCE]), st.integers(min_value=1, max_value=120).map(Pacing)
)


@pytest.mark.parametrize(
    ("left", "minutes"),
    [
        (timedelta(hours=-30), 1),
        (timedelta(), 1),
        (timedelta(hours=1, minutes=59, seconds=59), 1),
        (timedelta(hours=2), 2),
        (timedelta(hours=11, minutes=59, seconds=59), 2),
        (timedelta(hours=12), 4),
        (timedelta(hours=47, minutes=59, seconds=59), 4),
        (timedelta(hours=48), 8),
        (timedelta(days=300), 8),
    ],
)
def test_each_band_has_its_minutes(left: timedelta, minutes: int) -> None:
    """Texts are the wider apart the farther away the slot is, by whole hours."""
    assert timedelta(minutes=minutes) == OPEN_DENTAL.between(left)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("open-dental", OPEN_DENTAL), ("at-once", AT_ONCE), (5, Pacing(5))],
)
def test_a_pacing_is_asked_for_by_name(asked: str | int, expected: Pacing) -> None:
    """A pacing has a name, or is so many minutes."""
    assert expected == pacing(asked)


@pytest.mark.parametrize(
    ("window", "now", "slot", "due"),
    [
        (DAY, "2023-10-16 09:00:00", "2023-10-16 10:30:00", ["09:00", "09:01", "09:02"]),
        (DAY, "2023-10-16 09:00:00", "2023-10-16 14:00:00", ["09:00", "09:02", "09:04"]),
        (DAY, "2023-10-16 09:00:00", "2023-10-17 14:00:00", ["09:00", "09:04", "09:08"]),
        (DAY, "2023-10-16 09:00:00", "2023-10-20 14:00:00", ["09:00", "09:08", "09:16"]),
        (DAY, "2023-10-16 05:00:00", "2023-10-16 08:59:00", ["07:00", "07:01", "07:02"]),
        (DAY, "2023-10-16 21:58:00", "2023-10-18 09:00:00", ["21:58", "22:00", "22:00"]),
        (DAY, "2023-10-16 22:00:00", "2023-10-18 09:00:00", ["22:00", "22:00", "22:00"]),
        (NIGHT, "2023-10-16 23:58:00", "2023-10-17 09:00:00", ["23:58", "00:00", "00:02"]),
        (NIGHT, "2023-10-16 01:59:00", "2023-10-16 09:00:00", ["01:59", "02:00", "02:00"]),
        (ANY_HOUR, "2023-10-16 23:58:00", "2023-10-17 09:00:00", ["23:58", "00:00", "00:02"]),
    ],
)
def test_texts_are_due_one_after_the_other(
    window: SendWindow, now: str, slot: str, due: list[str]
) -> None:
    """Text number n is due n steps after the start, and no later than the window's end."""
    timetable = Timetable.of(OPEN_DENTAL, window, at(now), at(slot), UTC)

    assert due == [f"{timetable.due(number):%H:%M}" for number in range(3)]


def test_after_the_window_the_next_day_counts() -> None:
    """After the window's end the start is tomorrow morning, and the hours are counted from there."""
    timetable = Timetable.of(
        OPEN_DENTAL, DAY, at("2023-10-16 22:00:01"), at("2023-10-17 08:30:00"), UTC
    )

    due = [timetable.due(number) for number in (0, 1, 899, 900, 901)]
    assert [
        at("2023-10-17 07:00:00"),
        at("2023-10-17 07:01:00"),
        at("2023-10-17 21:59:00"),
        at("2023-10-17 22:00:00"),
        at("2023-10-17 22:00:00"),
    ] == due


def test_a_clock_that_is_set_forward_is_passed_over() -> None:
    """A text is due a step later, whatever the clock shows then."""
    zone = ZoneInfo("America/Los_Angeles")
    timetable = Timetable.of(
        OPEN_DENTAL, ANY_HOUR, at("2023-03-12 01:58:00"), at("2023-03-12 13:00:00"), zone
    )

    assert [at("2023-03-12 01:58:00"), at("2023-03-12 03:00:00")] == [
        timetable.due(0),
        timetable.due(1),
    ]


@given(pacings, windows, moments, moments, st.integers(min_value=0, max_value=600))
def test_no_text_is_due_outside_the_window(
    pace: Pacing, window: SendWindow, now: datetime, slot: datetime, number: int
) -> None:
    """Whatever the pacing, every text is due within the window, and none before now."""
    timetable = Timetable.of(pace, window, now, slot, UTC)

    due = timetable.due(number)
    assert due >= now
    assert window.contains(due.time())


@given(pacings, windows, moments, moments, st.integers(min_value=0, max_value=600))
def test_no_text_overtakes_another(
    pace: Pacing, window: SendWindow, now: datetime, slot: datetime, number: int
) -> None:
    """The next text is due at the same time or later."""
    timetable = Timetable.of(pace, window, now, slot, UTC)

    assert timetable.due(number) <= timetable.due(number + 1)


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=2880))
def test_every_due_time_is_one_that_the_clock_shows(number: int, minutes: int) -> None:
    """No text is due at a time over which the office's clock is set forward."""
    zone = ZoneInfo("America/Los_Angeles")
    now = at("2023-03-11 00:00:00") + timedelta(minutes=minutes)
    slot = now + timedelta(days=1)
    start = now if is_shown(now, zone) else slot
    timetable = Timetable.of(OPEN_DENTAL, ANY_HOUR, start, slot + timedelta(days=1), zone)

    due = timetable.due(number)
    assert is_shown(due, zone)
    assert instant(due, zone) - instant(start, zone) == number * timetable.step
