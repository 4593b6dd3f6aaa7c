"""Inserting a row that must be there once, on every kind of database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.contract.engines import KINDS, Engines
from worker.store.engine import Store
from worker.store.ledger.tables import inbound, number

NOW = datetime(2023, 10, 16, 9, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, engines: Engines) -> Store:
    """Return an empty database of each kind."""
    return engines.store(request.param)


def say(store: Store, message_sid: str) -> int | None:
    """Write a patient's text down, of which the id is the same however often it comes."""
    with store.writing() as transaction:
        key: int | None = transaction.insert_once(
            inbound,
            message_sid=message_sid,
            sender="1",
            recipient="2",
            body="Stop",
            opt_out_type="",
            received_at=NOW,
        )
    return key


def test_the_first_gets_the_new_key(store: Store) -> None:
    """A row that was inserted is told by the number that the database gave it."""
    told = [say(store, "SM1"), say(store, "SM2")]

    with store.reading() as transaction:
        assert told == transaction.column(
            select(inbound.c.inbound_num).order_by(inbound.c.message_sid)
        )


def test_the_second_gets_nothing(store: Store) -> None:
    """A row that is there stays as it is."""
    say(store, "SM1")

    assert say(store, "SM1") is None


def test_a_key_of_letters_is_given_back(store: Store) -> None:
    """A table without numbers of its own answers with the key that it was given."""
    with store.writing() as transaction:
        twice = [
            transaction.insert_once(number, number="15035550100", state=state, code=0, since=NOW)
            for state in ("bad", "opted_out")
        ]

    assert ["15035550100", None] == twice


def test_of_many_at_once_one_is_the_first(store: Store) -> None:
    """Whoever inserts the like in the same moment finds it there."""
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: say(store, "SM1"), range(16)))

    assert 15 == keys.count(None)
