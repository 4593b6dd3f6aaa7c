"""One thing that was found."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from worker.errors import CannotStart

MOST_CLOCK_DIFFERENCE: Final = timedelta(seconds=5)
"""A provider tells whole seconds, and its answer takes some."""


class Part(StrEnum):
    """What was looked at."""

    SETTINGS = "settings"
    DATABASE = "database"
    OFFICE = "office"
    REDIS = "redis"
    PROCESSES = "processes"
    GATEWAY = "gateway"


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; the worker does its job."""
    WRONG = "wrong"
    """The worker would not do its job, or would do harm."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in a part, in a sentence, and what to do, in another."""

    part: Part
    state: State
    found: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """Makes the findings of one part."""

    part: Part

    def ok(self, found: str) -> Finding:
        """All is well."""
        return Finding(self.part, State.OK, found)

    def note(self, found: str, todo: str) -> Finding:
        """Somebody should know."""
        return Finding(self.part, State.NOTE, found, todo)

    def wrong(self, found: str, todo: str) -> Finding:
        """Somebody must act."""
        return Finding(self.part, State.WRONG, found, todo)

    def wrong_of(self, error: CannotStart) -> Finding:
        """Somebody must act: an error's sentence says what it is, and after a colon what to do."""
        found, _, todo = error.sentence.partition(": ")
        return self.wrong(f"{found}.", f"{todo[:1].upper()}{todo[1:]}")

    def clocks(self, theirs: str, ahead: timedelta, ours: str, todo: str) -> Finding:
        """All is well if two clocks agree."""
        if abs(ahead) <= MOST_CLOCK_DIFFERENCE:
            return self.ok(f"The clocks of the {theirs} and of {ours} agree.")
        seconds = f"{abs(ahead).total_seconds():.0f} seconds"
        direction = "ahead of" if ahead > timedelta() else "behind"
        return self.note(f"The {theirs}'s clock is {seconds} {direction} {ours}'s.", todo)
