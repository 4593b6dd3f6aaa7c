"""How a text ends, and how its receipts come: settled when it is accepted."""

from dataclasses import dataclass
from datetime import timedelta

from worker.sandbox.behaviour import Ending, EndingTurn, Receipts, ReceiptsTurn

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
    is_late = receipts.play is Receipts.LATE
    after = timedelta(seconds=receipts.seconds) if is_late else timedelta()
    return Fate(settled.ending, settled.ends_after, settled.code, receipts.play, after)
