"""What an offer's ResponseStatus becomes when its patient looks, answers, or lets it pass.

Each rule answers with the status it was given where the event changes nothing, so that any event
may come twice and in any order.
"""

from enum import StrEnum
from typing import Final

from schemas.codes import ResponseStatus

_R = ResponseStatus


class Answer(StrEnum):
    """What a patient can say."""

    ACCEPT = "accept"
    DECLINE = "decline"
    STOP = "stop"
    """Declines, and wants no more offers for this appointment."""


class Outcome(StrEnum):
    """What an answer has led to."""

    MOVED = "moved"
    """The appointment is in the slot."""
    NOT_AVAILABLE = "not-available"
    """Somebody else was first, or it is too late; nothing was moved."""
    CHANGED = "changed"
    """The office has changed the appointment since the page was shown; nothing was moved."""
    CLOSED = "closed"
    """There is nothing to move any more: no appointment on the list, or no patient of the office."""
    KEPT = "kept"
    STOPPED = "stopped"


FINAL: Final = frozenset(
    {_R.ACCEPTED_AND_MOVED, _R.DECLINED_STOP_COMM, _R.CHOSE_DIFFERENT_SLOT, _R.EXPIRED}
)
"""Nothing follows these; UnableToSend and Failed are final for sending only."""

ASKED: Final = frozenset({_R.PENDING_RSVP, _R.VIEWED, _R.VIEWED_NOT_AVAILABLE})
"""The patient has the text and has not answered."""

WAITING: Final = frozenset({_R.AWAITING_TRANSMIT, *ASKED})
"""An answer may yet come, and the offer can expire."""

STILL_ASKING: Final = WAITING | {_R.DECLINED}
"""The patient may take the opening, or take it after all."""

HAS_DECLINED: Final = frozenset({_R.DECLINED, _R.DECLINED_STOP_COMM})
"""The patient keeps the appointment."""

UNANSWERED: Final = frozenset({_R.UNABLE_TO_SEND, _R.AWAITING_TRANSMIT, _R.PENDING_RSVP})
"""The patient has done nothing yet; what comes of a text never undoes what was answered."""

SEEN: Final = frozenset(_R) - UNANSWERED - {_R.FAILED}
"""The patient has shown that the text has arrived."""


def when_opened(status: ResponseStatus, *, is_free: bool) -> ResponseStatus:
    """The patient has opened the page; a slot that is free again counts as viewed again."""
    if status not in ASKED:
        return status
    return _R.VIEWED if is_free else _R.VIEWED_NOT_AVAILABLE


def when_accepted(status: ResponseStatus, *, is_moved: bool) -> ResponseStatus:
    """The patient wants the slot: also after a decline, and where no text could be sent for it."""
    if status in FINAL:
        return status
    return _R.ACCEPTED_AND_MOVED if is_moved else _R.ACCEPTED_AND_NOT_AVAILABLE


def when_another_was_accepted(status: ResponseStatus) -> ResponseStatus:
    """The patient took another slot for the same appointment; what could not be sent stays so."""
    if status in FINAL or status in {_R.UNABLE_TO_SEND, _R.FAILED}:
        return status
    return _R.CHOSE_DIFFERENT_SLOT


def when_declined(status: ResponseStatus, *, for_good: bool) -> ResponseStatus:
    """The patient keeps the appointment; for good is final, and counts whatever was sent.

    Who has lost a slot is not counted among those who did not want it.
    """
    if status in FINAL:
        return status
    if for_good:
        return _R.DECLINED_STOP_COMM
    return _R.DECLINED if status in WAITING else status
