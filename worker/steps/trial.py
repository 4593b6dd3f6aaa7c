"""Begin a piece of work a limited number of times, if whoever does it dies over it each time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Final, TypeVar

from worker.errors import Unavailable
from worker.office import Office
from worker.store import tries
from worker.store.engine import Transaction

T = TypeVar("T")

LONGEST: Final = timedelta(seconds=15)
"""No piece of work takes longer; who begins within this of another is only a second messenger."""


def is_old(since: datetime, now: datetime) -> bool:
    """Say whether somebody may have died over a piece of work that has been there since a moment."""
    return now - since >= LONGEST


@contextmanager
def counted(name: str, office: Office, now: datetime) -> Iterator[bool]:
    """Count a try before the work; False when too many have died before this one.

    Only work that is old is counted: most is done before. Whoever does the work ends the tries
    together with it. A database that went away in between is nobody's death.
    """
    count = _begin(name, office, now)
    try:
        yield count <= office.max_attempts
    except Unavailable:
        with suppress(Unavailable), office.store.writing() as transaction:
            tries.end(transaction, name)
        raise


def write(name: str, office: Office, now: datetime, work: Callable[[Transaction, bool], T]) -> T:
    """Do a counted piece of work in a transaction, which ends its tries too.

    The work is told whether it may begin.
    """
    with counted(name, office, now) as may_begin:

        def work_and_end(transaction: Transaction) -> T:
            done = work(transaction, may_begin)
            tries.end(transaction, name)
            return done

        return office.store.write(work_and_end)


def _begin(name: str, office: Office, now: datetime) -> int:
    """Count a try; InnoDB may undo one of several that count while another ends the tries."""
    return office.store.write(
        lambda transaction: tries.begin(transaction, name, now, now + LONGEST)
    )
