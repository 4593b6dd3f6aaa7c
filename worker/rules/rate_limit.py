"""The rate limits, how much may be sent: segments per second for a sender, texts per patient, segments per clinic."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from worker.rules import skip
from worker.rules.skip import Skip

BURST: Final = timedelta(seconds=1)
"""What a sender has not used in the last second may go at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimits:
    """How much an office wants to send at most; 0 is no limit."""

    segments_per_second: float = 0
    texts_per_week: int = 0
    """To one patient, in seven days."""
    segments_per_month: int = 0
    """From one clinic, in a month of the office's calendar."""


WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a sender's time is used up; the provider takes texts at a steady rate."""

    free_at: datetime
    """When everything that was sent would have gone out at the steady rate."""
    waiting_until: datetime
    """How far the texts that were put off reach, so that they do not all come back at once."""

    @classmethod
    def fresh(cls, now: datetime) -> Self:
        """Return the pace of a sender that has sent nothing of late."""
        return cls(now, now)

    def send(self, segments: int, per_second: float, now: datetime) -> "Pace | None":
        """Return the pace after a text that may go now; None where it is too fast."""
        if self.free_at - now > BURST - _time(min(segments, per_second), per_second):
            return None
        free_at = max(self.free_at, now) + _time(segments, per_second)
        return Pace(free_at, max(self.waiting_until, now))

    def wait(self, segments: int, per_second: float, now: datetime) -> tuple["Pace", datetime]:
        """Return the pace with one more waiting, and the moment at which to ask again."""
        again_at = max(self.free_at, self.waiting_until, now + timedelta(seconds=1))
        return Pace(self.free_at, again_at + _time(segments, per_second)), again_at


def _time(segments: float, per_second: float) -> timedelta:
    return timedelta(seconds=segments / per_second)


def reason_over_week(texts_in_seven_days: int, limit: int) -> Skip | None:
    """A patient gets no more texts in seven days than TEXTS_PER_WEEK; 0 is no limit."""
    return skip.weekly_limit(limit) if limit and texts_in_seven_days >= limit else None


def reason_over_month(segments_used: int, segments: int, limit: int) -> Skip | None:
    """A clinic sends no more segments in a calendar month than its limit; 0 is no limit."""
    return skip.monthly_limit(limit) if limit and segments_used + segments > limit else None


def month_of(now_local: datetime) -> str:
    """Name the month on the office's clock, as 2026-11."""
    return f"{now_local:%Y-%m}"
