"""One text as the sandbox keeps it."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Literal, Self

Direction = Literal["outbound-api", "inbound"]


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

    def cancel(self, now: datetime) -> Self:
        """Return it called off."""
        return replace(self, canceled_at=now)

    def redact(self, now: datetime) -> Self:
        """Return it without its words."""
        return replace(self, body="", redacted_at=now)

    def delete(self, now: datetime) -> Self:
        """Return what stays of it: that it was there, not what it said."""
        return replace(self, body="", deleted_at=now)


def new_sid(*, media: bool) -> str:
    """Make an identifier as Twilio does: SM for a text, MM for one with media."""
    return ("MM" if media else "SM") + token_hex(16)
