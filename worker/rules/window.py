"""The hours of the day in which the office sends automated messages."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?\s*$")
_HOURS_PER_HALF_DAY = 12


def time_of_day(preference: str, otherwise: time) -> time:
    """Read the time of day at the end of a preference such as "01-01-0001 07:00:00"."""
    found = _CLOCK.search(preference)
    if found is None:
        return otherwise
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    if half := found.group(4):
        hour = hour % _HOURS_PER_HALF_DAY + (_HOURS_PER_HALF_DAY if half.lower() == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return otherwise


@dataclass(frozen=True, slots=True)
class SendWindow:
    """First and last time of day for a text, on the office's clock; equal means any hour."""

    start: time
    end: time

    @classmethod
    def from_preferences(cls, start: str, end: str) -> Self:
        """Read AutomaticCommunicationTimeStart and -End; only their time of day counts."""
        return cls(time_of_day(start, time(7)), time_of_day(end, time(22)))

    def first_moment(self, now: datetime) -> datetime:
        """Return when a text that is ready now may go: now, or when the window opens next.

        Before the start it is the start of the same day, after the end the start of the next;
        exactly at the end is still inside (Open Dental's AsapListSender). A window that ends
        earlier in the day than it starts crosses midnight, which Open Dental does not know.
        """
        if self.contains(now.time()):
            return now
        days = 0 if now.time() < self.start else 1
        return datetime.combine(now.date() + timedelta(days=days), self.start)

    def end_of(self, moment: datetime) -> datetime | None:
        """Return when the window ends that a moment lies in; None where any hour will do."""
        if self.start == self.end:
            return None
        is_tomorrow = self.end < self.start <= moment.time()
        return datetime.combine(moment.date() + timedelta(days=is_tomorrow), self.end)

    def contains(self, clock: time) -> bool:
        """Say whether a text may go at this time of day."""
        if self.start == self.end:
            return True
        if self.start < self.end:
            return self.start <= clock <= self.end
        return clock >= self.start or clock <= self.end
