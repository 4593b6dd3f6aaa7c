"""Databases that are away, not what they should be, or hold what they should not: a sentence each."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import make_url

from schemas.keys import OpNum
from tests.contract import bases, own_servers
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.contract.own_servers import OwnServer
from tests.world.office import OP, World
from worker.errors import CannotStart, Unavailable
from worker.store import locks
from worker.store.checks.inspection import inspect_store, require_usable, table_names
from worker.store.checks.unreachable import Problem
from worker.store.engine import Store
from worker.store.ledger.tables import request as requests
from worker.store.migrate import plan, upgrade, upgrade_store
from worker.store.practice import tables

TODAY = date(2023, 10, 18)
WRONG = "mistyped"


@pytest.fixture(scope="module", params=["mariadb", "postgresql"])
def own(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    """Return a server that a test may take away, with a database named practice."""
    context = own_servers.mariadb if request.param == "mariadb" else own_servers.postgresql
    with context() as server:
        admin = Store.open(server.url)
        with admin.engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("CREATE DATABASE practice")
        admin.close()
        yield server


@pytest.fixture
def practice(own: OwnServer) -> Iterator[World]:
    """Return an office on that server."""
    store = Store.open(make_url(own.url).set(database="practice").render_as_string())
    upgrade_store(store)
    with store.writing() as transaction:
        for table in (*tables.PRACTICE.sorted_tables, requests):
            transaction.run(table.delete())
    yield World.on(store)
    store.close()


def problem_of(url: str) -> Problem:
    """Return why a database cannot be used."""
    store = Store.open(url)
    found = inspect_store(store)
    store.close()
    assert isinstance(found, Problem)
    return found


def told(own: OwnServer, statement: str, name: str, password: str) -> str:
    """Say who a user is; returns the practice's URL for that user."""
    how = "PASSWORD" if "postgresql" in own.url else "IDENTIFIED BY"
    admin = Store.open(own.url)
    with admin.writing() as transaction:
        run = transaction.connection.exec_driver_sql
        run(f"{statement} {name} {how} '{password}'")
        if "postgresql" not in own.url:
            run(f"GRANT SELECT ON practice.* TO {name}")
    admin.close()
    url = make_url(own.url).set(username=name, password=password, database="practice")
    return url.render_as_string(hide_password=False)


def test_a_changed_password_is_an_outage_until_it_is_told(own: OwnServer) -> None:
    """A connection that is open goes on; a new one is refused, which no step takes for a bug."""
    store = Store.open(told(own, "CREATE USER", "clerk", "secret"))
    store.ping()
    changed = Store.open(told(own, "ALTER USER", "clerk", "another"))
    store.ping()
    store.engine.dispose()
    with pytest.raises(Unavailable):
        store.ping()
    changed.ping()
    for each in (store, changed):
        each.close()


def test_a_wrong_password_is_named(own: OwnServer) -> None:
    """Who mistypes the password reads that the password is wrong, not that the server is away."""
    right = make_url(told(own, "CREATE USER", "stranger", "secret"))

    found = problem_of(right.set(password=WRONG).render_as_string(hide_password=False))

    assert "does not accept the user stranger with this password." in found.found
    assert not found.may_pass
    assert WRONG not in found.sentence


@pytest.mark.filterwarnings(  # PyMySQL leaves its socket open then
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)
def test_a_server_without_tls_is_named(own: OwnServer) -> None:
    """Who asks for TLS where there is none reads which word of the URL asks for it."""
    url = make_url(own.url)
    if "postgresql" in own.url:
        pytest.skip("PostgreSQL asks for none on a socket")

    found = problem_of(f"{url.render_as_string(hide_password=False)}&ssl-mode=PREFERRED")

    assert "does not speak TLS." in found.found
    assert "ssl-mode" in found.todo


def test_an_unknown_database_is_named(own: OwnServer) -> None:
    """Who mistypes the database reads its name."""
    url = make_url(own.url).set(database="opendentall")

    found = problem_of(url.render_as_string(hide_password=False))

    assert found.found.endswith("has no database named opendentall.")
    with pytest.raises(CannotStart, match="no database named opendentall"):
        require_usable(Store.open(url.render_as_string(hide_password=False)))


