"""What a patient's page says: chosen by the rows as they are in the moment it is shown.

A topic is the page's heading. Each sentence has its own condition, so that none is said which is not
true now, whatever was true when the patient answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from schemas.codes import AptStatus
from worker.rules.answer import Outcome
from worker.rules.wall_clock import elapsed


class Topic(StrEnum):
    """What a page is about."""

    WORKING = "working"
    CLOSED = "closed"
    """The office does not see the patient any more."""
    GONE = "gone"
    """The appointment or recall was deleted."""
    MOVED = "moved"
    BOOKED = "booked"
    """There was no time before that has become free."""
    REBOOKED = "rebooked"
    """Accepted, and changed by the office afterwards."""
    UNBOOKED = "unbooked"
    """Accepted, and taken off the schedule afterwards."""
    OVER = "over"
    DONE = "done"
    """The office has set the appointment complete."""
    STOPPED = "stopped"
    CHANGED = "changed"
    TAKEN = "taken"
    TOO_SOON = "too-soon"
    NOT_OPEN = "not-open"
    DECLINED = "declined"
    UNLISTED = "unlisted"
    OPEN = "open"
    OTHERS = "others"
    """Not the time of the link's own text, but others."""
    NONE = "none"


class Sentence(StrEnum):
    """What a page may say below its heading."""

    WORKING = "working"
    GONE = "gone"
    RELEASED = "released"
    TEXT_COMES = "text-comes"
    TEXT_SENT = "text-sent"
    WELCOME = "welcome"
    REBOOKED = "rebooked"
    UNBOOKED = "unbooked"
    OVER = "over"
    STOPPED = "stopped"
    CHANGED = "changed"
    KEEPS = "keeps"
    LISTED = "listed"
    PROMISE = "promise"
    MOVE = "move"
    CHOOSE = "choose"
    FIRST = "first"
    NO_OTHER = "no-other"
    CALL = "call"
    CALL_FOR_TIME = "call-for-time"
    CALL_TO_HEAR = "call-to-hear"


CALLS: Final = frozenset(
    {Sentence.WELCOME, Sentence.CALL, Sentence.CALL_FOR_TIME, Sentence.CALL_TO_HEAR}
)
"""Sentences that ask to call, so that the number stands with them."""

FRESH: Final = timedelta(minutes=2)
"""How long it is news that an answer has moved nothing because the office was at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How everything stands that a page may speak of; times are on the office's clock."""

    now: datetime
    zone: tzinfo
    last_accept: timedelta
    is_seen: bool
    """Whether the office still sees the patient."""
    is_there: bool
    """Whether the appointment or recall is there."""
    is_listed: bool
    """Whether it may be offered openings."""
    may_be_texted: bool
    has_stopped: bool
    """Whether the patient wants no more offers for it."""
    declined: int
    """How many offers are declined."""
    open: int
    """How many openings can be had now."""
    own_is_open: bool
    """Whether the one of the link's own text is among them."""
    newest_open: datetime | None
    """When the newest of them was offered."""
    answered: datetime | None
    """When the patient last answered."""
    outcome: Outcome | None
    """What came of that; None while it is worked on."""
    wanted: datetime | None
    """The opening that was accepted in vain."""
    is_wanted_open: bool
    is_wanted_taken: bool
    accepted: datetime | None
    """The opening that the patient has, or had, by accepting it, or by a call."""
    booked: datetime | None
    """Where the appointment is now; a broken or unscheduled one is nowhere."""
    apt_status: int | None
    released: datetime | None
    """The time that was given up for it."""
    is_text_coming: bool
    is_text_sent: bool

    @property
    def was(self) -> datetime | None:
        """The time to come that the patient really has."""
        is_to_come = self.booked is not None and self.booked > self.now
        return self.booked if is_to_come and self.apt_status == AptStatus.SCHEDULED else None

    @property
    def answer(self) -> Outcome | None:
        """What came of the last answer, until a newer offer asks again."""
        if self.answered is None:
            return None
        is_asked_anew = self.newest_open is not None and self.newest_open > self.answered
        return None if is_asked_anew else self.outcome


_T, _S = Topic, Sentence

