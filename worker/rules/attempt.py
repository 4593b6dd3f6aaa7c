"""The ledger's states: what one call of the provider has come to, and what follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)


class AttemptState(StrEnum):
    """Where an attempt stands."""

    DISPATCHING = "dispatching"
    """Committed before the call; if its lease runs out, nobody knows what became of it."""
    ACCEPTED = "accepted"
    """The provider has the text."""
    REJECTED = "rejected"
    """The provider refused it, or it never got there: certainly not sent."""
    UNKNOWN = "unknown"
    """The call ended without an answer: the provider is asked before anything is sent again."""
    NOT_SENT = "not_sent"
    """Was unknown; the provider had no trace of it at any look."""
    GIVEN_UP = "given_up"
    """Was unknown and stays so: it is not sent again."""


class Purpose(StrEnum):
    """What a text is for; with the row it belongs to, that names the text."""

    OFFER = "offer"


OPEN = frozenset({AttemptState.DISPATCHING, AttemptState.UNKNOWN})
"""While an attempt is open its text must not be sent again."""


def may_follow(state: AttemptState, next_at: datetime | None, now: datetime) -> bool:
    """Say whether a text may be attempted again after its last attempt.

    Only what certainly was not sent is: after the pause it asked for, or after the provider had no
    trace of it at any look.
    """
    if state is AttemptState.REJECTED:
        return next_at is not None and next_at <= now
    return state is AttemptState.NOT_SENT


def pause_before_retry(attempt_no: int, retry_after: timedelta | None) -> timedelta:
    """Wait longer each time a text certainly was not sent, and never less than the provider asks."""
    doubled = min(FIRST_PAUSE * (1 << min(attempt_no - 1, 10)), LONGEST_PAUSE)
    return max(doubled, retry_after or timedelta())


def next_look(began_at: datetime, now: datetime, looks: Sequence[float]) -> datetime | None:
    """Return when the provider is asked next about an unknown attempt; None after the last look.

    Looks are seconds after the call began; those that have passed are over, done or missed.
    """
    moments = (began_at + timedelta(seconds=seconds) for seconds in looks)
    return next((moment for moment in moments if moment > now), None)
