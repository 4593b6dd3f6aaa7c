"""Bring the database up to date: our own tables, and Open Dental's where there are none."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, make_url
from sqlalchemy.exc import DBAPIError

from worker.errors import CannotStart
from worker.settings import Settings
from worker.store.engine import Store
from worker.store.practice_tables import PRACTICE, preference


def upgrade(settings: Settings) -> None:
    """Create or change what is missing; safe to run again; raises CannotStart.

    An Open Dental database keeps its tables as they are; an empty one gets the tables this service
    needs, under the same names.
    """
    _make_folder(settings.database)
    store = Store.open(settings.database)
    try:
        upgrade_store(store)
    except DBAPIError as error:
        raise CannotStart(f"The database cannot be brought up to date: {error.orig}.") from error
    finally:
        store.close()


def upgrade_store(store: Store) -> None:
    """Bring an open database up to date."""
    if store.engine.dialect.name == "sqlite":
        _switch_to_wal(store.engine)
    with store.writing() as transaction:
        connection = transaction.connection
        if not inspect(connection).has_table(preference.name):
            PRACTICE.create_all(connection)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _make_folder(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).absolute().parent.mkdir(parents=True, exist_ok=True)


def _switch_to_wal(engine: Engine) -> None:
    """Let readers and a writer work side by side; kept in the file, so once is enough."""
    connection = engine.raw_connection()  # the switch does not work inside a transaction
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