_SAYS: Final[Mapping[Topic, tuple[Sentence, ...]]] = {
    _T.WORKING: (_S.WORKING,),
    _T.CLOSED: (_S.CALL,),
    _T.GONE: (_S.GONE, _S.CALL),
    _T.MOVED: (_S.RELEASED, _S.TEXT_COMES, _S.TEXT_SENT, _S.WELCOME),
    _T.BOOKED: (_S.TEXT_COMES, _S.TEXT_SENT, _S.WELCOME),
    _T.REBOOKED: (_S.REBOOKED, _S.WELCOME),
    _T.UNBOOKED: (_S.UNBOOKED, _S.PROMISE, _S.CALL_FOR_TIME),
    _T.OVER: (_S.OVER, _S.CALL),
    _T.DONE: (_S.CALL,),
    _T.STOPPED: (_S.STOPPED, _S.KEEPS, _S.CALL_TO_HEAR),
    _T.CHANGED: (_S.CHANGED, _S.KEEPS, _S.CALL),
    _T.TAKEN: (_S.KEEPS, _S.LISTED, _S.PROMISE),
    _T.TOO_SOON: (_S.KEEPS, _S.LISTED, _S.PROMISE, _S.CALL),
    _T.NOT_OPEN: (_S.KEEPS, _S.LISTED, _S.PROMISE),
    _T.DECLINED: (_S.KEEPS, _S.LISTED, _S.PROMISE),
    _T.UNLISTED: (_S.KEEPS, _S.CALL),
    _T.OPEN: (_S.MOVE, _S.CHOOSE, _S.FIRST),
    _T.OTHERS: (_S.MOVE, _S.CHOOSE, _S.FIRST),
    _T.NONE: (_S.NO_OTHER, _S.KEEPS, _S.LISTED, _S.PROMISE, _S.CALL),
}
"""What may be said of a topic, in this order."""

_IF: Final[Mapping[Sentence, Callable[[Facts], bool]]] = {
    _S.RELEASED: lambda f: f.released is not None and f.now < f.released != f.booked,
    _S.TEXT_COMES: lambda f: f.is_text_coming,
    _S.TEXT_SENT: lambda f: f.is_text_sent,
    _S.KEEPS: lambda f: f.was is not None,
    _S.LISTED: lambda f: f.was is None and f.is_listed,
    _S.PROMISE: lambda f: f.is_listed and f.may_be_texted and not f.has_stopped,
    _S.MOVE: lambda f: f.was is not None and f.open > 0,
    _S.CHOOSE: lambda f: f.was is None and f.open > 0,
}
"""When a sentence is true; one that is not named is true wherever its topic is."""


def topic(facts: Facts) -> Topic:
    """Choose the heading: first what cannot be undone, then the last answer, then what is open."""
    if facts.answered is not None and facts.outcome is None:
        return Topic.WORKING
    if not facts.is_seen:
        return Topic.CLOSED
    if not facts.is_there:
        return Topic.GONE
    if facts.accepted is not None and not facts.open:
        return _after_accepting(facts)
    if facts.has_stopped:
        return Topic.STOPPED
    return _of_answer(facts) or _of_openings(facts)


def sentences(facts: Facts) -> list[Sentence]:
    """Choose what is said below the heading."""
    return [one for one in _SAYS[topic(facts)] if one not in _IF or _IF[one](facts)]


def _after_accepting(facts: Facts) -> Topic:
    if facts.booked is None:
        return Topic.UNBOOKED
    if facts.apt_status == AptStatus.COMPLETE:
        return Topic.DONE
    if facts.was is None:
        return Topic.OVER
    if facts.booked != facts.accepted:
        return Topic.REBOOKED
    return Topic.MOVED if facts.released is not None else Topic.BOOKED


def _of_answer(facts: Facts) -> Topic | None:
    """What the last answer is still good for; None where it says nothing any more."""
    match facts.answer:
        case Outcome.KEPT:
            return Topic.DECLINED
        case Outcome.CHANGED if facts.answered:
            is_fresh = elapsed(facts.answered, facts.now, facts.zone) < FRESH
            return Topic.CHANGED if is_fresh else None
        case Outcome.NOT_AVAILABLE if facts.wanted and not facts.is_wanted_open:
            return _in_vain(facts, facts.wanted)
        case _:
            return None


def _in_vain(facts: Facts, wanted: datetime) -> Topic | None:
    if not facts.is_listed:
        return None
    if wanted <= facts.now:
        return Topic.NOT_OPEN
    if facts.is_wanted_taken:
        return Topic.TAKEN
    is_too_soon = elapsed(facts.now, wanted, facts.zone) < facts.last_accept
    return Topic.TOO_SOON if is_too_soon else Topic.NOT_OPEN


def _of_openings(facts: Facts) -> Topic:
    if not facts.is_listed:
        return Topic.UNLISTED
    if facts.open:
        return Topic.OPEN if facts.own_is_open else Topic.OTHERS
    return Topic.NONE
