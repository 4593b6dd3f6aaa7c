"""When a text may go by the hours of the day."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import at, moments
from worker.rules.window import SendWindow, time_of_day

DAY = SendWindow(time(7), time(22))
NIGHT = SendWindow(time(22), time(6))

windows = st.builds(SendWindow, st.times(), st.times())


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-10-16 00:00:00", "2023-10-16 07:00:00"),
        ("2023-10-16 06:30:00", "2023-10-16 07:00:00"),
        ("2023-10-16 06:59:59", "2023-10-16 07:00:00"),
        ("2023-10-16 07:00:00", "2023-10-16 07:00:00"),
        ("2023-10-16 12:34:56", "2023-10-16 12:34:56"),
        ("2023-10-16 22:00:00", "2023-10-16 22:00:00"),
        ("2023-10-16 22:00:01", "2023-10-17 07:00:00"),
        ("2023-10-31 23:59:59", "2023-11-01 07:00:00"),
        ("2023-12-31 22:30:00", "2024-01-01 07:00:00"),
        ("2024-02-28 22:30:00", "2024-02-29 07:00:00"),
    ],
)
def test_text_waits_for_the_window(now: str, expected: str) -> None:
    """A text outside the window is due when the window opens next."""
    assert at(expected) == DAY.first_moment(at(now))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-10-16 12:00:00", "2023-10-16 22:00:00"),
        ("2023-10-16 21:59:59", "2023-10-16 22:00:00"),
        ("2023-10-16 22:00:00", "2023-10-16 22:00:00"),
        ("2023-10-16 23:59:59", "2023-10-16 23:59:59"),
        ("2023-10-17 00:00:00", "2023-10-17 00:00:00"),
        ("2023-10-17 06:00:00", "2023-10-17 06:00:00"),
        ("2023-10-17 06:00:01", "2023-10-17 22:00:00"),
    ],
)
def test_window_may_cross_midnight(now: str, expected: str) -> None:
    """A window that ends before it starts is open over midnight."""
    assert at(expected) == NIGHT.first_moment(at(now))


@given(window=windows, now=moments)
def test_no_text_outside_the_window(window: SendWindow, now: datetime) -> None:
    """The moment of a text lies in the window."""
    assert window.contains(window.first_moment(now).time())


@given(window=windows, now=moments)
def test_no_text_in_the_past(window: SendWindow, now: datetime) -> None:
    """The moment of a text is never earlier than now."""
    assert window.first_moment(now) >= now


@given(window=windows, now=moments)
def test_window_opens_within_a_day(window: SendWindow, now: datetime) -> None:
    """Nobody waits for the window longer than a day."""
    assert window.first_moment(now) - now < timedelta(days=1)


@given(window=windows, now=moments)
def test_moment_stays_when_asked_again(window: SendWindow, now: datetime) -> None:
    """A text that waited for the window does not wait a second time."""
    expected = window.first_moment(now)

    assert expected == window.first_moment(expected)


@given(clock=st.times(), now=moments)
def test_equal_ends_mean_any_hour(clock: time, now: datetime) -> None:
    """A window that starts when it ends lets every text go at once."""
    assert now == SendWindow(clock, clock).first_moment(now)


@given(now=moments)
def test_after_the_end_comes_the_next_day(now: datetime) -> None:
    """A text that is too late for today's window is due tomorrow."""
    late = now.replace(hour=22, minute=30)
    expected = late.date() + timedelta(days=1)

    assert expected == DAY.first_moment(late).date()


@pytest.mark.parametrize(
    ("preference", "expected"),
    [
        ("01-01-0001 07:00:00", time(7)),
        ("01-01-0001 22:00:00", time(22)),
        ("0001-01-01 00:00:00", time(0)),
        ("0001-01-01T18:30:15", time(18, 30, 15)),
        ("1/1/0001 9:05", time(9, 5)),
        ("1/1/0001 7:00:00 AM", time(7)),
        ("1/1/0001 10:15:30 PM", time(22, 15, 30)),
        ("1/1/0001 12:00:00 AM", time(0)),
        ("1/1/0001 12:30:00 PM", time(12, 30)),
        ("8:00pm", time(20)),
        ("08:00:00  ", time(8)),
        ("23:59:59", time(23, 59, 59)),
        ("24:00:00", time(1, 2, 3)),
        ("07:60:00", time(1, 2, 3)),
        ("01-01-0001", time(1, 2, 3)),
        ("at seven", time(1, 2, 3)),
        ("", time(1, 2, 3)),
    ],
)
def test_only_the_time_of_day_is_read(preference: str, expected: time) -> None:
    """A preference's date is ignored, what is no time falls back."""
    assert expected == time_of_day(preference, time(1, 2, 3))


@given(st.text())
def test_any_preference_gives_a_time(preference: str) -> None:
    """Whatever an office has in its preference, a window comes of it."""
    assert isinstance(SendWindow.from_preferences(preference, preference), SendWindow)


@given(st.times().map(lambda clock: clock.replace(microsecond=0)))
def test_written_time_is_read_back(expected: time) -> None:
    """Open Dental's own way to write a time of day loses nothing."""
    assert expected == time_of_day(f"01-01-0001 {expected}", time(1, 2, 3))


def test_unreadable_preferences_are_open_dentals_own() -> None:
    """A window that cannot be read is 7 in the morning to 10 at night."""
    assert DAY == SendWindow.from_preferences("", "")
