"""When a patient may be texted, on two clocks that are set forward and back."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from worker.rules.quiet_hours import Hours, QuietHours
from worker.rules.window import SendWindow

EASTERN: Final = ZoneInfo("America/New_York")
CENTRAL: Final = ZoneInfo("America/Chicago")
PACIFIC: Final = ZoneInfo("America/Los_Angeles")
ARIZONA: Final = ZoneInfo("America/Phoenix")
"""The clock of Arizona is never set; the other three are, twice a year."""

ZONES: Final = (EASTERN, CENTRAL, PACIFIC, ARIZONA)
FEDERAL: Final = QuietHours(time(21), time(8))
DAY: Final = SendWindow(time(7), time(22))
MINUTE: Final = timedelta(minutes=1)


def changes(zone: ZoneInfo) -> list[datetime]:
    """Find the hours of two years in which a zone's clock is set."""
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(2 * 366 * 24)]
    return [
        later
        for earlier, later in pairwise(hours)
        if earlier.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset()
    ]


CHANGES: Final = sorted({moment for zone in ZONES for moment in changes(zone)})

near_changes = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(min_value=-36 * 3600, max_value=36 * 3600),
)
two_years = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
moments = near_changes | two_years.map(lambda moment: moment.replace(microsecond=0))
clocks = st.builds(
    time, st.integers(min_value=0, max_value=23), st.sampled_from([0, 15, 30, 45, 59])
)
windows = st.builds(SendWindow, clocks, clocks)
quiets = st.tuples(clocks, clocks).filter(lambda p: p[0] != p[1]).map(lambda p: QuietHours(*p))
zones = st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True).map(tuple)
hours = st.builds(Hours, windows, st.sampled_from(ZONES), quiets, zones)


def test_there_are_changes() -> None:
    """Three of the four zones set their clocks four times in two years, each at its own hour."""
    assert [4, 4, 4, 0] == [len(changes(zone)) for zone in ZONES]
    assert 12 == len(CHANGES)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("20:59:59", False),
        ("21:00:00", True),
        ("00:00:00", True),
        ("07:59:59", True),
        ("08:00:00", False),
        ("12:00:00", False),
    ],
)
def test_federal_hours(clock: str, quiet: bool) -> None:  # noqa: FBT001
    """It is quiet from nine in the evening until eight in the morning."""
    assert quiet is FEDERAL.holds(time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        # the night before clocks go forward, and before they go back
        ("2026-03-07 23:00", EASTERN, "2026-03-08 08:00"),
        ("2026-10-31 23:00", EASTERN, "2026-11-01 08:00"),
        ("2027-03-13 22:30", PACIFIC, "2027-03-14 08:00"),
        ("2027-11-06 22:30", CENTRAL, "2027-11-07 08:00"),
        ("2026-03-07 23:00", ARIZONA, "2026-03-08 08:00"),
        # an ordinary one
        ("2026-06-30 21:00", PACIFIC, "2026-07-01 08:00"),
        ("2026-06-30 20:59", PACIFIC, "2026-06-30 20:59"),
    ],
)
def test_morning(now: str, zone: ZoneInfo, expected: str) -> None:
    """A text of the night goes out at eight by the patient's clock, whatever happened to it."""
    allowed = Hours(SendWindow(time(0), time(0)), zone, FEDERAL, (zone,))

    assert local(expected, zone) == allowed.first_moment(local(now, zone))


def test_patient_further_west() -> None:
    """An office in New York that opens at seven waits until it is eight in California."""
    allowed = Hours(DAY, EASTERN, FEDERAL, (PACIFIC,))

    assert local("2026-06-30 11:00", EASTERN) == allowed.first_moment(
        local("2026-06-30 07:00", EASTERN)
    )


def test_patient_further_east() -> None:
    """An office in California whose window ends at ten in the evening stops at six for New York."""
    allowed = Hours(DAY, PACIFIC, FEDERAL, (EASTERN,))

    assert allowed.allow(local("2026-06-30 17:59", PACIFIC))
    assert local("2026-07-01 07:00", PACIFIC) == allowed.first_moment(
        local("2026-06-30 18:00", PACIFIC)
    )


