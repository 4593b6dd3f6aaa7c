"""Numbers that act: a text to one of them is played as its row says, and no person has any of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from worker.sandbox.behaviour import (
    Create,
    CreateTurn,
    Ending,
    EndingTurn,
    Receipts,
    ReceiptsTurn,
)


@dataclass(frozen=True, slots=True)
class Reserved:
    """What happens to texts to a number."""

    sentence: str
    turn: CreateTurn | EndingTurn | ReceiptsTurn | None = None
    """What is played."""


def _undelivered(code: int) -> EndingTurn:
    return EndingTurn(play=Ending.UNDELIVERED, code=code)


RESERVED: Mapping[str, Reserved] = {
    "+15555550103": Reserved("Unreachable handset: 30003.", _undelivered(30003)),
    "+15555550104": Reserved("Blocked by its owner: 30004.", _undelivered(30004)),
    "+15555550105": Reserved("Unknown handset: 30005.", _undelivered(30005)),
    "+15555550106": Reserved("Landline: 30006.", _undelivered(30006)),
    "+15555550107": Reserved("Filtered by the carrier: 30007.", _undelivered(30007)),
    "+15555550108": Reserved("Unknown error: 30008.", _undelivered(30008)),
    "+15555550109": Reserved("Failed, its queue was full: 30001.", EndingTurn(play=Ending.FAILED, code=30001)),
    "+15555550110": Reserved("Delivered after 30 seconds.", EndingTurn(play=Ending.DELIVERED, seconds=30)),
    "+15555550111": Reserved("Delivered, but no receipt ever comes.", ReceiptsTurn(play=Receipts.LOST)),
    "+15555550112": Reserved("Receipts in the wrong order.", ReceiptsTurn(play=Receipts.OUT_OF_ORDER)),
    "+15555550113": Reserved("Every receipt twice.", ReceiptsTurn(play=Receipts.REPEATED)),
    "+15555550114": Reserved("Receipts 30 seconds late.", ReceiptsTurn(play=Receipts.LATE, seconds=30)),
    "+15555550115": Reserved("Accepted, and answered after 5 seconds.", CreateTurn(play=Create.SLOW_AFTER, seconds=5)),
    "+15555550116": Reserved("Accepted, and never answered.", CreateTurn(play=Create.SILENT_AFTER)),
    "+15555550117": Reserved("Not accepted, and never answered.", CreateTurn(play=Create.SILENT_BEFORE)),
    "+15555550118": Reserved("Accepted, then the connection is reset.", CreateTurn(play=Create.RESET_AFTER)),
    "+15555550119": Reserved("Delivered, then read.", EndingTurn(play=Ending.READ)),
    "+15555550120": Reserved("Delivered in part.", EndingTurn(play=Ending.PARTIALLY_DELIVERED)),
    "+15555550129": Reserved("Too many requests: 429, come again after 1 second.", CreateTurn(play=Create.TOO_MANY_BEFORE, seconds=1)),
}  # fmt: skip
"""All lie in area code 555, which no place has, and end in 555-0100 to 555-0199, which no phone has."""

_NOTHING = Reserved("")


def act(number: str) -> Reserved:
    """Return what happens to texts to this number: nothing, unless it is reserved."""
    return RESERVED.get(number, _NOTHING)