@pytest.mark.parametrize("driver", ["mysql+pymysql", "postgresql+psycopg"])
@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1:1", "No database server listens at 127.0.0.1:1."),
        ("nowhere.invalid", "The host nowhere.invalid is not known."),
    ],
)
def test_a_server_that_is_away_is_waited_for(
    driver: str, host: str, said: str, socket_enabled: None
) -> None:
    """A worker starts while its database is away; the check-up says what is missing."""
    _ = socket_enabled
    url = f"{driver}://user:secret@{host}/opendental"

    assert said == problem_of(url).found
    require_usable(Store.open(url))


def test_a_database_of_somebody_else_is_left_alone(base: Base) -> None:
    """Tables, but none of Open Dental's: nothing is made there, and the worker does not start."""
    base.sql("CREATE TABLE wp_posts (id INTEGER PRIMARY KEY)")

    with base.opened() as store, pytest.raises(CannotStart, match="none of Open Dental's"):
        require_usable(store)
    for migration in (plan, upgrade):
        with pytest.raises(CannotStart, match="none of Open Dental's"):
            migration(base.settings())

    with base.opened() as store, store.reading() as transaction:
        assert {"wp_posts"} == table_names(transaction.connection)


def test_an_empty_database_is_not_worked_on(base: Base) -> None:
    """A database without tables asks for the migration."""
    with base.opened() as store, pytest.raises(CannotStart, match=r"is empty\. Run `asapcomms mig"):
        require_usable(store)


def test_a_database_that_was_not_migrated_is_not_worked_on(office_base: Base) -> None:
    """An Open Dental database without our tables asks for the migration."""
    with office_base.opened() as store, pytest.raises(CannotStart, match="asapcomms migrate"):
        require_usable(store)


@pytest.mark.parametrize(
    ("version", "is_usable"),
    [("21.1.9.0", False), ("22.3.99.1", False), ("22.4.0.0", True), ("24.1.60.0", True)],
)
def test_a_database_that_is_too_old_is_refused(
    office_base: Base, version: str, *, is_usable: bool
) -> None:
    """What this service reads came with Open Dental 22.4."""
    with office_base.migrated().opened() as store:
        World(store).preference("DataBaseVersion", version)
        if is_usable:
            require_usable(store)
        else:
            with pytest.raises(CannotStart, match=f"of version {version}; 22.4 is the oldest"):
                require_usable(store)


def test_what_is_missing_is_named(office_base: Base) -> None:
    """A database that lacks tables or columns keeps the worker from starting, with their names."""
    office_base.migrated().sql(
        "ALTER TABLE appointmenttype DROP COLUMN BlockoutTypes", "DROP TABLE smsphone"
    )

    with (
        office_base.opened() as store,
        pytest.raises(CannotStart, match=r"lacks smsphone, appointmenttype\.BlockoutTypes\."),
    ):
        require_usable(store)


def test_a_user_who_may_only_read_changes_nothing(practice_base: Base) -> None:
    """Nothing is half written by who may not write, and the check-up lists what to grant."""
    grants = (
        ("SELECT ON ALL TABLES IN SCHEMA public",)
        if "postgresql" in practice_base.text
        else ("SELECT ON {base}.*",)
    )
    with practice_base.opened() as store:
        World.on(store)
    with practice_base.user(*grants) as user, practice_base.opened(user) as store:
        found = inspect_store(store)
        assert not isinstance(found, Problem)
        assert [] == found.problems
        assert "SELECT" not in {right for rights in found.lacking.values() for right in rights}
        assert found.lacking["asapcomm"][:2] == ("INSERT", "UPDATE")
        assert found.lacking["asapcomms_lock"] == ("INSERT", "UPDATE")

        with pytest.raises(Unavailable):
            World(store).ask()
    with practice_base.opened() as store:
        world = World(store)
        assert [] == [*world.rows(requests), *world.rows(tables.asapcomm)]


@pytest.mark.filterwarnings(  # PyMySQL leaves a socket open when nobody listens
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)
def test_a_server_that_comes_back_is_worked_with(own: OwnServer, practice: World) -> None:
    """A restart costs what was going on in it, and nothing after it."""
    first = practice.offered()
    own.kill()
    try:
        with pytest.raises(Unavailable):
            practice.send(first)
    finally:
        own.start()

    practice.send(first)

    assert 1 == len(practice.gateway.texts)
    assert 1 == len(practice.rows(tables.smstomobile))
    gc.collect()  # here, where the socket is expected


