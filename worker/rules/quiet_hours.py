"""The hours in which a patient is left in peace, on the clocks where the telephone may be.

On top of the office's send window, which is on the office's clock (47 CFR 64.1200(c)(1): not before
8 in the morning or after 9 in the evening, local time of the called party).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from worker.rules.window import SendWindow

LONGEST_SEARCH: Final = timedelta(days=14)
"""A window and quiet hours that leave no moment in two weeks leave none."""

_STEP: Final = timedelta(minutes=1)
_WRITTEN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From a time of day, inclusive, to another, exclusive; usually over midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``21:00-08:00``; raises ValueError."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None or found.group(1, 2) == found.group(3, 4):
            raise ValueError("must be two times of day such as 21:00-08:00")
        hours = [int(part) for part in found.groups()]
        return cls(time(hours[0], hours[1]), time(hours[2], hours[3]))

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def holds(self, clock: time) -> bool:
        """Say whether a time of day is quiet."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def is_quiet(self, now: datetime, zones: Collection[ZoneInfo]) -> bool:
        """Say whether a moment is quiet in any of the zones."""
        return any(self.holds(_clock(now, zone)) for zone in zones)

    def end_after(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Return when the quiet hours end that a moment lies in."""
        local = now.astimezone(zone).replace(tzinfo=None, fold=0)
        days = 0 if local.time() < self.end else 1
        return _when(datetime.combine(local.date() + timedelta(days=days), self.end), zone, now)


@dataclass(frozen=True, slots=True)
class Hours:
    """When one patient may be texted: in the office's window, outside the quiet hours."""

    window: SendWindow
    office: ZoneInfo
    quiet: QuietHours | None = None
    patient: tuple[ZoneInfo, ...] = ()
    """Every zone in which the telephone may be: it is quiet if it is quiet in any."""

    def allow(self, now: datetime) -> bool:
        """Say whether a text may go at a moment."""
        in_window = self.window.contains(_clock(now, self.office))
        return in_window and not (self.quiet and self.quiet.is_quiet(now, self.patient))

    def first_moment(self, now: datetime) -> datetime | None:
        """Return the first allowed moment from now on; None when there is none.

        Each step goes to the next moment at which what forbids the text now ends, so nothing
        allowed is passed over; a clock that is set forward or back is asked anew at each step.
        """
        moment = now.astimezone(UTC)
        while moment - now <= LONGEST_SEARCH:
            if self.allow(moment):
                return moment
            moment = self._next(moment)
        return None

    def _next(self, moment: datetime) -> datetime:
        """Return the moment before which a text that is forbidden now stays so; always later."""
        ends = []
        if not self.window.contains(_clock(moment, self.office)):
            local = moment.astimezone(self.office).replace(tzinfo=None, fold=0)
            ends.append(_when(self.window.first_moment(local), self.office, moment))
        if self.quiet:
            ends += [
                self.quiet.end_after(moment, zone)
                for zone in self.patient
                if self.quiet.holds(_clock(moment, zone))
            ]
        return max(ends)


def _clock(now: datetime, zone: ZoneInfo) -> time:
    return now.astimezone(zone).time()


def _when(local: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the next moment at which a zone's clock shows a time.

    A clock that is set back shows it twice. One that is set forward may never show it: then the
    search goes on in steps from the last moment that was certainly before.
    """
    both = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [moment for moment in both if moment.astimezone(zone).replace(tzinfo=None) == local]
    return min((moment for moment in shown or both[1:] if moment > now), default=now + _STEP)