def test_number_of_several_zones() -> None:
    """Where a number may be in two zones it is quiet when it is quiet in one of them."""
    allowed = Hours(DAY, EASTERN, FEDERAL, (EASTERN, PACIFIC))

    assert local("2026-06-30 11:00", EASTERN) == allowed.first_moment(
        local("2026-06-30 08:00", EASTERN)
    )
    assert local("2026-07-01 11:00", EASTERN) == allowed.first_moment(
        local("2026-06-30 21:00", EASTERN)
    )


def test_no_moment() -> None:
    """A window that lies in the quiet hours as a whole leaves none."""
    allowed = Hours(SendWindow(time(5), time(7)), PACIFIC, FEDERAL, (PACIFIC,))

    assert allowed.first_moment(local("2026-06-30 06:00", PACIFIC)) is None


def test_off() -> None:
    """Without quiet hours the office's window alone counts."""
    allowed = Hours(DAY, EASTERN, None, (PACIFIC,))
    early = local("2026-06-30 07:00", EASTERN)

    assert early == allowed.first_moment(early)


@given(hours=hours, now=moments)
def test_moment_is_allowed(hours: Hours, now: datetime) -> None:
    """What is found is not before now, in the office's window, and quiet in none of the zones."""
    found = hours.first_moment(now)

    if found is not None:
        assert now <= found
        assert hours.window.contains(found.astimezone(hours.office).time())
        quiet = hours.quiet
        assert quiet is not None
        assert not any(quiet.holds(found.astimezone(zone).time()) for zone in hours.patient)


@given(hours=hours, now=moments)
@example(
    hours=Hours(SendWindow(time(2, 30), time(4)), EASTERN, QuietHours(time(12), time(13)), ZONES),
    now=datetime(2026, 3, 8, 5, tzinfo=UTC),
)
@example(
    hours=Hours(SendWindow(time(1, 30), time(4)), EASTERN, QuietHours(time(1), time(1, 45)), ZONES),
    now=datetime(2026, 11, 1, 4, tzinfo=UTC),
)
def test_nothing_allowed_is_passed_over(hours: Hours, now: datetime) -> None:
    """No minute between now and the moment that is found would have been allowed."""
    found = hours.first_moment(now)
    until = now + timedelta(days=2) if found is None else min(found, now + timedelta(days=2))

    minutes = int((until - now) / MINUTE)
    passed_over = [n for n in range(0, minutes, 7) if hours.allow(now + n * MINUTE)]
    assert [] == passed_over
    assert found is None or found == now or not hours.allow(found - timedelta(seconds=61))


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_every_day_of_two_years(zone: ZoneInfo) -> None:
    """On every day of two years, the days of the changes too, it is quiet from 21 to 8."""
    allowed = Hours(SendWindow(time(0), time(0)), zone, FEDERAL, (zone,))
    day = datetime(2026, 1, 1)

    while day < datetime(2028, 1, 1):
        evening = day.replace(hour=21, tzinfo=zone)
        morning = (day + timedelta(days=1)).replace(hour=8, tzinfo=zone)
        assert evening.astimezone(UTC) - MINUTE == allowed.first_moment(
            evening.astimezone(UTC) - MINUTE
        )
        assert morning.astimezone(UTC) == allowed.first_moment(evening)
        day += timedelta(days=1)


@pytest.mark.parametrize("text", ["21:00-08:00", " 21:00-08:00 ", "00:00-23:59"])
def test_setting(text: str) -> None:
    """Two times of day make quiet hours."""
    assert QuietHours.parse(text).start != QuietHours.parse(text).end


@pytest.mark.parametrize("text", ["", "21-8", "21:00", "24:00-08:00", "21:00-08:60", "08:00-08:00"])
def test_setting_that_is_none(text: str) -> None:
    """What is no such thing is refused."""
    with pytest.raises(ValueError, match="21:00-08:00"):
        QuietHours.parse(text)


def local(text: str, zone: ZoneInfo) -> datetime:
    """Read a moment on a zone's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
