"""Bringing the database up to date."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect

import worker.store
from tests.contract import bases
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.crash import copies
from tests.world.office import NOW, World
from worker.errors import CannotStart
from worker.settings import Settings
from worker.store.checks.version import is_current
from worker.store.engine import Store
from worker.store.ledger.tables import OWN, VERSION, VERSION_TABLE, kept_message
from worker.store.migrate import plan, upgrade, upgrade_store
from worker.store.practice.tables import PRACTICE

EVERYTHING: Final = frozenset({*PRACTICE.tables, *OWN.tables, VERSION_TABLE})


def test_the_migrations_make_the_tables_of_the_code(world: World) -> None:
    """What Alembic built and what the code expects are the same."""
    with world.store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_name": lambda name, kind, _: (
                    kind != "table" or str(name).startswith("asapcomms_")
                ),
            },
        )

        assert [] == compare_metadata(context, OWN)


def test_the_version_of_the_code_is_the_newest_migration() -> None:
    """Readyz compares with a constant, which must not lag behind."""
    config = Config()
    folder = Path(worker.store.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))

    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


def test_a_second_run_changes_nothing(world: World) -> None:
    """Migrating is safe to repeat."""
    world.offered()

    upgrade_store(world.store)

    assert 1 == len(world.rows(PRACTICE.tables["asapcomm"]))


def test_our_tables_have_our_prefix() -> None:
    """Nothing of ours can be taken for a table of Open Dental's."""
    assert [] == [name for name in OWN.tables if not name.startswith("asapcomms_")]


def test_tables_that_are_there_are_left_alone(tmp_path: Path) -> None:
    """A database that has a preference table keeps exactly the tables of Open Dental's it has."""
    store = Store.open(f"sqlite:///{tmp_path / 'practice.db'}")
    with store.writing() as transaction:
        PRACTICE.tables["preference"].create(transaction.connection)

    upgrade_store(store)

    names = set(inspect(store.engine).get_table_names())
    assert {"preference", VERSION_TABLE, *OWN.tables} == names
    store.close()


def test_a_database_that_was_never_migrated_is_not_current(tmp_path: Path) -> None:
    """An empty database is told apart from one that is up to date."""
    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")

    with store.reading() as transaction:
        assert not is_current(transaction)
    store.close()


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    """The first migration of a fresh machine makes the data folder."""
    home = tmp_path / "deep" / "home"

    upgrade(Settings(asapcomms_home=home))

    assert (home / "asapcomms.db").exists()


def test_readers_do_not_wait_for_a_writer(world: World) -> None:
    """The SQLite file is in WAL mode."""
    with world.store.writing(), world.store.reading() as reader:
        assert "wal" == reader.connection.exec_driver_sql("PRAGMA journal_mode").scalar()


