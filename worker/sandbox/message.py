"""One text as the sandbox keeps it."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Literal, Self

from worker.sandbox.fate import Fate

Direction = Literal["outbound-api", "outbound-reply", "inbound"]
Keyword = Literal["STOP", "START", "HELP"]

_USUAL = Fate()


@dataclass(frozen=True, slots=True)
class Message:
    """A text and all that was asked for it; its status follows from its age."""

    sid: str
    account_sid: str
    direction: Direction
    to: str
    sender: str
    service_sid: str | None
    body: str
    segments: int
    media: int
    received_at: datetime
    send_at: datetime | None
    parameters: dict[str, tuple[str, ...]]
    """The request's other parameters, StatusCallback for one, as they came."""
    canceled_at: datetime | None = None
    redacted_at: datetime | None = None
    deleted_at: datetime | None = None
    fate: Fate = _USUAL
    keyword: Keyword | None = None
    """What an inbound text says to Twilio itself."""
    reported_at: datetime | None = None
    """When the last callback about it was over."""
    report: str = ""
    """What came of that callback: the HTTP status, or why there is none."""

    @property
    def begun_at(self) -> datetime:
        """When it left, or is to leave."""
        return self.send_at or self.received_at

    @property
    def person(self) -> str:
        """The number of whoever is not the office."""
        return self.sender if self.direction == "inbound" else self.to

    @property
    def callback_url(self) -> str | None:
        """Where its receipts go."""
        return (self.parameters.get("StatusCallback") or ("",))[-1] or None

    def cancel(self, now: datetime) -> Self:
        """Return it called off."""
        return replace(self, canceled_at=now)

    def redact(self, now: datetime) -> Self:
        """Return it without its words."""
        return replace(self, body="", redacted_at=now)

    def reported(self, report: str, now: datetime) -> Self:
        """Return it with what came of its last callback."""
        return replace(self, report=report, reported_at=now)

    def delete(self, now: datetime) -> Self:
        """Return what stays of it: that it was there, not what it said."""
        return replace(self, body="", deleted_at=now)


def new_sid(*, media: bool) -> str:
    """Make an identifier as Twilio does: SM for a text, MM for one with media."""
    return ("MM" if media else "SM") + token_hex(16)
