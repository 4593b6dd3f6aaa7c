"""The nights in which clocks are set forward and back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schemas.codes import AptStatus
from tests.rules.facts import APPOINTMENT, at
from tests.rules.test_openings import OFFER
from worker.office import wall_time
from worker.rules.openings import still_open
from worker.rules.skip import AFTER_SLOT, TOO_SHORT_NOTICE, Skip
from worker.rules.slot import Slot
from worker.rules.timing import reason_too_close, reason_too_late
from worker.rules.wall_clock import elapsed, is_shown

PACIFIC = ZoneInfo("America/Los_Angeles")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Its clocks are set by half an hour."""


@pytest.mark.parametrize(
    ("zone", "local", "shown"),
    [
        (PACIFIC, "2027-03-14 01:59:59", True),
        (PACIFIC, "2027-03-14 02:00:00", False),
        (PACIFIC, "2027-03-14 02:30:00", False),
        (PACIFIC, "2027-03-14 03:00:00", True),
        (PACIFIC, "2027-11-07 01:30:00", True),
        (LORD_HOWE, "2027-10-03 02:15:00", False),
        (LORD_HOWE, "2027-10-03 02:30:00", True),
        (UTC, "2027-03-14 02:30:00", True),
    ],
)
def test_some_times_are_never_shown(zone: ZoneInfo, local: str, *, shown: bool) -> None:
    """A clock that is set forward passes over them."""
    assert shown is is_shown(at(local), zone)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2027-03-14 01:00:00", "2027-03-14 09:00:00", 7 * 60),
        ("2027-03-13 22:00:00", "2027-03-14 08:00:00", 9 * 60),
        ("2027-11-07 00:30:00", "2027-11-07 09:00:00", 9 * 60 + 30),
        ("2027-06-01 09:00:00", "2027-06-01 10:00:00", 60),
    ],
)
def test_time_that_passes_is_not_what_clocks_say(since: str, until: str, minutes: int) -> None:
    """In spring an hour less passes, in autumn an hour more."""
    assert timedelta(minutes=minutes) == elapsed(at(since), at(until), PACIFIC)


def test_now_is_one_of_two() -> None:
    """The present moment knows which of the two hours it lies in; a time that is stored is the first."""
    second = wall_time(datetime(2027, 11, 7, 9, 10, tzinfo=UTC), PACIFIC)

    assert at("2027-11-07 01:10:00") == second
    assert timedelta(minutes=-40) == elapsed(second, at("2027-11-07 01:30:00"), PACIFIC)


@pytest.mark.parametrize(
    ("due", "start", "expected"),
    [
        ("2027-03-14 01:45:00", "2027-03-14 03:10:00", TOO_SHORT_NOTICE),
        ("2027-03-14 01:45:00", "2027-03-14 03:15:00", None),
        ("2027-11-07 00:45:00", "2027-11-07 02:00:00", None),
        ("2027-11-07 02:00:01", "2027-11-07 02:00:00", AFTER_SLOT),
    ],
)
def test_notice_is_real_time(due: str, start: str, expected: Skip | None) -> None:
    """Thirty minutes pass between a text and its slot, whatever the clocks say."""
    assert expected == reason_too_late(at(due), at(start), PACIFIC)


def test_the_second_hour_is_late_for_the_first() -> None:
    """A slot of the first 1:30 has begun at the second 1:10."""
    second = at("2027-11-07 01:10:00").replace(fold=1)

    assert AFTER_SLOT == reason_too_late(second, at("2027-11-07 01:30:00"), PACIFIC)


def test_the_last_minutes_are_real_ones() -> None:
    """Whoever accepts ninety minutes before by the clock has thirty in the night of spring."""
    slot = Slot(OFFER.slot.op, at("2027-03-14 03:10:00"), at("2027-03-14 04:00:00"))  # type: ignore[union-attr]
    offer = replace(OFFER, slot=slot, expires=at("2027-03-20 03:10:00"))
    ask = at("2027-03-14 01:45:00")

    assert [] == still_open([offer], ask, timedelta(minutes=30), PACIFIC)
    assert [offer] == still_open([offer], ask, timedelta(minutes=25), PACIFIC)


def test_moving_by_little_is_real_too() -> None:
    """From 1:30 to 3:00 it is half an hour in that night."""
    own = replace(
        APPOINTMENT, apt_status=AptStatus.SCHEDULED, apt_date_time=at("2027-03-14 01:30:00")
    )

    assert reason_too_close(own, at("2027-03-14 03:00:00"), timedelta(hours=1), PACIFIC)
    assert not reason_too_close(own, at("2027-03-14 03:00:00"), timedelta(minutes=30), PACIFIC)
