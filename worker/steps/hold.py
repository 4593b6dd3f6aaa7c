"""Hold what goes to the provider, and release it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from schemas.keys import ClinicNum
from worker.errors import Conflict, NotFound
from worker.rules.attempt import LEASE
from worker.rules.hold import Hold, what
from worker.store.engine import Store
from worker.store.ledger import attempts, holds
from worker.store.practice import templates


def hold(store: Store, clinic_num: ClinicNum, *, who: str, why: str, now: datetime) -> None:
    """Hold a clinic's texts, or everything; raises Conflict where somebody does already."""
    with store.writing() as transaction:
        if clinic_num > 0 and clinic_num not in templates.clinic_nums(transaction):
            raise NotFound(f"There is no clinic {clinic_num}.")
        if not holds.place(transaction, clinic_num, held_by=who, why=why, now=now):
            known = holds.find(transaction, clinic_num)
            raise Conflict(known.sentence if known else f"{what(clinic_num)} was just released.")


def release(store: Store, clinic_num: ClinicNum, *, who: str, now: datetime) -> Hold:
    """End a hold, and return it as it was; raises Conflict where there is none."""
    with store.writing() as transaction:
        known = holds.find(transaction, clinic_num)
        if known is None or not holds.lift(transaction, known, released_by=who, now=now):
            raise Conflict(f"{what(clinic_num)} is not held.")
        return known


def in_flight(
    store: Store, clock: Callable[[], datetime], pause: Callable[[], None]
) -> Iterator[int]:
    """Count what was claimed before a hold and is being handed over still, until that is nothing.

    After the length of a lease nobody begins a call any more that was claimed before.
    """
    held_at = clock()
    until = held_at + LEASE
    while True:
        pause()  # whoever has just asked for the hold, and had not yet committed, has done so by then
        now = clock()
        with store.reading() as transaction:
            count = attempts.in_flight(transaction, held_at, now)
        if not count or now >= until:
            return
        yield count


def still_held(store: Store) -> list[str]:
    """Say what is held, a sentence each."""
    with store.reading() as transaction:
        return [hold.sentence for hold in holds.in_force(transaction)]
