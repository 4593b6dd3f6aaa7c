"""Pictures of the history: a bar for each week, with words for who cannot see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_HEIGHT: Final = 60
_STEP: Final = 30
_NAMED: Final = 9
"""Weeks that have their day written below; of more only some have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week of a picture; a week without a value has no bar."""

    x: int
    y: int
    height: int
    value: str
    below: str
    words: str


def bars(values: Mapping[date, float | None], first: date, last: date, what: str) -> list[Bar]:
    """Draw every week of some days, by its Monday."""
    monday = first - timedelta(days=first.weekday())
    weeks = [monday + timedelta(weeks=each) for each in range((last - monday).days // 7 + 1)]
    most = max((value or 0 for value in values.values()), default=0) or 1
    every = -(-len(weeks) // _NAMED)
    return [
        _bar(place, week, values.get(week), most, what, is_named=place % every == 0)
        for place, week in enumerate(weeks)
    ]


def _bar(
    place: int, week: date, value: float | None, most: float, what: str, *, is_named: bool
) -> Bar:
    height = round((value or 0) / most * _HEIGHT)
    told = "none" if value is None else f"{value:.0f} {what}"
    return Bar(
        x=place * _STEP,
        y=_HEIGHT - height,
        height=height,
        value="" if value is None else f"{value:.0f}",
        below=f"{week.month}/{week.day}" if is_named else "",
        words=f"Week of {week:%B} {week.day}: {told}",
    )
