"""What is known of one telephone number, and the forgetting of it at the office's word."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import uuid4

from schemas.keys import ClinicNum
from worker.errors import Refused
from worker.office import FrontDesk
from worker.rules.phone import numbers_in
from worker.steps import opt_out
from worker.store.engine import Store, Transaction
from worker.store.ledger import numbers
from worker.store.ledger.numbers import NumberState, Said
from worker.store.practice import patients, records

_WORDS: Final = {
    NumberState.BAD: "is not texted: it cannot receive texts",
    NumberState.OPTED_OUT: "is not texted: whoever answers it has said stop",
    NumberState.FINE: "is texted",
}


def read(store: Store, written: str) -> str:
    """Return the digits of the one number that is written; raises Refused."""
    with store.reading() as transaction:
        country = records.texting_country(transaction, ClinicNum(0))
    found = numbers_in(written, country)
    if len(found) != 1:
        raise Refused(f"{written} is not one telephone number; write it as +15035550100.")
    return next(iter(found))


def describe(transaction: Transaction, number: str, desk: FrontDesk) -> Iterator[str]:
    """Say whether a number is texted, who has it, and what it has said; times are the office's."""
    known = numbers.known(transaction, number)
    state, code, since = known or (NumberState.FINE, 0, None)
    because = f" (code {code})" if code and state is not NumberState.FINE else ""
    at = "" if since is None else f", since {desk.local(since):%Y-%m-%d %H:%M:%S}"
    yield f"+{number} {_WORDS[state]}{because}{at}."
    holders = patients.by_number(transaction, number)
    whose = ", ".join(str(holder.pat_num) for holder in holders)
    yield f"It is the wireless phone of patient {whose}." if whose else "No patient has it."
    for said_at, change, words in numbers.history(transaction, number):
        yield f'{desk.local(said_at):%Y-%m-%d %H:%M:%S}  {change}  "{words}"'


def clear(number: str, desk: FrontDesk, now: datetime) -> NumberState:
    """Forget what is known against a number; returns what it was.

    A stop is taken back as by a START, with the office's word as its source.
    """
    with desk.store.writing() as transaction:
        was = numbers.state_of(transaction, number)
        numbers.forget(transaction, number, NumberState.BAD, now)
    if was is NumberState.OPTED_OUT:
        said = Said(number, "cleared by the office", f"office-{uuid4()}", now)
        with desk.store.writing() as transaction:
            opt_out.hear_start(transaction, said, now)
        with desk.store.writing() as transaction:
            opt_out.honour_start(transaction, said, desk)
    return was
