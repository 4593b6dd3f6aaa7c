"""Bring the database up to date: our own tables, and Open Dental's where there are none."""

import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from worker.errors import CannotStart, Unavailable
from worker.home import make_private
from worker.settings import Settings
from worker.store import address
from worker.store.checks import unreachable
from worker.store.checks.inspection import Contents, engines, table_names
from worker.store.engine import Store
from worker.store.ledger.tables import OWN, VERSION_TABLE
from worker.store.practice.tables import PRACTICE, preference

WAIT_SECONDS: Final = 60
"""How long one machine waits for another that migrates the same database."""

_POSTGRES_LOCK: Final = 0x617361706D  # nobody else's advisory lock is likely to have this number
_INNODB: Final = text("SELECT support FROM information_schema.engines WHERE engine = 'InnoDB'")
_ANOTHER: Final = (
    "Another machine is bringing the database up to date and has not ended; try again later."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a migration would do."""

    place: str
    made: tuple[str, ...] = ()
    """Our own tables that are missing."""
    changes: tuple[str, ...] = ()
    """What the pending changes of our own tables say of themselves."""
    moved: tuple[str, ...] = ()
    """Our own tables that are not InnoDB yet."""
    practice: tuple[str, ...] = ()
    """Open Dental's tables, made only where the database is empty."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.made or self.changes or self.moved or self.practice)

    def lines(self) -> list[str]:
        """Say it, a line a thing."""
        if self.is_empty:
            return [f"Database {self.place}: this service's own tables are up to date."]
        practice = (
            f"  It is empty, so Open Dental's tables are created too: {', '.join(self.practice)}."
            if self.practice
            else "  Open Dental's own tables are not touched."
        )
        return [
            f"Database {self.place}:",
            *(f"  create {name}" for name in self.made),
            *(f"  apply  {change}" for change in self.changes),
            *(f"  move   {name} to InnoDB" for name in self.moved),
            practice,
        ]


def plan(settings: Settings) -> Plan:
    """Find out what there is to do, changing nothing; raises CannotStart."""
    url = address.read(settings.database)
    if unreachable.missing_file(url) is not None:
        return _plan(unreachable.place(url), frozenset(), None, ())
    with _opened(settings) as store, store.reading() as transaction:
        connection = transaction.connection
        names = table_names(connection)
        return _plan(
            unreachable.place(url),
            names,
            _current(connection, names),
            _not_innodb(connection, names),
        )


def upgrade(settings: Settings) -> None:
    """Create or change what is missing; safe to run again; raises CannotStart.

    An Open Dental database keeps its tables as they are; an empty one gets the tables this service
    needs, under the same names.
    """
    _make_folder(settings)
    with _opened(settings) as store:
        upgrade_store(store)


def upgrade_store(store: Store) -> None:
    """Bring an open database up to date; one at a time, and again after a death at any point."""
    if store.engine.dialect.name == "sqlite":
        _switch_to_wal(store.engine)
    with store.writing() as transaction, _alone(transaction.connection):
        connection = transaction.connection
        names = table_names(connection)
        kind = Contents.of(names)
        _refuse_foreign(kind, unreachable.place(store.engine.url))
        _choose_innodb(connection)
        if kind is not Contents.PRACTICE:
            _make_practice(connection, names)
        _forget_interrupted(connection)
        command.upgrade(_config(connection), "head")
        for name in _not_innodb(connection, table_names(connection)):
            connection.exec_driver_sql(f"ALTER TABLE {name} ENGINE = InnoDB")


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    """Open the database named in the settings; whatever it refuses is a sentence."""
    store = Store.open(settings.database)
    try:
        yield store
    except (DBAPIError, Unavailable, sqlite3.Error) as error:
        problem = unreachable.explain(error, store.engine.url)
        raise CannotStart(
            f"The database cannot be brought up to date. {problem.sentence}"
        ) from error
    finally:
        store.close()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Keep other machines out; the lock ends with its holder. SQLite's is held by every writer."""
    match connection.dialect.name:
        case "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            connection.execute(select(func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
            yield
        case "mysql" | "mariadb":
            name = f"asapcomms.{connection.engine.url.database}"[:64]
            if not connection.execute(select(func.get_lock(name, WAIT_SECONDS))).scalar():
                raise CannotStart(_ANOTHER)
            try:
                yield
            finally:
                with suppress(SQLAlchemyError):  # what failed before is what matters
                    connection.execute(select(func.release_lock(name)))
        case _:
            yield


def _plan(
    place: str, names: frozenset[str], current: str | None, not_innodb: tuple[str, ...]
) -> Plan:
    kind = Contents.of(names)
    _refuse_foreign(kind, place)
    pending = ScriptDirectory.from_config(_config()).iterate_revisions("head", current or "base")
    changes = reversed([f"{revision.revision}: {revision.doc}" for revision in pending])
    has_practice = kind is Contents.PRACTICE
    return Plan(
        place=place,
        made=tuple(name for name in (*OWN.tables, VERSION_TABLE) if name not in names),
        changes=tuple(changes),
        moved=not_innodb,
        practice=() if has_practice else tuple(sorted(PRACTICE.tables.keys() - names)),
    )


def _refuse_foreign(kind: Contents, place: str) -> None:
    if kind is Contents.FOREIGN:
        raise CannotStart(
            f"The database {place} has tables, but none of Open Dental's, so nothing is made there: "
            "name the office's Open Dental database in DATABASE_URL, or an empty one."
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _current(connection: Connection, names: frozenset[str]) -> str | None:
    if VERSION_TABLE not in names:
        return None
    options = {"version_table": VERSION_TABLE}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _choose_innodb(connection: Connection) -> None:
    """Make every table of this session InnoDB, Alembic's own too, whatever the server prefers."""
    if connection.dialect.name not in {"mysql", "mariadb"}:
        return
    if connection.execute(_INNODB).scalar() not in {"YES", "DEFAULT"}:
        raise CannotStart(
            "The server has InnoDB switched off, which this service's own tables need: "
            "take skip-innodb out of its settings. Open Dental's tables stay as they are."
        )
    connection.exec_driver_sql("SET SESSION default_storage_engine = InnoDB")


def _make_practice(connection: Connection, there: Collection[str]) -> None:
    """Create Open Dental's tables and their indexes where there are none, its preferences last.

    On MariaDB each is there at once: the version table made first says that an empty database was
    begun, the preferences that it is done.
    """
    _version_table().create(connection, checkfirst=True)
    others = [made for made in PRACTICE.sorted_tables if made is not preference]
    PRACTICE.create_all(connection, tables=others)
    begun = [made for made in others if made.name in there]
    for index in (index for made in begun for index in made.indexes):
        index.create(connection, checkfirst=True)
    PRACTICE.create_all(connection, tables=[preference])


def _version_table() -> Table:
    """Return the table as Alembic makes it."""
    number = Column("version_num", String(32), nullable=False)
    return Table(
        VERSION_TABLE,
        MetaData(),
        number,
        PrimaryKeyConstraint(number, name=f"{VERSION_TABLE}_pkc"),
    )


def _forget_interrupted(connection: Connection) -> None:
    """Remove empty tables of a first migration that died: nothing has ever used them."""
    names = table_names(connection)
    if _current(connection, names) is not None:
        return
    for name in sorted(names & OWN.tables.keys()):
        if connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first():
            raise CannotStart(
                f"The table {name} holds rows, but {VERSION_TABLE} does not say of which release "
                "it is: restore that table from a backup, or remove all asapcomms_ tables."
            )
        OWN.tables[name].drop(connection)


def _not_innodb(connection: Connection, names: frozenset[str]) -> tuple[str, ...]:
    ours = names & {*OWN.tables, VERSION_TABLE}
    found = engines(connection)
    return tuple(name for name in sorted(ours) if found.get(name, "InnoDB") != "InnoDB")


def _make_folder(settings: Settings) -> None:
    """Make the folder of a file; our own is closed to others, whoever made it."""
    if not settings.database_url:
        make_private(settings.home)
        return
    url = address.read(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    folder = Path(url.database).absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The folder {folder} cannot be made ({error.strerror}): "
            "name another file in DATABASE_URL."
        ) from None


def _switch_to_wal(engine: Engine) -> None:
    """Let readers and a writer work side by side; kept in the file, so once is enough.

    The switch fails at once while another writes, whatever the busy timeout, so it is tried again.
    """
    connection = engine.raw_connection()  # the switch does not work inside a transaction
    until = time.monotonic() + WAIT_SECONDS
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return
    finally:
        connection.close()
