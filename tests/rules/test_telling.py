"""What a page says of every state: a table of headings and sentences."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from schemas.codes import AptStatus
from worker.rules.answer import Outcome
from worker.rules.telling import FRESH, Facts, Sentence, Topic, sentences, topic

NOW: Final = datetime(2023, 10, 16, 9)
SLOT: Final = datetime(2023, 10, 18, 14)
LATER: Final = datetime(2023, 11, 15, 13, 20)
S = Sentence
T = Topic

UNSCHEDULED: Final = Facts(
    now=NOW,
    zone=UTC,
    last_accept=timedelta(minutes=5),
    is_seen=True,
    is_there=True,
    is_listed=True,
    may_be_texted=True,
    has_stopped=False,
    declined=0,
    open=1,
    own_is_open=True,
    newest_open=NOW - timedelta(hours=1),
    answered=None,
    outcome=None,
    wanted=None,
    is_wanted_open=False,
    is_wanted_taken=False,
    accepted=None,
    booked=None,
    apt_status=None,
    released=None,
    is_text_coming=False,
    is_text_sent=False,
)
"""A patient without an appointment looks at an opening."""

TIMED: Final = {"booked": LATER, "apt_status": AptStatus.SCHEDULED}
NO_OPENING: Final = {"open": 0, "own_is_open": False, "newest_open": None}
MUTE: Final = {"may_be_texted": False}
STOPPED: Final = {**NO_OPENING, "answered": NOW, "outcome": Outcome.STOPPED, "has_stopped": True}
KEPT: Final = {"answered": NOW, "outcome": Outcome.KEPT, "declined": 1}
IN_VAIN: Final = {
    "answered": NOW,
    "outcome": Outcome.NOT_AVAILABLE,
    "wanted": SLOT,
    **NO_OPENING,
    "is_wanted_taken": True,
}
MOVED: Final = {
    "answered": NOW,
    "outcome": Outcome.MOVED,
    "accepted": SLOT,
    "booked": SLOT,
    **NO_OPENING,
    "is_listed": False,
    "apt_status": AptStatus.SCHEDULED,
}

TABLE: Final[list[tuple[dict[str, Any], Topic, list[Sentence]]]] = [
    ({}, T.OPEN, [S.CHOOSE, S.FIRST]),
    (TIMED, T.OPEN, [S.MOVE, S.FIRST]),
    ({**TIMED, "booked": NOW - timedelta(days=1)}, T.OPEN, [S.CHOOSE, S.FIRST]),
    ({"own_is_open": False}, T.OTHERS, [S.CHOOSE, S.FIRST]),
    ({**TIMED, "own_is_open": False}, T.OTHERS, [S.MOVE, S.FIRST]),
    (NO_OPENING, T.NONE, [S.NO_OTHER, S.LISTED, S.PROMISE, S.CALL]),
    ({**NO_OPENING, **MUTE}, T.NONE, [S.NO_OTHER, S.LISTED, S.CALL]),
    ({**NO_OPENING, **TIMED}, T.NONE, [S.NO_OTHER, S.KEEPS, S.PROMISE, S.CALL]),
    ({**NO_OPENING, "is_listed": False}, T.UNLISTED, [S.CALL]),
    ({**NO_OPENING, **TIMED, "is_listed": False}, T.UNLISTED, [S.KEEPS, S.CALL]),
    ({**NO_OPENING, "is_seen": False}, T.CLOSED, [S.CALL]),
    ({**NO_OPENING, "is_there": False, "is_listed": False}, T.GONE, [S.GONE, S.CALL]),
    ({"answered": NOW}, T.WORKING, [S.WORKING]),
    (KEPT, T.DECLINED, [S.LISTED, S.PROMISE]),
    ({**KEPT, **TIMED}, T.DECLINED, [S.KEEPS, S.PROMISE]),
    ({**KEPT, **TIMED, **MUTE}, T.DECLINED, [S.KEEPS]),
    ({**KEPT, **MUTE}, T.DECLINED, [S.LISTED]),
    ({**KEPT, **NO_OPENING, "is_listed": False}, T.DECLINED, []),
    ({**KEPT, "newest_open": NOW + timedelta(seconds=1)}, T.OPEN, [S.CHOOSE, S.FIRST]),
    (STOPPED, T.STOPPED, [S.STOPPED, S.CALL_TO_HEAR]),
    ({**STOPPED, **TIMED}, T.STOPPED, [S.STOPPED, S.KEEPS, S.CALL_TO_HEAR]),
    ({**STOPPED, "outcome": Outcome.KEPT}, T.STOPPED, [S.STOPPED, S.CALL_TO_HEAR]),
    (IN_VAIN, T.TAKEN, [S.LISTED, S.PROMISE]),
    ({**IN_VAIN, **TIMED, **MUTE}, T.TAKEN, [S.KEEPS]),
    ({**IN_VAIN, "is_wanted_taken": False}, T.NOT_OPEN, [S.LISTED, S.PROMISE]),
    ({**IN_VAIN, "now": SLOT}, T.NOT_OPEN, [S.LISTED, S.PROMISE]),
    (
        {**IN_VAIN, "is_wanted_taken": False, "now": SLOT - timedelta(minutes=4)},
        *(T.TOO_SOON, [S.LISTED, S.PROMISE, S.CALL]),
    ),
    ({**IN_VAIN, **KEPT, "outcome": Outcome.NOT_AVAILABLE, "open": 1, "own_is_open": True,
      "is_wanted_open": True}, T.OPEN, [S.CHOOSE, S.FIRST]),
    ({**IN_VAIN, "is_listed": False}, T.UNLISTED, [S.CALL]),
    ({"answered": NOW, "outcome": Outcome.CHANGED}, T.CHANGED, [S.CHANGED, S.CALL]),
    ({**TIMED, "answered": NOW, "outcome": Outcome.CHANGED}, T.CHANGED,
     [S.CHANGED, S.KEEPS, S.CALL]),
    ({"answered": NOW - FRESH, "outcome": Outcome.CHANGED}, T.OPEN, [S.CHOOSE, S.FIRST]),
    ({**NO_OPENING, "answered": NOW, "outcome": Outcome.CLOSED, "is_listed": False},
     T.UNLISTED, [S.CALL]),
    ({"answered": NOW, "outcome": Outcome.CLOSED}, T.OPEN, [S.CHOOSE, S.FIRST]),
    (MOVED, T.BOOKED, [S.WELCOME]),
    ({**MOVED, "is_text_coming": True}, T.BOOKED, [S.TEXT_COMES, S.WELCOME]),
    ({**MOVED, "is_text_sent": True}, T.BOOKED, [S.TEXT_SENT, S.WELCOME]),
    ({**MOVED, "released": LATER}, T.MOVED, [S.RELEASED, S.WELCOME]),
    ({**MOVED, "released": NOW - timedelta(days=1)}, T.MOVED, [S.WELCOME]),
    ({**MOVED, "released": SLOT}, T.MOVED, [S.WELCOME]),
    ({**MOVED, "booked": LATER}, T.REBOOKED, [S.REBOOKED, S.WELCOME]),
    ({**MOVED, "booked": None}, T.UNBOOKED, [S.UNBOOKED, S.CALL_FOR_TIME]),
    ({**MOVED, "booked": None, "is_listed": True}, T.UNBOOKED,
     [S.UNBOOKED, S.PROMISE, S.CALL_FOR_TIME]),
    ({**MOVED, "now": SLOT}, T.OVER, [S.OVER, S.CALL]),
    ({**MOVED, "apt_status": AptStatus.COMPLETE}, T.DONE, [S.CALL]),
    ({**MOVED, "is_listed": True, "open": 1}, T.OTHERS, [S.MOVE, S.FIRST]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "about", "said"), TABLE)
def test_every_state_has_its_sentences(
    changes: dict[str, Any], about: Topic, said: list[Sentence]
) -> None:
    """Heading and sentences are those of the table, and no others."""
    facts = replace(UNSCHEDULED, **changes)

    assert (about, said) == (topic(facts), sentences(facts))


def test_the_table_is_complete() -> None:
    """Every heading and every sentence is in the table."""
    assert set(Topic) == {about for _, about, _ in TABLE}
    assert set(Sentence) == {one for _, _, said in TABLE for one in said}
