"""What ResponseStatus becomes: each status with each event."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import ResponseStatus as R
from worker.rules import answer
from worker.rules.answer import ASKED, FINAL, WAITING

Event = Callable[[R], R]

EVENTS: Final[dict[str, Event]] = {
    "opened, free": lambda status: answer.when_opened(status, is_free=True),
    "opened, taken": lambda status: answer.when_opened(status, is_free=False),
    "accepted, moved": lambda status: answer.when_accepted(status, is_moved=True),
    "accepted, taken": lambda status: answer.when_accepted(status, is_moved=False),
    "took another": answer.when_another_was_accepted,
    "declined": lambda status: answer.when_declined(status, for_good=False),
    "declined for good": lambda status: answer.when_declined(status, for_good=True),
}
ACCEPTED: Final = {"accepted, moved": R.ACCEPTED_AND_MOVED, "accepted, taken": R.ACCEPTED_AND_NOT_AVAILABLE}  # fmt: skip
FOR_GOOD: Final = {"declined for good": R.DECLINED_STOP_COMM}
UNANSWERED: Final = {
    **ACCEPTED,
    **FOR_GOOD,
    "took another": R.CHOSE_DIFFERENT_SLOT,
    "declined": R.DECLINED,
}
SEEN: Final = {
    **UNANSWERED,
    "opened, free": R.VIEWED,
    "opened, taken": R.VIEWED_NOT_AVAILABLE,
}
ANSWERED: Final = {**ACCEPTED, **FOR_GOOD, "took another": R.CHOSE_DIFFERENT_SLOT}

CHANGES: Final[dict[R, dict[str, R]]] = {
    R.UNABLE_TO_SEND: {**ACCEPTED, **FOR_GOOD},
    R.AWAITING_TRANSMIT: UNANSWERED,
    R.PENDING_RSVP: SEEN,
    R.VIEWED: SEEN,
    R.VIEWED_NOT_AVAILABLE: SEEN,
    R.ACCEPTED_AND_MOVED: {},
    R.ACCEPTED_AND_NOT_AVAILABLE: ANSWERED,
    R.DECLINED: ANSWERED,
    R.CHOSE_DIFFERENT_SLOT: {},
    R.EXPIRED: {},
    R.FAILED: {**ACCEPTED, **FOR_GOOD},
    R.DECLINED_STOP_COMM: {},
}
"""Each status with the events that change it; all others leave it as it is."""


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("status", R)
def test_each_event_in_each_status(status: R, event: str) -> None:
    """A status goes where the state machine says, or stays."""
    assert CHANGES[status].get(event, status) == EVENTS[event](status)


@given(st.sampled_from(R), st.lists(st.sampled_from(sorted(EVENTS))))
def test_nothing_follows_a_final_status(status: R, events: list[str]) -> None:
    """Whatever happens, a final status is never left."""
    for event in events:
        following = EVENTS[event](status)
        assert following == status or status not in FINAL
        status = following


@given(st.sampled_from(R), st.sampled_from(sorted(EVENTS)))
def test_the_same_event_twice_is_once(status: R, event: str) -> None:
    """A double click changes nothing more."""
    once = EVENTS[event](status)

    assert once == EVENTS[event](once)


@given(st.lists(st.sampled_from(sorted(EVENTS))))
def test_declined_may_be_taken_back(events: list[str]) -> None:
    """After a decline the slot can be accepted, until the link has expired for who never answered."""
    status = answer.when_declined(R.VIEWED, for_good=False)
    for event in events:
        status = EVENTS[event](status)

    if status is R.DECLINED:
        assert R.ACCEPTED_AND_MOVED == answer.when_accepted(status, is_moved=True)


def test_the_groups_do_not_contradict_each_other() -> None:
    """What waits for an answer is not final."""
    assert ASKED < WAITING
    assert not WAITING & FINAL
