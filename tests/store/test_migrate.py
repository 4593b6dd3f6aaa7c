"""Bringing the database up to date."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import worker.store
from tests.world.office import World
from worker.settings import Settings
from worker.store.engine import Store
from worker.store.migrate import upgrade, upgrade_store
from worker.store.own_tables import OWN, VERSION, VERSION_TABLE
from worker.store.practice_tables import PRACTICE
from worker.store.version import is_current


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