@pytest.fixture(params=["mariadb", "postgresql"])
def base(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return an empty database on a server."""
    with bases.empty(engines, request.param) as made:
        yield made


def names_in(base: Base) -> set[str]:
    """Return the tables of a database."""
    with base.opened() as store:
        return set(inspect(store.engine).get_table_names())


class Died(BaseException):
    """A migration that was killed."""


def die_at(store: Store, statements: int) -> bool:
    """Migrate, and die at a statement; returns whether it came to that."""
    left = [statements]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Died

    event.listen(store.engine, "before_cursor_execute", count)
    try:
        upgrade_store(store)
    except Died:
        return True
    finally:
        event.remove(store.engine, "before_cursor_execute", count)
    return False


def test_a_plan_changes_nothing(base: Base) -> None:
    """What would be made is shown, and nothing is."""
    planned = plan(base.settings())

    assert {*OWN.tables, VERSION_TABLE} == set(planned.made)
    assert set(PRACTICE.tables) == set(planned.practice)
    assert set() == names_in(base)


def test_what_was_planned_is_made(base: Base) -> None:
    """After the migration there is nothing left to do."""
    planned = plan(base.settings())
    upgrade(base.settings())

    assert {*planned.made, *planned.practice} == names_in(base)
    assert plan(base.settings()).is_empty


def test_a_plan_for_an_office_leaves_its_tables_out(engines: Engines) -> None:
    """In an Open Dental database only our own tables are made, and the plan says so."""
    with bases.open_dental(engines) as base:
        before = names_in(base)
        planned = plan(base.settings())
        upgrade(base.settings())

        assert () == planned.practice
        assert "  Open Dental's own tables are not touched." in planned.lines()
        assert {*OWN.tables, VERSION_TABLE} == names_in(base) - before


def assert_is_complete(store: Store, died_at: int) -> None:
    """Find every table with its indexes, and the version of the code."""
    with store.reading() as transaction:
        assert is_current(transaction), f"died at statement {died_at}"
    found = inspect(store.engine)
    assert EVERYTHING == set(found.get_table_names())
    indexes = {(None, made.name): made.indexes for made in PRACTICE.sorted_tables}
    there = found.get_multi_indexes(filter_names=[*PRACTICE.tables])
    lacking = {
        index.name
        for key, wanted in indexes.items()
        for index in wanted
        if index.name not in {one["name"] for one in there[key]}
    }
    assert set() == lacking, f"died at statement {died_at}"


def test_a_migration_that_died_leaves_nothing_on_postgresql(engines: Engines) -> None:
    """All of it is undone, wherever that was, so the next one finds what the first one has found."""
    with bases.empty(engines, "postgresql") as base, base.opened() as store:
        died, statement = 0, 3
        while die_at(store, statement):
            assert set() == set(inspect(store.engine).get_table_names())
            died, statement = died + 1, statement + 35
        assert_is_complete(store, statement)
    assert died > 3


@pytest.mark.timeout(400)  # some thirty migrations take long on a busy machine
def test_a_migration_that_died_is_completed_on_mariadb(engines: Engines) -> None:
    """Killed at any statement, the next one completes it: each table is there at once.

    Once Open Dental's are there they stay, empty, for the deaths that come later: what a migration
    finds then is the same.
    """
    kept: set[str] = set()
    died, statement = 0, 3
    with bases.empty(engines, "mariadb") as base, base.opened() as store:
        while die_at(store, statement):
            died, statement = died + 1, statement + 11
            has_practice = PRACTICE.tables.keys() <= set(inspect(store.engine).get_table_names())
            upgrade_store(store)
            assert_is_complete(store, statement)
            if has_practice and not kept:
                kept, statement = {*PRACTICE.tables, VERSION_TABLE}, 3
            forget(store, EVERYTHING - kept)
        assert_is_complete(store, statement)
    assert died > 18


def forget(store: Store, names: Collection[str]) -> None:
    """Drop tables; the table of the version is emptied where it stays."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {', '.join(names)}")
        if VERSION_TABLE not in names:
            connection.exec_driver_sql(f"DELETE FROM {VERSION_TABLE}")  # noqa: S608


def test_rows_of_an_unknown_release_are_not_dropped(engines: Engines) -> None:
    """Tables that hold something are left alone where their version was lost."""
    with bases.open_dental(engines) as base, base.migrated().opened() as store:
        with store.writing() as transaction:
            transaction.insert(
                kept_message, message_id="1", queue="q", actor="a", arguments="", reason="",
                received_at=NOW,
            )  # fmt: skip
        base.sql("DELETE FROM asapcomms_version")

        with pytest.raises(CannotStart, match="asapcomms_kept_message holds rows"):
            upgrade_store(store)
        assert 1 == len(World(store).rows(kept_message))


def migrate_many(folder: Path, url: str) -> list[int]:
    """Migrate a database from several machines at once; returns their exit codes."""

    def migrate() -> int:
        return copies.run(("asapcomms", "migrate"), folder, {"DATABASE_URL": url}).returncode

    with ThreadPoolExecutor(4) as pool:
        machines = [pool.submit(migrate) for _ in range(4)]
        return [machine.result(60) for machine in machines]


@pytest.mark.processes
def test_machines_that_migrate_at_once_do_not_hinder_each_other(base: Base, tmp_path: Path) -> None:
    """One makes the tables, the others wait and find them."""
    assert [0, 0, 0, 0] == migrate_many(tmp_path, base.text)
    assert plan(base.settings()).is_empty


@pytest.mark.processes
def test_processes_that_migrate_a_file_at_once(tmp_path: Path) -> None:
    """The same holds for SQLite, whose switch to WAL does not wait by itself."""
    url = f"sqlite:///{tmp_path / 'home' / 'asapcomms.db'}"

    assert [0, 0, 0, 0] == migrate_many(tmp_path, url)


def test_a_right_that_is_missing_is_named(base: Base) -> None:
    """Who may not make tables reads so, without a traceback."""
    with base.user() if "postgresql" in base.text else base.user("SELECT ON {base}.*") as user:
        with pytest.raises(CannotStart) as caught:
            upgrade(base.settings(user))

        assert f"The user {user} lacks a right: " in caught.value.sentence
        assert "`asapcomms grants` prints the rights." in caught.value.sentence
    assert set() == names_in(base)
