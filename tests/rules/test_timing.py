"""Whether a text is in time, or one too many."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import AptStatus
from tests.rules.facts import APPOINTMENT, at, moments
from worker.rules.skip import AFTER_SLOT, TOO_SHORT_NOTICE, Skip, daily_limit, too_close
from worker.rules.timing import reason_too_close, reason_too_late, reason_too_many


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


@pytest.mark.parametrize(
    ("status", "slot", "is_close"),
    [
        (AptStatus.SCHEDULED, "2023-10-18 15:00", True),
        (AptStatus.SCHEDULED, "2023-10-18 14:01", True),
        (AptStatus.SCHEDULED, "2023-10-18 14:00", False),
        (AptStatus.SCHEDULED, "2023-10-18 16:00", False),
        (AptStatus.BROKEN, "2023-10-18 15:00", False),
        (AptStatus.UNSCHED_LIST, "2023-10-18 15:00", False),
        (AptStatus.PLANNED, "2023-10-18 15:00", False),
    ],
)
def test_an_opening_keeps_away_from_the_own_appointment(
    status: AptStatus,
    slot: str,
    is_close: bool,  # noqa: FBT001
) -> None:
    """Only the time of a scheduled appointment has a buffer, on both sides; its end is outside."""
    own = replace(APPOINTMENT, apt_status=status, apt_date_time=at("2023-10-18 15:00"))
    found = reason_too_close(own, at(slot), timedelta(minutes=60))

    assert (too_close(60) if is_close else None) == found


def test_no_buffer_is_no_obstacle() -> None:
    """With BOOKING_BUFFER_MINUTES 0 even the same time is offered."""
    own = replace(APPOINTMENT, apt_status=AptStatus.SCHEDULED, apt_date_time=at("2023-10-18 15:00"))

    assert reason_too_close(own, own.apt_date_time, timedelta()) is None
