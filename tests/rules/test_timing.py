"""Whether a text is in time, or one too many."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import at, moments
from worker.rules.skip import AFTER_SLOT, TOO_SHORT_NOTICE, Skip, daily_limit
from worker.rules.timing import reason_too_late, reason_too_many


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2023-10-18 09:00:00", None),
        ("2023-10-18 13:29:59", None),
        ("2023-10-18 13:30:00", None),
        ("2023-10-18 13:30:01", TOO_SHORT_NOTICE),
        ("2023-10-18 13:31:00", TOO_SHORT_NOTICE),
        ("2023-10-18 13:59:59", TOO_SHORT_NOTICE),
        ("2023-10-18 14:00:00", TOO_SHORT_NOTICE),
        ("2023-10-18 14:00:01", AFTER_SLOT),
        ("2023-10-19 07:00:00", AFTER_SLOT),
    ],
)
def test_text_needs_thirty_minutes(due: str, expected: Skip | None) -> None:
    """A text goes out up to thirty minutes before the slot."""
    assert expected == reason_too_late(at(due), at("2023-10-18 14:00:00"))


@given(due=moments, ahead=st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_late_is_less_than_thirty_minutes(due: datetime, ahead: timedelta) -> None:
    """No text passes with less than thirty minutes left."""
    expected = ahead >= timedelta(minutes=30)

    assert expected == (reason_too_late(due, due + ahead) is None)


@given(due=moments, ahead=st.timedeltas(timedelta(days=-9), timedelta(minutes=29)))
def test_late_says_which_kind(due: datetime, ahead: timedelta) -> None:
    """Only a text due after the slot's start is called after the time slot."""
    expected = AFTER_SLOT if ahead < timedelta() else TOO_SHORT_NOTICE

    assert expected == reason_too_late(due, due + ahead)


@pytest.mark.parametrize(
    ("texts", "limit", "expected"),
    [
        (0, 2, None),
        (1, 2, None),
        (2, 2, daily_limit(2)),
        (3, 2, daily_limit(2)),
        (0, 0, daily_limit(0)),
        (0, 1, None),
        (1, 1, daily_limit(1)),
        (0, None, None),
        (10_000, None, None),
    ],
)
def test_limit_stops_the_next_text(texts: int, limit: int | None, expected: Skip | None) -> None:
    """A patient who has the limit's texts gets no other that day."""
    assert expected == reason_too_many(texts, limit)


@given(limit=st.integers(min_value=0, max_value=50), offers=st.integers(min_value=0, max_value=99))
def test_limit_is_never_passed(limit: int, offers: int) -> None:
    """However many offers are made, no more texts go out than the limit says."""
    sent = 0
    for _ in range(offers):
        sent += reason_too_many(sent, limit) is None
    expected = min(limit, offers)

    assert expected == sent
