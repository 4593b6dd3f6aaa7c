"""What the clock finds: work that is due and that no message in the queue may know of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from worker.office import wall_time
from worker.store import answers, attempts, offers, own_texts, requests
from worker.store.attempts import OverdueAttempt
from worker.store.engine import Store
from worker.store.offers import DueOffer
from worker.store.requests import StoredRequest

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


def sweep(store: Store, zone: ZoneInfo, now: datetime) -> Due:
    """Find requests without an answer, texts whose time has come, and what was left open."""
    settled = now - SETTLING
    with store.reading() as transaction:
        return Due(
            requests=requests.undecided(transaction, settled, AT_ONCE),
            offers=offers.due(
                transaction, wall_time(now, zone), now, wall_time(settled, zone), AT_ONCE
            ),
            texts=own_texts.due(transaction, now, settled, AT_ONCE),
            attempts=attempts.overdue(transaction, now, AT_ONCE),
            over=requests.over(transaction, wall_time(now, zone), AT_ONCE),
            answers=answers.unfinished(transaction, settled, AT_ONCE),
        )
