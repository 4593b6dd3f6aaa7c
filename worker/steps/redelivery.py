"""Redelivery: old work is begun a limited number of times, if whoever does it dies over it each time."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, TypeVar

from worker.errors import Unavailable
from worker.office import Office
from worker.store.engine import Transaction
from worker.store.ledger import redeliveries

T = TypeVar("T")

LONGEST: Final = timedelta(seconds=15)
"""No piece of work takes longer; who begins within this of another is only a second messenger."""


class Old(Exception):
    """A piece of work has been there for so long that somebody may have died over it."""


def write(
    name: str, office: Office, now: datetime, work: Callable[[Transaction, bool | None], T]
) -> T:
    """Do a piece of work in a transaction, and count who begins it where it is old.

    The work is told whether it may begin; None while nothing is counted, which most work does
    without: it raises Old where somebody may have died over it. False is when too many have died
    before; whoever does the work ends the tries together with it.
    """
    try:
        return office.store.write(lambda transaction: work(transaction, None))
    except Old:
        pass
    # InnoDB may undo one of several that count while another ends the tries: then it counts again
    count = office.store.write(
        lambda transaction: redeliveries.begin(transaction, name, now, now + LONGEST)
    )

    def work_and_end(transaction: Transaction) -> T:
        done = work(transaction, count <= office.max_attempts)
        redeliveries.end(transaction, name)
        return done

    try:
        return office.store.write(work_and_end)
    except Unavailable:  # a database that went away in between is nobody's death
        with suppress(Unavailable), office.store.writing() as transaction:
            redeliveries.end(transaction, name)
        raise


def is_old(since: datetime, now: datetime) -> bool:
    """Say whether somebody may have died over a piece of work that has been there since a moment."""
    return now - since >= LONGEST
