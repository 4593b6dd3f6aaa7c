"""Databases that take no more connections of this user: an outage like any other."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from tests.contract import bases
from tests.contract.bases import Base
from tests.contract.engines import Engines
from worker.errors import Unavailable
from worker.store.checks.inspection import inspect_store, require_usable
from worker.store.checks.unreachable import Problem
from worker.store.engine import Store


@pytest.fixture(params=["mariadb", "postgresql"])
def base(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return an empty database."""
    with bases.empty(engines, request.param) as made:
        yield made


@pytest.fixture
def narrow(base: Base) -> Iterator[str]:
    """Return a user who may have one connection."""
    is_postgresql = base.url.get_backend_name() == "postgresql"
    with base.user(*([] if is_postgresql else ["SELECT ON {base}.*"])) as user:
        base.sql(
            f"ALTER ROLE {user} CONNECTION LIMIT 1"
            if is_postgresql
            else f"ALTER USER '{user}'@'%' WITH MAX_USER_CONNECTIONS 1"
        )
        yield user


def test_one_connection_too_many_is_an_outage(base: Base, narrow: str) -> None:
    """Whoever has no connection now may have one later."""
    with base.opened(narrow) as first, base.opened(narrow) as second:
        with first.reading(), pytest.raises(Unavailable):
            second.ping()
        first.close()

        second.ping()


def test_one_connection_too_many_is_waited_for(base: Base, narrow: str) -> None:
    """A worker starts while others have all the connections, and the check-up says what is wrong."""
    with base.opened(narrow) as first, base.opened(narrow) as second, first.reading():
        found = inspect_store(second)
        require_usable(second)

    assert isinstance(found, Problem)
    assert (True, True) == (found.may_pass, "no connection left" in found.found)


def test_queries_too_many_are_an_outage(base: Base) -> None:
    """MariaDB's limits of an hour are over with the hour."""
    if base.url.get_backend_name() != "mysql":
        pytest.skip("PostgreSQL has no limit of queries.")
    with base.user("SELECT ON {base}.*") as user:
        base.sql(f"ALTER USER '{user}'@'%' WITH MAX_QUERIES_PER_HOUR 3")
        with base.opened(user) as store, pytest.raises(Unavailable):
            any(map(Store.ping, [store] * 4))


def test_a_full_table_is_an_outage(base: Base) -> None:
    """MariaDB says 1114 when a table has no room left."""
    if base.url.get_backend_name() != "mysql":
        pytest.skip("PostgreSQL has no table of a fixed size.")
    base.sql(
        "SET SESSION max_heap_table_size = 16384",
        "CREATE TABLE small (words VARCHAR(255)) ENGINE = MEMORY MAX_ROWS = 2",
    )
    row = "INSERT INTO small SELECT REPEAT('a', 255) FROM seq_1_to_5000"
    with base.opened() as store, pytest.raises(Unavailable), store.writing() as transaction:
        transaction.connection.exec_driver_sql(row)


def test_a_wrong_statement_is_a_bug(base: Base) -> None:
    """What is wrong today is wrong tomorrow."""
    for statement in ("SELECT nothing FROM nowhere", "SELECT no_such_function(1)", "SELEKT 1"):
        with base.opened() as store, pytest.raises(DBAPIError), store.reading() as transaction:
            transaction.connection.exec_driver_sql(statement)
