"""The statements that `asapcomms grants` prints, run on servers, and then the work done with them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from tests.contract import bases, granted
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.contract.granted import GRANTEE, statements
from tests.world.office import START, World
from worker.cli import app
from worker.errors import CannotStart
from worker.steps.housekeeping import remove_old
from worker.store.checks.grants import Grantee, back_out, grant
from worker.store.checks.inspection import Inspection, inspect_store, table_names
from worker.store.ledger.tables import OWN, VERSION_TABLE
from worker.store.migrate import upgrade

if TYPE_CHECKING:
    from tests.contract.opendental import Storage

SERVERS = ("mariadb", "postgresql")


@pytest.fixture(params=["InnoDB", "MyISAM"])
def office(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return an office's Open Dental database, which has never seen this service."""
    storage: Storage = request.param
    with bases.open_dental(engines, storage) as made:
        yield made


@pytest.fixture(params=SERVERS)
def empty(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return an empty database."""
    with bases.empty(engines, request.param) as made:
        yield made


def text_by(base: Base, user: str) -> None:
    """Have a user do a worker's work on a filled practice, and housekeeping's."""
    with base.opened(user) as store:
        found = inspect_store(store)
        assert isinstance(found, Inspection)
        assert ([], {}) == (found.problems, dict(found.lacking))
        world = World(store)
        world.send(world.offered())
        assert 1 == len(world.gateway.texts)
        remove_old(store, world.office.zone, 1, world.now + timedelta(30))


def tables(base: Base) -> set[str]:
    """Return the names of the tables, as the administrator sees them."""
    with base.opened() as store, store.reading() as transaction:
        return set(table_names(transaction.connection))


def test_an_office_is_worked_on(office: Base) -> None:
    """A new user with just these rights migrates, offers, sends and tidies up."""
    with office.opened() as store:
        World.on(store)
    with granted.user(office) as user:
        upgrade(office.settings(user))
        text_by(office, user)


def test_nothing_else_is_allowed(office: Base) -> None:
    """The user cannot look into other tables, nor change what is only read."""
    office.sql(
        "CREATE TABLE claimpayment (ClaimPaymentNum bigint)", "INSERT INTO claimpayment SELECT 1"
    )
    with granted.user(office) as user, office.opened(user) as store:
        for statement in (
            "SELECT * FROM claimpayment",
            "UPDATE preference SET ValueString = '' WHERE PrefName = ''",
            "DELETE FROM patient WHERE PatNum = 0",
            "ALTER TABLE asapcomm ADD COLUMN x int",
        ):
            with pytest.raises(DBAPIError, match="denied"), store.engine.begin() as connection:
                connection.exec_driver_sql(statement)


def test_a_table_that_is_optional_may_be_missing(office: Base) -> None:
    """Its line is there, but said to be for those who have it; all others run."""
    office.sql("DROP TABLE alertitem")
    said = [line for line in grant(office.text, GRANTEE) if "`alertitem`" in line]

    assert [True] == [
        line.startswith("-- Only where there is such a table: GRANT") for line in said
    ]
    with granted.user(office):
        pass


def test_an_empty_database_is_filled(empty: Base) -> None:
    """Where there is no practice the user may make one, and no other database is its own."""
    with granted.user(empty) as user:
        upgrade(empty.settings(user))
        with empty.opened(user) as store:
            World.on(store)
        text_by(empty, user)


def test_a_database_may_be_anothers(engines: Engines) -> None:
    """On PostgreSQL whoever made the tables owns them; the rights on them are enough to work."""
    with bases.migrated(engines, "postgresql") as base:
        with base.opened() as store:
            World.on(store)
        with granted.user(base) as user:
            text_by(base, user)


def test_twice_is_as_once(empty: Base) -> None:
    """After an update the statements are run again; the password stays the old one."""
    with granted.user(empty) as user:
        upgrade(empty.settings(user))
        again = Grantee(GRANTEE.user, password="another")  # noqa: S106 - a test's
        empty.sql(*statements(empty, again))
        with empty.opened(user) as store:
            store.ping()


def test_a_user_takes_anothers_place(empty: Base) -> None:
    """Both may work meanwhile; then the old one is dropped, and the new one migrates and works on."""
    other = Grantee("asapcomms2", password="secret")  # noqa: S106 - a test's
    empty.sql(*statements(empty))
    upgrade(empty.settings(GRANTEE.user))
    empty.sql(*statements(empty, other))
    with empty.opened(GRANTEE.user) as before, empty.opened(other.user) as store:
        World.on(before)
        world = World(store)
        world.send(world.offered())
        before.ping()
    old, new = GRANTEE.user, other.user
    if empty.url.get_backend_name() == "mysql":
        empty.sql(f"DROP USER '{old}'@'%'")
    else:
        empty.sql(f"REASSIGN OWNED BY {old} TO {new}", f"DROP OWNED BY {old}", f"DROP ROLE {old}")

    upgrade(empty.settings(new))
    with empty.opened(new) as store:
        world = World(store)
        world.appointment(77, 26)
        world.send(world.offered(apt=77, start=START.replace(hour=10)))
        assert 1 == len(world.gateway.texts)
    empty.sql(*(line for line in back_out(empty.text, other) if not line.startswith("--")))


def test_everything_is_taken_back(empty: Base) -> None:
    """The user and our tables go; the practice stays, even where the user had made it."""
    with granted.user(empty) as user:
        upgrade(empty.settings(user))
        before = tables(empty)
        with empty.opened(user) as store:
            World.on(store)
    with pytest.raises(DBAPIError), empty.opened(user) as store:
        store.engine.connect()

    assert before - {*OWN.tables, VERSION_TABLE} == tables(empty)
    assert [(0,)] != empty.sql("SELECT count(*) FROM patient")


@pytest.mark.parametrize("name", ["o'hara", 'da"sh-ed', "tick`ed"])
def test_names_are_quoted(empty: Base, name: str) -> None:
    """Whatever a user is called, the statements are about that user."""
    whom = Grantee(name, password="secret")  # noqa: S106
    empty.sql(*statements(empty, whom))
    with empty.opened(name) as store:
        store.ping()
    empty.sql(*(line for line in back_out(empty.text, whom) if not line.startswith("--")))


def test_a_foreign_database_is_left_alone(empty: Base) -> None:
    """No rights are printed for a database that is nobody's practice."""
    empty.sql("CREATE TABLE recipes (id int)")
    for print_them in (grant, back_out):
        with pytest.raises(CannotStart, match="none of Open Dental's"):
            print_them(empty.text, GRANTEE)


def test_a_server_that_says_no_is_told() -> None:
    """Without a server there is a sentence, and no traceback."""
    with pytest.raises(CannotStart, match=r"No database server listens at 127\.0\.0\.1:1"):
        grant("mysql://root@127.0.0.1:1/opendental", GRANTEE)


def test_sqlite_needs_none(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no users, and that is said in one sentence; no file is made to say it."""
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "sqlite:///asap.db")
    monkeypatch.setenv("TIME_ZONE", "UTC")
    for words in (["grants"], ["grants", "--back-out"]):
        said = CliRunner().invoke(app, words)
        assert (0, 1) == (said.exit_code, said.stdout.count("\n"))
        assert said.stdout.startswith("-- SQLite has no users: whoever may write asap.db")


def test_the_command_prints_what_can_be_run(empty: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run makes a password of its own, and says the address that has it."""
    monkeypatch.setenv("DATABASE_URL", empty.text)
    monkeypatch.setenv("TIME_ZONE", "UTC")
    first, second = (CliRunner().invoke(app, ["grants", "--user", "texts"]).stdout for _ in "12")

    assert first != second
    assert all(line.startswith("-- ") or line.endswith(";") for line in first.splitlines())
    url = first.partition("DATABASE_URL=")[2].split(" ")[0]
    password = url.partition(":")[2].partition(":")[2].partition("@")[0]
    assert f"'{password}'" in first
    assert empty.name in url
