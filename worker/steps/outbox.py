"""The outbox, as the clock finds it: work that is due and that no message in the queue may know of."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import structlog

from worker.office import wall_time
from worker.queue import kinds
from worker.queue.kinds import Kind
from worker.rules.hold import Hold, state
from worker.store.engine import Store
from worker.store.ledger import (
    answers,
    attempts,
    holds,
    inbound,
    openings,
    own_texts,
    receipts,
    requests,
    senders,
    webhooks,
)
from worker.store.portion import Portion
from worker.store.practice import asapcomms

Row = TypeVar("Row")

SETTLING: Final = timedelta(seconds=5)
"""What is younger than this is with the one who made it, who has just put it on the queue."""

AT_ONCE: Final = 500
"""Rows of a kind in one sweep, so that a backlog neither blocks nor floods."""

TURN: Final = timedelta(seconds=30)
"""For so long the same portion of a backlog is looked at before it is the next one's turn."""


log = structlog.get_logger()


class Rounds:
    """Remembers which portion of each kind of rows has its turn, and what was said to be held.

    A row that fails again and again stays due, and would hide those behind it for ever: so a portion
    that is still full at the end of its turn makes room for the next, and the last for the first.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.at_once = at_once
        self._turns: dict[Hashable, tuple[int, datetime]] = {}
        self._held = state(())

    def tell_held(self, found: list[Hold]) -> None:
        """Log what is held when that has changed."""
        before, self._held = self._held, state(found)
        if self._held == before:
            return
        if found:
            log.warning("sending.held", sending=self._held)
        else:
            log.warning("sending.released")

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


Due = dict[Kind, list[Any]]
"""Rows that need a message, by the kind of work that they need."""


def sweep(
    store: Store, zone: ZoneInfo, sender_key: str, now: datetime, rounds: Rounds | None = None
) -> Due:
    """Find requests without an answer, texts whose time has come, and what was left open."""
    settled, local = now - SETTLING, wall_time(now, zone)
    finders: dict[Kind, tuple[Callable[..., list[Any]], *tuple[datetime, ...]]] = {
        kinds.CREATE: (requests.undecided, settled),
        kinds.CREATE_OPENING: (openings.undecided, settled),
        kinds.SEND: (asapcomms.due, local, now, wall_time(settled, zone)),
        kinds.SEND_TEXT: (own_texts.due, now, settled),
        kinds.RECONCILE: (attempts.overdue, now),
        kinds.EXPIRE: (requests.over, local),
        kinds.FINISH_ANSWER: (answers.unfinished, settled),
        kinds.APPLY_INBOUND: (inbound.unapplied, settled),
        kinds.APPLY_RECEIPT: (receipts.unapplied, settled),
        kinds.ASK_RECEIPT: (attempts.unconfirmed, now),
        kinds.DELIVER: (webhooks.due, now),
    }
    rounds = rounds or Rounds()
    with store.reading() as transaction:
        at_once = dict.fromkeys(finders, rounds.at_once)
        stopped, held = senders.find_stopped(transaction, sender_key), holds.in_force(transaction)
        rounds.tell_held(held)
        if any(hold.is_of_every_clinic for hold in held):
            at_once[kinds.SEND] = at_once[kinds.SEND_TEXT] = 0
        elif stopped is not None:
            # nothing goes out, but for one text when it is time to try the sender
            at_once[kinds.SEND] = at_once[kinds.SEND_TEXT] = int(stopped.probe_at <= now)
        return {
            kind: rounds.look(kind, at_once[kind], now, partial(find, transaction, *when))
            for kind, (find, *when) in finders.items()
        }
