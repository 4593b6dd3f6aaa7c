"""One line of an offer's timeline."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Part(StrEnum):
    """What a line is about."""

    REQUEST = "request"
    DECISION = "decision"
    BLOCKOUT = "blockout"
    ATTEMPT = "attempt"
    RECEIPT = "receipt"
    NOTE = "note"
    ANSWER = "answer"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its moment on the office's clock."""

    at_local: datetime
    part: Part
    sentence: str

    @classmethod
    def at(cls, moment: datetime, zone: ZoneInfo, part: Part, sentence: str) -> "Entry":
        """Write down what happened at an instant."""
        return cls(moment.astimezone(zone).replace(tzinfo=None), part, sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything that became of one offer."""

    num: int
    zone: ZoneInfo
    """The zone whose clock all its times are on."""
    title: str
    entries: tuple[Entry, ...]
    send_status: str
    response_status: str
    end: str
    """Where it stands, in a sentence."""
    people: dict[str, str]
    """Name, number and text: filled only when they were asked for."""