def test_a_server_that_dies_within_a_transaction_is_unavailable(
    own: OwnServer, practice: World
) -> None:
    """A transaction that was open when the server died is undone and can be run again."""

    def lose_the_server() -> None:
        with practice.store.writing() as transaction:
            transaction.insert(tables.asapcomm, f_key=1)
            own.kill()
            transaction.insert(tables.asapcomm, f_key=2)

    try:
        with pytest.raises(Unavailable):
            lose_the_server()
    finally:
        own.start()

    assert [] == practice.rows(tables.asapcomm)
    practice.offered()


def test_a_killed_connection_is_not_noticed(practice: World) -> None:
    """A connection that a server or a firewall dropped is replaced before it is used."""
    store = practice.store
    is_postgresql = store.engine.dialect.name == "postgresql"
    with store.reading() as transaction:
        number = transaction.connection.exec_driver_sql(
            "SELECT pg_backend_pid()" if is_postgresql else "SELECT CONNECTION_ID()"
        ).scalar()
    other = Store.open(store.engine.url.render_as_string(hide_password=False))
    with other.writing() as transaction:
        transaction.connection.exec_driver_sql(
            f"SELECT pg_terminate_backend({number})" if is_postgresql else f"KILL {number}"
        )
    other.close()

    practice.send(practice.offered())

    assert 1 == len(practice.gateway.texts)


def test_a_column_that_is_altered_meanwhile_loses_no_request(practice: World) -> None:
    """PostgreSQL refuses a statement once, on each connection, that it has prepared for the old type."""
    is_postgresql = practice.store.engine.dialect.name == "postgresql"
    for _ in range(6):  # as often as the driver runs one before it prepares it
        practice.ask(op=99)
        practice.ask(apt=99)
    other = Store.open(practice.store.engine.url.render_as_string(hide_password=False))
    with other.writing() as transaction:
        transaction.connection.exec_driver_sql(
            'ALTER TABLE appointment ALTER "Pattern" TYPE VARCHAR(300)'
            if is_postgresql
            else "ALTER TABLE appointment MODIFY Pattern VARCHAR(300)"
        )
    other.close()

    practice.send(practice.offered())

    assert 1 == len(practice.gateway.texts)


def test_who_waits_too_long_for_a_lock_asks_again_later(practice: World) -> None:
    """A lock that another holds too long is an outage to the one who waits."""
    store = practice.store

    def wait_a_second() -> None:
        with store.writing() as transaction:
            transaction.connection.exec_driver_sql(
                "SET LOCAL lock_timeout = '1s'"
                if store.engine.dialect.name == "postgresql"
                else "SET SESSION innodb_lock_wait_timeout = 1"
            )
            locks.take_slot(transaction, OpNum(OP), [TODAY])

    with store.writing() as holder:
        locks.take_slot(holder, OpNum(OP), [TODAY])
        with pytest.raises(Unavailable):
            wait_a_second()


def test_one_of_two_in_a_deadlock_asks_again_later(practice: World) -> None:
    """Of two who wait for each other one goes on, and the other is told to come again."""
    both = Barrier(2)

    def take(first: int) -> bool:
        try:
            with practice.store.writing() as transaction:
                locks.take_slot(transaction, OpNum(first), [TODAY])
                both.wait(10)
                transaction.locks.clear()  # so that the order is not refused
                locks.take_slot(transaction, OpNum(3 - first), [TODAY])
        except Unavailable:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert [False, True] == sorted(threads.map(take, (1, 2)))


@pytest.fixture(params=["mariadb", "postgresql"])
def base(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return an empty database."""
    with bases.empty(engines, request.param) as made:
        yield made


@pytest.fixture
def office_base(engines: Engines) -> Iterator[Base]:
    """Return an Open Dental database that was not migrated."""
    with bases.open_dental(engines) as made:
        yield made


@pytest.fixture(params=["MyISAM", "postgresql"])
def practice_base(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return a migrated database."""
    with bases.migrated(engines, request.param) as made:
        yield made
