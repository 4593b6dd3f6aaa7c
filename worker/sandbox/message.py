"""One text as the sandbox keeps it, with its fate: settled when the text is accepted."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Literal

from worker.sandbox.behaviour import Ending, EndingTurn, Receipts, ReceiptsTurn

Direction = Literal["outbound-api", "outbound-reply", "inbound"]
Keyword = Literal["STOP", "START", "HELP"]

USUAL_LENGTH = timedelta(seconds=1.6)
"""From the beginning of a text to its delivery."""

_FAILS = frozenset({Ending.UNDELIVERED, Ending.FAILED})
_NO_REASON = 30008

MEANINGS = {
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30034: "Message from an unregistered number",
    32017: "Carrier blocked message",
}
"""What the page and the API say about the codes of a text that failed."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a text."""

    ending: Ending = Ending.DELIVERED
    ends_after: timedelta = USUAL_LENGTH
    code: int | None = None
    """Why it failed."""
    receipts: Receipts = Receipts.USUAL
    receipts_after: timedelta = timedelta()
    """By how much receipts that are late are late."""

    @property
    def meaning(self) -> str | None:
        """The code in words."""
        return None if self.code is None else MEANINGS.get(self.code, "Message could not be sent")


def fate(ending: EndingTurn | None, receipts: ReceiptsTurn | None) -> Fate:
    """Settle what becomes of a text, as it is played."""
    settled = Fate()
    if ending is not None:
        code = (ending.code or _NO_REASON) if ending.play in _FAILS else None
        settled = Fate(ending.play, timedelta(seconds=ending.seconds), code)
    if receipts is None:
        return settled
    seconds = receipts.seconds if receipts.play is Receipts.LATE else 0
    return replace(settled, receipts=receipts.play, receipts_after=timedelta(seconds=seconds))


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
    """When it was forgotten: that it was there stays, not what it said."""
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


def new_sid(*, media: bool) -> str:
    """Make an identifier as Twilio does: SM for a text, MM for one with media."""
    return ("MM" if media else "SM") + token_hex(16)
