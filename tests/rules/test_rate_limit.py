"""How much may be sent."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.rate_limit import BURST, Pace, month_of, reason_over_month, reason_over_week

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)

rates = st.sampled_from([0.25, 1.0, 3.0, 3.75, 12.0, 100.0])
arrivals = st.lists(
    st.tuples(st.floats(min_value=0, max_value=3), st.integers(min_value=1, max_value=10)),
    min_size=1,
    max_size=60,
)


def test_a_burst_goes_at_once() -> None:
    """What one second allows need not be spread over it."""
    assert [True, True, True, False] == [sent for sent, _ in ask([(0, 1)] * 4, 3.0)]


def test_a_long_text_is_not_stuck() -> None:
    """A text of more segments than a second allows goes, and the next ones wait for it."""
    assert [True, False, False, True] == [
        sent for sent, _ in ask([(0, 4), (1, 1), (2, 1), (1, 1)], 1.0)
    ]


@given(arrivals=arrivals, rate=rates)
def test_never_faster(arrivals: list[tuple[float, int]], rate: float) -> None:
    """Up to any moment no more has gone out than the rate and one burst and one text allow."""
    told = ask(arrivals, rate)
    passed = 0.0
    segments = 0
    longest = max(segments for _, segments in arrivals)
    for (gap, length), (sent, _) in zip(arrivals, told, strict=True):
        passed += gap
        segments += length if sent else 0
        assert segments <= rate * (passed + BURST.total_seconds()) + longest + 0.001


@given(waiting=st.integers(min_value=1, max_value=200), rate=rates)
def test_all_go_in_the_end(waiting: int, rate: float) -> None:
    """Texts that are put off come back spread out, and each goes within the time all of them take."""
    pace = Pace.fresh(NOW)
    due = [NOW] * waiting
    asked = 0
    last = NOW
    while due:
        due.sort()
        now = due.pop(0)
        asked += 1
        after = pace.send(1, rate, now)
        if after is None:
            after, again_at = pace.wait(1, rate, now)
            assert again_at >= now + timedelta(seconds=1)
            due.append(again_at)
        else:
            last = now
        pace = after

    assert asked <= 4 * waiting + 1
    assert last - NOW <= timedelta(seconds=4 * (waiting / rate + 2))


def test_quiet_times_are_not_saved_up() -> None:
    """An hour without texts allows no more at once than a second does."""
    (first, _), *rest = ask([(3_600, 1)] + [(0, 1)] * 5, 3.0)

    assert first
    assert [True, True, False, False, False] == [sent for sent, _ in rest]


@pytest.mark.parametrize(
    ("texts", "limit", "skipped"),
    [(0, 0, False), (9, 0, False), (2, 3, False), (3, 3, True), (4, 3, True)],
)
def test_week(texts: int, limit: int, skipped: bool) -> None:  # noqa: FBT001
    """A patient who has had the week's texts gets no more; 0 is no limit."""
    reason = reason_over_week(texts, limit)

    assert skipped is (reason is not None)
    assert reason is None or "weekly-limit" == reason.code


@pytest.mark.parametrize(
    ("used", "segments", "limit", "skipped"),
    [(0, 1, 0, False), (98, 2, 100, False), (99, 2, 100, True), (100, 1, 100, True)],
)
def test_month(used: int, segments: int, limit: int, skipped: bool) -> None:  # noqa: FBT001
    """A clinic never goes beyond its segments of the month, not by a part of one text."""
    reason = reason_over_month(used, segments, limit)

    assert skipped is (reason is not None)
    assert reason is None or "monthly-limit" == reason.code


def test_month_is_the_offices() -> None:
    """A month is named as the office's calendar has it."""
    assert "2026-11" == month_of(datetime(2026, 11, 30, 23, 59, 59))


def ask(arrivals: Sequence[tuple[float, int]], rate: float) -> list[tuple[bool, Pace]]:
    """Ask for one text after another, and keep what was said."""
    now, pace = NOW, Pace.fresh(NOW)
    told = []
    for gap, segments in arrivals:
        now += timedelta(seconds=gap)
        after = pace.send(segments, rate, now)
        told.append((after is not None, after or pace))
        pace = after or pace
    return told
