"""What the clock finds: work that is due and that no message in the queue may know of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from worker.office import wall_time
from worker.store import (
    answers,
    attempts,
    inbound,
    offers,
    own_texts,
    receipts,
    requests,
    senders,
)
from worker.store.attempts import OverdueAttempt
from worker.store.engine import Store
from worker.store.offers import DueOffer
from worker.store.requests import StoredRequest
from worker.store.senders import StoppedSender

SETTLING: Final = timedelta(seconds=5)
"""What is younger than this is with the one who made it, who has just put it on the queue."""

AT_ONCE: Final = 500
"""Rows of a kind in one sweep, so that a backlog neither blocks nor floods."""


@dataclass(frozen=True, slots=True)
class Due:
    """Rows that need a message."""

    requests: list[StoredRequest]
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


def sweep(store: Store, zone: ZoneInfo, sender_key: str, now: datetime) -> Due:
    """Find requests without an answer, texts whose time has come, and what was left open."""
    settled = now - SETTLING
    with store.reading() as transaction:
        texts_at_once = _texts_at_once(senders.find_stopped(transaction, sender_key), now)
        return Due(
            requests=requests.undecided(transaction, settled, AT_ONCE),
            offers=offers.due(
                transaction, wall_time(now, zone), now, wall_time(settled, zone), texts_at_once
            ),
            texts=own_texts.due(transaction, now, settled, texts_at_once),
            attempts=attempts.overdue(transaction, now, AT_ONCE),
            over=requests.over(transaction, wall_time(now, zone), AT_ONCE),
            answers=answers.unfinished(transaction, settled, AT_ONCE),
            receipts=receipts.unapplied(transaction, settled, AT_ONCE),
            inbound=inbound.unapplied(transaction, settled, AT_ONCE),
            unconfirmed=attempts.unconfirmed(transaction, now, AT_ONCE),
        )


def _texts_at_once(stopped: StoppedSender | None, now: datetime) -> int:
    """From a stopped sender nothing goes out, but for one text when it is time to try it."""
    if stopped is None:
        return AT_ONCE
    return 1 if stopped.probe_at <= now else 0
