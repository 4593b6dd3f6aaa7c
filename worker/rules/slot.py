"""An opening on the schedule: its length, its end, and what overlaps it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from schemas.keys import OpNum

MINUTES_PER_CHARACTER = 5
LAST_STOP = time(23, 59, 59)
"""The latest time of day a schedule row can stop at."""

LINK_LIFE = timedelta(days=7)
"""Open Dental keeps an offer's link alive this long after the slot's start."""


def length(pattern: str | None) -> timedelta:
    """One character of an appointment's Pattern, X or /, is five minutes."""
    return timedelta(minutes=MINUTES_PER_CHARACTER * len(pattern or ""))


@dataclass(frozen=True, slots=True)
class Slot:
    """Operatory, start and end on the office's clock; the end itself is free again."""

    op: OpNum
    start: datetime
    end: datetime

    @classmethod
    def for_pattern(cls, op: OpNum, start: datetime, pattern: str | None) -> Self:
        """Return the slot an appointment needs: the end time comes from its Pattern."""
        return cls(op, start, start + length(pattern))

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Touching ends do not overlap (Open Dental's DoSlotsOverlap)."""
        return self.end > start and self.start < end

    def days(self) -> tuple[date, ...]:
        """Return each day the slot touches; one past midnight touches two."""
        last = (self.end - timedelta(microseconds=1)).date()
        whole = (last - self.start.date()).days
        return tuple(self.start.date() + timedelta(days=n) for n in range(whole + 1))

    def stop_time(self) -> time:
        """Return StopTime of the slot's schedule row, which cannot pass midnight."""
        return self.end.time() if self.end.date() == self.start.date() else LAST_STOP

    def link_expires(self) -> datetime:
        """Return DateTimeExpire: the link lives on for a week after the slot's start."""
        return self.start + LINK_LIFE
