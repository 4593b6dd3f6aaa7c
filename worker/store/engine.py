"""The way into the database: one engine, and transactions that know how to insert and read."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, Self

from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Insert,
    Select,
    Table,
    Update,
    create_engine,
    event,
    insert,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from worker.errors import CannotStart, Unavailable

BUSY_TIMEOUT_SECONDS = 10
"""How long a writer waits for another before it gives up."""

CONNECTIONS = 20
"""As many as a process has threads that may want one."""

_WRITES = "asapcomms_writes"


class Transaction:
    """A transaction that is open: rows come back as dicts keyed by the columns' snake case names."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name

    def one(self, statement: Select[Any], **parameters: object) -> dict[str, Any] | None:
        """Return the first row, or None."""
        row = self.connection.execute(statement, parameters).first()
        return None if row is None else dict(zip(_names(statement), row, strict=True))

    def all(self, statement: Select[Any], **parameters: object) -> list[dict[str, Any]]:
        """Return every row."""
        names = _names(statement)
        found = self.connection.execute(statement, parameters)
        return [dict(zip(names, row, strict=True)) for row in found]

    def value(self, statement: Select[Any], **parameters: object) -> Any:  # noqa: ANN401 - any column
        """Return the first column of the first row, or None."""
        return self.connection.execute(statement, parameters).scalar()

    def insert(self, table: Table, **values: object) -> int:
        """Insert a row and return its primary key; columns left out get Open Dental's zero."""
        done = self.connection.execute(_insert_into(table), values)
        new_key: int = done.inserted_primary_key[0]  # type: ignore[index]
        return new_key

    def run(self, statement: Update | Delete, **parameters: object) -> int:
        """Run a statement that changes rows and return how many it changed."""
        return self.connection.execute(statement, parameters).rowcount


@lru_cache(maxsize=256)
def _names(statement: Select[Any]) -> tuple[str, ...]:
    """Return the keys of a statement's columns; most statements are built once."""
    return tuple(str(column.key) for column in statement.selected_columns)


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table)


class Store:
    """The database behind DATABASE_URL."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database; raises CannotStart when the URL is not one that can be used."""
        try:
            parsed = make_url(url)
            engine = create_engine(parsed, **_options(parsed.get_backend_name()))
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise CannotStart(f"DATABASE_URL cannot be used: {error}.") from None
        if engine.dialect.name == "sqlite":
            _tame_sqlite(engine)
        return cls(engine)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that only reads; raises Unavailable when the database is away."""
        with self._begin(writes=False) as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Open a transaction that is committed at the end, or rolled back by any error."""
        with self._begin(writes=True) as transaction:
            yield transaction

    def ping(self) -> None:
        """Ask the database for a sign of life; raises Unavailable."""
        with self.reading() as transaction:
            transaction.connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _begin(self, *, writes: bool) -> Iterator[Transaction]:
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(**{_WRITES: writes})
                with connection.begin():
                    yield Transaction(connection)
        except DBAPIError as error:
            if _is_away(error):
                raise Unavailable("The database cannot be reached now.") from error
            raise


def _options(backend: str) -> dict[str, Any]:
    """Servers are asked whether they are still there, and see what others have committed.

    The pool hands out the connection used last, which is warm; errors do not repeat parameters,
    which may be names and numbers of patients.
    """
    shared: dict[str, Any] = {
        "pool_size": CONNECTIONS,
        "pool_use_lifo": True,
        "hide_parameters": True,
    }
    if backend == "sqlite":
        return shared
    return {
        **shared,
        "pool_pre_ping": True,
        "isolation_level": "READ COMMITTED",
    }


def _is_away(error: DBAPIError) -> bool:
    """Tell a database that is away or busy from a statement that is wrong."""
    if error.connection_invalidated:
        return True
    words = str(error.orig).lower()
    return any(
        sign in words
        for sign in ("unable to open", "database is locked", "disk i/o", "can't connect", "refused")
    )


def _tame_sqlite(engine: Engine) -> None:
    """Begin where we say so: writers take their lock first, so that none fails half-way.

    sqlite3 would begin by itself, late and without the lock; WAL itself is switched on when the
    database is made, because that switch does not wait for others.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 - a sqlite3 connection
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
