"""What the clock finds: work that is due and that no message in the queue may know of."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from worker.office import wall_time
from worker.store import (
    answers,
    attempts,
    inbound,
    offers,
    openings,
    own_texts,
    receipts,
    requests,
    senders,
)
from worker.store.attempts import OverdueAttempt
from worker.store.engine import Store
from worker.store.offers import DueOffer
from worker.store.openings import StoredOpening
from worker.store.portion import Portion
from worker.store.requests import StoredRequest
from worker.store.senders import StoppedSender

Row = TypeVar("Row")

SETTLING: Final = timedelta(seconds=5)
"""What is younger than this is with the one who made it, who has just put it on the queue."""

AT_ONCE: Final = 500
"""Rows of a kind in one sweep, so that a backlog neither blocks nor floods."""

TURN: Final = timedelta(seconds=30)
"""For so long the same portion of a backlog is looked at before it is the next one's turn."""


class Rounds:
    """Remembers which portion of each kind of rows has its turn.

    A row that fails again and again stays due, and would hide those behind it for ever: so a portion
    that is still full at the end of its turn makes room for the next, and the last for the first.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.at_once = at_once
        self._turns: dict[Hashable, tuple[int, datetime]] = {}

    def look(
        self, kind: Hashable, at_most: int, now: datetime, find: Callable[[Portion], list[Row]]
    ) -> list[Row]:
        """Find the rows of the portion whose turn it is."""
        if not at_most:
            return []
        skipped, since = self._turns.get(kind, (0, now))
        if now - since >= TURN:
            skipped, since = skipped + at_most, now
        found = find(Portion(at_most, skipped))
        self._turns[kind] = skipped, since
        if len(found) < at_most:
            del self._turns[kind]  # it was the last
        return found


@dataclass(frozen=True, slots=True)
class Due:
    """Rows that need a message."""

    requests: list[StoredRequest]
    openings: list[StoredOpening]
    offers: list[DueOffer]
    texts: list[int]
    attempts: list[OverdueAttempt]
    over: list[DueOffer]
    """Offers past their DateTimeExpire."""
    answers: list[int]
    """Patients' answers that led to nothing yet."""
    receipts: list[int]
    inbound: list[int]
    unconfirmed: list[str]
    """Attempts whose receipt has not come."""


def sweep(
    store: Store, zone: ZoneInfo, sender_key: str, now: datetime, rounds: Rounds | None = None
) -> Due:
    """Find requests without an answer, texts whose time has come, and what was left open."""
    settled, local = now - SETTLING, wall_time(now, zone)
    rounds = rounds or Rounds()
    with store.reading() as transaction:
        texts_at_once = rounds.at_once
        stopped = senders.find_stopped(transaction, sender_key)
        if stopped is not None:
            texts_at_once = _texts_while_stopped(stopped, now)

        def some(find: Callable[..., list[Row]], *when: datetime) -> list[Row]:
            return rounds.look(find, rounds.at_once, now, partial(find, transaction, *when))

        def texts(find: Callable[..., list[Row]], *when: datetime) -> list[Row]:
            return rounds.look(find, texts_at_once, now, partial(find, transaction, *when))

        return Due(
            requests=some(requests.undecided, settled),
            openings=some(openings.undecided, settled),
            offers=texts(offers.due, local, now, wall_time(settled, zone)),
            texts=texts(own_texts.due, now, settled),
            attempts=some(attempts.overdue, now),
            over=some(requests.over, local),
            answers=some(answers.unfinished, settled),
            receipts=some(receipts.unapplied, settled),
            inbound=some(inbound.unapplied, settled),
            unconfirmed=some(attempts.unconfirmed, now),
        )


def _texts_while_stopped(stopped: StoppedSender, now: datetime) -> int:
    """From a stopped sender nothing goes out, but for one text when it is time to try it."""
    return 1 if stopped.probe_at <= now else 0
