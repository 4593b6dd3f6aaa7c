"""Behind PgBouncer in transaction mode, where each transaction may have another server connection."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from schemas.keys import OpNum
from tests.contract import bases
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.contract.pooler import pgbouncer
from tests.doctor.reading import notes
from tests.world.office import NOW, OP, World
from worker.doctor import database
from worker.settings import Settings
from worker.store import locks, pooler
from worker.store.engine import Store, Transaction
from worker.store.migrate import upgrade_store
from worker.store.pool import Pool
from worker.store.practice import tables

TODAY = date(2023, 10, 18)


@pytest.fixture
def base(engines: Engines) -> Iterator[Base]:
    """Return an empty PostgreSQL database."""
    with bases.empty(engines, "postgresql") as made:
        yield made


@pytest.fixture(params=["", "ignore_startup_parameters = options"])
def pooled(request: pytest.FixtureRequest, base: Base) -> Iterator[Store]:
    """Return it as seen through a pooler, one that refuses our options or one that drops them."""
    with pgbouncer(base.url, request.param) as url:
        store = Store.open(url)
        yield store
        store.close()


def lock_timeout(transaction: Transaction) -> object:
    """Ask how long a lock is waited for."""
    return transaction.connection.exec_driver_sql("SHOW lock_timeout").scalar()


def test_a_text_is_sent_through_a_pooler(pooled: Store) -> None:
    """Migration, request, decision and call: the whole way."""
    upgrade_store(pooled)
    world = World.on(pooled)

    world.send(world.offered())

    assert 1 == len(world.gateway.texts)


def test_many_transactions_do_not_clash(pooled: Store) -> None:
    """No statement is prepared on a server connection that the next transaction does not have."""
    upgrade_store(pooled)
    statements = [select(column) for column in (tables.clinic.c.clinic_num, *tables.patient.c)][:8]

    def read(number: int) -> int:
        with pooled.writing() as transaction:
            for turn in range(8):
                transaction.all(statements[(number + turn) % len(statements)])
        return number

    with ThreadPoolExecutor(8) as threads:
        assert list(range(80)) == list(threads.map(read, range(80)))


def test_locks_are_bounded_in_every_transaction(pooled: Store) -> None:
    """Whoever waits for a lock gives up in time, and leaves nothing to others on the connection."""
    with pooled.writing() as transaction:
        within = lock_timeout(transaction)
    with pooled.reading() as transaction:
        after = lock_timeout(transaction)

    assert ("10s", "0") == (within, after)


def test_a_slot_is_locked_through_a_pooler(pooled: Store) -> None:
    """The lock is the transaction's, so it does not matter on which connection that is."""
    upgrade_store(pooled)
    with pooled.writing() as transaction:
        locks.take_slot(transaction, OpNum(OP), [TODAY])
    with pooled.writing() as transaction:
        locks.take_slot(transaction, OpNum(OP), [TODAY])


def test_the_check_up_knows_the_pooler(pooled: Store) -> None:
    """It says what stands between, and that this is fine."""
    upgrade_store(pooled)
    told = Settings(_env_file=None, time_zone="UTC")  # type: ignore[call-arg]
    findings, _ = database.examine(pooled, told, lambda: NOW)

    assert [sentence for sentence in notes(findings) if "A pooler" in sentence]


def test_without_a_pooler_nothing_is_asked_twice(base: Base) -> None:
    """A connection of one's own has its options for good, and prepares statements."""
    with base.opened() as store:
        with store.reading() as transaction:
            assert "10s" == lock_timeout(transaction)
        told = Settings(_env_file=None, time_zone="UTC")  # type: ignore[call-arg]
        upgrade_store(store)
        findings, _ = database.examine(store, told, lambda: NOW)

    assert [] == [sentence for sentence in notes(findings) if "A pooler" in sentence]


def test_what_is_set_is_asked_of_the_pooler(base: Base) -> None:
    """The wait for a lock is the office's, through a pooler too."""
    with pgbouncer(base.url, "ignore_startup_parameters = options") as url:
        store = Store.open(url, pool=Pool(connections=2, lock_seconds=3))
        with store.writing() as transaction:
            assert "3s" == lock_timeout(transaction)
        store.close()


def test_a_pooler_that_hides_is_told(base: Base) -> None:
    """Without prepared statements each transaction asks for itself, whatever stands between."""
    store = Store.open(base.text, pool=Pool(lock_seconds=3, prepares=False))
    with store.writing() as transaction:
        assert pooler.is_pooled(transaction.connection)
        assert "3s" == lock_timeout(transaction)
    store.close()


def test_one_connection_is_enough(base: Base) -> None:
    """Nothing opens a second one while it holds the first."""
    store = Store.open(base.text, pool=Pool(connections=1))
    upgrade_store(store)
    world = World.on(store)
    world.send(world.offered())

    assert 1 == len(world.gateway.texts)
    assert (1, 0) == (store.engine.pool.size(), store.engine.pool.overflow())  # type: ignore[attr-defined]
    store.close()
