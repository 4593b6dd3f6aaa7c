"""In which time zones a telephone number may be, by its area code."""

from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

_NOWHERE: Final = "Etc/Unknown"
_NORTH_AMERICA: Final = "1"
_FIFTY_STATES: Final = tuple(
    ZoneInfo(name)
    for name in (
        *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"),
        *("America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"),
    )
)


@lru_cache(maxsize=4096)
def zones_of(number: str) -> tuple[ZoneInfo, ...]:
    """Return every zone in which the number, digits with country code, may be.

    An area code may lie in several zones. A number of North America whose area is not known, or
    that belongs to none, may be in any of the fifty states; of any other nothing is known.
    """
    try:
        parsed = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return ()
    names = timezone.time_zones_for_number(parsed)
    known = tuple(ZoneInfo(name) for name in names if name != _NOWHERE)
    is_american = number.startswith(_NORTH_AMERICA)
    if is_american and (not known or len(known) > _MOST_ZONES_OF_AN_AREA):
        return _FIFTY_STATES
    return known


_MOST_ZONES_OF_AN_AREA: Final = 4
"""More are those of the whole country code: a toll-free number, or one that is not assigned."""
