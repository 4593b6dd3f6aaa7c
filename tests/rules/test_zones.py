"""Where a telephone may be, by its number."""

from zoneinfo import ZoneInfo

import pytest

from worker.rules.zones import zones_of

STATES = ("America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu")


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("15035550100", {"America/Los_Angeles"}),
        ("12125550100", {"America/New_York"}),
        ("16025550100", {"America/Phoenix"}),
        ("18085550100", {"Pacific/Honolulu"}),
        ("12085550100", {"America/Boise", "America/Los_Angeles"}),
        ("442071838750", {"Europe/London"}),
    ],
)
def test_zones(number: str, zones: set[str]) -> None:
    """An area code lies in one zone, or in several."""
    assert zones == {zone.key for zone in zones_of(number)}


@pytest.mark.parametrize("number", ["18005550100", "15005550006", "19995550100"])
def test_american_numbers_of_nowhere(number: str) -> None:
    """A number that tells nothing may be in any state, so it is quiet from New York to Honolulu."""
    assert {ZoneInfo(name) for name in STATES} <= set(zones_of(number))


@pytest.mark.parametrize("number", ["", "0", "12345", "9999999999999999"])
def test_no_number(number: str) -> None:
    """Of what is no number nothing is known, or as little as of any American one."""
    assert set(zones_of(number)) <= set(zones_of("19995550100"))
