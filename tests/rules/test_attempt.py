"""What follows an attempt that failed, or ended without an answer."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import NOW, moments
from worker.rules.attempt import (
    LONGEST_PAUSE,
    OPEN,
    AttemptState,
    may_follow,
    next_look,
    pause_before_retry,
)

LOOKS = (15.0, 60.0, 180.0)

looks = st.lists(st.floats(min_value=0.1, max_value=86_400), min_size=1, unique=True).map(sorted)
attempts = st.integers(min_value=1, max_value=10_000)
pauses = st.none() | st.timedeltas(timedelta(), timedelta(days=1))


@pytest.mark.parametrize(
    ("attempt_no", "retry_after", "expected"),
    [
        (1, None, 15),
        (2, None, 30),
        (3, None, 60),
        (4, None, 120),
        (5, None, 240),
        (6, None, 300),
        (7, None, 300),
        (1_000, None, 300),
        (1, 5, 15),
        (1, 20, 20),
        (6, 301, 301),
        (6, 3_600, 3_600),
        (1, 0, 15),
    ],
)
def test_pause_doubles(attempt_no: int, retry_after: int | None, expected: int) -> None:
    """Each pause is twice the last one up to five minutes, or what the provider asks for."""
    asked = None if retry_after is None else timedelta(seconds=retry_after)

    assert timedelta(seconds=expected) == pause_before_retry(attempt_no, asked)


@given(attempt_no=attempts, asked=pauses)
def test_pauses_rise(attempt_no: int, asked: timedelta | None) -> None:
    """A later attempt never waits less than an earlier one."""
    assert pause_before_retry(attempt_no, asked) <= pause_before_retry(attempt_no + 1, asked)


@given(attempt_no=attempts, asked=pauses)
def test_provider_is_obeyed(attempt_no: int, asked: timedelta | None) -> None:
    """The provider is never called sooner than it asked for."""
    assert pause_before_retry(attempt_no, asked) >= (asked or timedelta())


@given(attempt_no=attempts)
def test_pause_has_an_end(attempt_no: int) -> None:
    """Unless the provider asks for more, five minutes is the longest pause."""
    assert pause_before_retry(attempt_no, None) <= LONGEST_PAUSE


@pytest.mark.parametrize(
    ("seconds_later", "expected"),
    [
        (0, 15),
        (14.9, 15),
        (15, 60),
        (16, 60),
        (60, 180),
        (179, 180),
        (180, None),
        (10_000, None),
        (-5, 15),
    ],
)
def test_looks_that_passed_are_over(seconds_later: float, expected: float | None) -> None:
    """The next look is the first that is still to come, missed ones are not made up for."""
    due = None if expected is None else NOW + timedelta(seconds=expected)

    assert due == next_look(NOW, NOW + timedelta(seconds=seconds_later), LOOKS)


@given(began_at=moments, later=st.timedeltas(timedelta(), timedelta(days=2)), looks=looks)
def test_look_is_never_in_the_past(
    began_at: datetime, later: timedelta, looks: list[float]
) -> None:
    """A look is planned for a moment that is still to come."""
    now = began_at + later
    look = next_look(began_at, now, looks)

    assert look is None or look > now


@given(began_at=moments, looks=looks)
def test_looks_come_to_an_end(began_at: datetime, looks: list[float]) -> None:
    """Who looks whenever it is time has soon looked for the last time."""
    seen: list[datetime] = []
    while look := next_look(began_at, max(seen, default=began_at), looks):
        seen.append(look)
    expected = sorted({began_at + timedelta(seconds=seconds) for seconds in looks})

    assert expected == seen


def test_open_attempts_forbid_another() -> None:
    """A text may not be sent again while nobody knows what became of it."""
    assert {AttemptState.DISPATCHING, AttemptState.UNKNOWN} == OPEN


@pytest.mark.parametrize(
    ("state", "pause", "expected"),
    [
        (AttemptState.DISPATCHING, 0, False),
        (AttemptState.UNKNOWN, 0, False),
        (AttemptState.ACCEPTED, None, False),
        (AttemptState.ACCEPTED, 0, False),
        (AttemptState.GIVEN_UP, None, False),
        (AttemptState.REJECTED, None, False),
        (AttemptState.REJECTED, 1, False),
        (AttemptState.REJECTED, 0, True),
        (AttemptState.REJECTED, -1, True),
        (AttemptState.NOT_SENT, None, True),
    ],
)
def test_only_what_was_not_sent_is_tried_again(
    state: AttemptState, pause: int | None, *, expected: bool
) -> None:
    """A text whose last attempt is open, accepted or given up never leaves a second time."""
    next_at = None if pause is None else NOW + timedelta(seconds=pause)

    assert may_follow(state, next_at, NOW) is expected
