"""When the texts about one opening are due: how far apart, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final, Self

from worker.rules.wall_clock import elapsed, instant, shown_at
from worker.rules.window import SendWindow


@dataclass(frozen=True, slots=True)
class Pacing:
    """Minutes from one text to the next, by the whole hours that are left until the slot."""

    otherwise: int
    below: tuple[tuple[int, int], ...] = ()
    """Hours, and the minutes while fewer are left; in order."""

    def between(self, until_slot: timedelta) -> timedelta:
        """Return how far apart the texts are; hours are cut off, and below 0 as at 0."""
        hours = until_slot // timedelta(hours=1)
        minutes = (minutes for limit, minutes in self.below if hours < limit)
        return timedelta(minutes=next(minutes, self.otherwise))


OPEN_DENTAL: Final = Pacing(8, ((2, 1), (12, 2), (48, 4)))
"""Open Dental's SetMinutesBetweenTexts."""

AT_ONCE: Final = Pacing(0)

_BY_NAME: Final = {"open-dental": OPEN_DENTAL, "at-once": AT_ONCE}


def pacing(asked: str | int) -> Pacing:
    """Return the pacing that has a name, or so many minutes whatever the hour."""
    return Pacing(asked) if isinstance(asked, int) else _BY_NAME[asked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The moments at which one text after the other is due, on the office's clock."""

    start: datetime
    step: timedelta
    end: datetime | None
    """The end of the window of that day, which late texts share; None where any hour will do."""
    zone: tzinfo

    @classmethod
    def of(
        cls, pace: Pacing, window: SendWindow, now: datetime, slot_start: datetime, zone: tzinfo
    ) -> Self:
        """Begin now, or when the window opens next (Open Dental's AsapListSender)."""
        start = window.first_moment(now)
        step = pace.between(elapsed(start, slot_start, zone))
        return cls(start=start, step=step, end=window.end_of(start), zone=zone)

    def due(self, number: int) -> datetime:
        """Return when a text is due; the first has the number 0."""
        due = shown_at(instant(self.start, self.zone) + number * self.step, self.zone)
        return due if self.end is None else min(due, self.end)
