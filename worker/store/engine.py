"""The way into the database: one engine, and transactions that know how to insert and read."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Self, TypeVar

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Delete,
    Engine,
    Insert,
    Select,
    Table,
    Update,
    create_engine,
    insert,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from worker.errors import Deadlocked, Unavailable
from worker.store import address, rows
from worker.store.clock import DatabaseClock, Ticks, ticks
from worker.store.dialects import (
    BUSY_TIMEOUT_SECONDS,
    engine_options,
    is_deadlock,
    is_outage,
    set_up,
)
from worker.store.pool import DEFAULT, Pool
from worker.store.pooler import WRITES
from worker.store.reflection import Reflection
from worker.store.remembered import Remembered

_DEADLOCKS: Final = 5
"""How often a piece of work is begun again that the database has undone for another's sake."""

T = TypeVar("T")

Question = Select[Any] | CompoundSelect[Any]


class Transaction:
    """A transaction that is open: rows come back as dicts keyed by the columns' snake case names."""

    def __init__(self, connection: Connection, reflection: Reflection, memory: Remembered) -> None:
        self.connection = connection
        self.reflection = reflection
        self.memory = memory
        self.has_written = False
        self.locks: list[tuple[object, ...]] = []
        """The locks of ours that it holds, in the order in which they were taken."""
        self._at_end: dict[Table, list[dict[str, object]]] = {}

    @property
    def is_atomic(self) -> bool:
        """Whether what it has written is undone when it dies, in Open Dental's tables too."""
        return self.reflection.is_atomic(self.connection)

    def one(self, statement: Question, **parameters: object) -> dict[str, Any] | None:
        """Return the first row, or None."""
        row = self.connection.execute(statement, parameters).first()
        return None if row is None else dict(zip(_names(statement), row, strict=True))

    def all(self, statement: Question, **parameters: object) -> list[dict[str, Any]]:
        """Return every row."""
        names = _names(statement)
        found = self.connection.execute(statement, parameters)
        return [dict(zip(names, row, strict=True)) for row in found]

    def value(self, statement: Question, **parameters: object) -> Any:  # noqa: ANN401 - any column
        """Return the first column of the first row, or None."""
        return self.connection.execute(statement, parameters).scalar()

    def column(self, statement: Question, **parameters: object) -> list[Any]:
        """Return the first column of every row."""
        return list(self.connection.execute(statement, parameters).scalars())

    def read(self, kind: type[T], statement: Question, **parameters: object) -> T | None:
        """Return the first row as a frozen value whose fields are the columns, or None."""
        row = self.one(statement, **parameters)
        return None if row is None else rows.read(kind, row)

    def read_all(self, kind: type[T], statement: Question, **parameters: object) -> list[T]:
        """Return every row as a frozen value whose fields are the columns."""
        return [rows.read(kind, row) for row in self.all(statement, **parameters)]

    def insert(self, table: Table, **values: object) -> int:
        """Insert a row and return its primary key; columns left out get Open Dental's zero."""
        statement, keys = self.reflection.insertion(self.connection, table)
        there = {
            name: value for name, value in values.items() if name in keys or name not in table.c
        }
        self.has_written = True
        done = self.connection.execute(statement, there)
        new_key: int = done.inserted_primary_key[0]  # type: ignore[index]
        return new_key

    def insert_all(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Insert rows that have the same columns, by one statement; there must be one."""
        statement, keys = self.reflection.insertion(self.connection, table)
        there = [{name: value for name, value in row.items() if name in keys} for row in rows]
        self.has_written = True
        self.connection.execute(statement, there)

    def insert_at_end(self, table: Table, **values: object) -> None:
        """Insert a row right before the commit, together with the others of its table."""
        self._at_end.setdefault(table, []).append(values)

    def finish(self) -> None:
        """Insert what was left to the end; whoever has opened the transaction calls it."""
        for table, left in self._at_end.items():
            self.insert_all(table, left)

    def insert_once(self, table: Table, **values: object) -> Any | None:  # noqa: ANN401 - any key
        """Insert a row of our own and return its primary key; None where its like is there.

        Whoever inserts the like in this moment is waited for.
        """
        self.has_written = True
        done = self.connection.execute(_once(table, self.connection.dialect.name), values)
        if done.returns_rows:
            return done.scalar()
        (key,) = table.primary_key.columns
        return values.get(key.name, done.lastrowid) if done.rowcount else None

    def insert_each_once(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows of our own, but those whose like is there, in one go; there must be one."""
        self.run_each(_once(table, self.connection.dialect.name), rows)

    def run_each(self, statement: Insert, rows: Sequence[Mapping[str, object]]) -> None:
        """Run a statement for one row after the other, in one go; there must be one."""
        self.has_written = True
        self.connection.execute(statement, rows)

    def change(
        self,
        table: Table,
        key: object,
        expected: Mapping[str, Collection[object] | None],
        **new: object,
    ) -> bool:
        """Compare and set: change the row with this key if it is as expected; say whether it was.

        Each expected column must have one of some values, or be NULL where there are none.
        """
        statement, told = rows.changing(table, key, expected, new)
        return bool(self.run(statement, **told))

    def run(self, statement: Insert | Update | Delete, **parameters: object) -> int:
        """Run a statement that changes rows and return how many it changed."""
        self.has_written = True
        return self.connection.execute(statement, parameters).rowcount


@lru_cache(maxsize=64)
def _once(table: Table, dialect: str) -> Insert:
    """Return the statement that inserts a row unless a unique key has it already."""
    if dialect == "postgresql":
        made = postgresql.insert(table).on_conflict_do_nothing()
        return made.returning(*table.primary_key.columns)
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return insert(table).prefix_with("IGNORE")


@lru_cache(maxsize=256)
def _names(statement: Question) -> tuple[str, ...]:
    """Return the keys of a statement's columns; most statements are built once."""
    return tuple(str(column.key) for column in statement.selected_columns)


class Store:
    """The database behind DATABASE_URL."""

    def __init__(
        self,
        engine: Engine,
        machine: Callable[[], Ticks] = ticks,
        remembers_seconds: float = 0,
    ) -> None:
        self.engine = engine
        self._clock = DatabaseClock(engine.dialect.name, machine)
        self._memory = Remembered(remembers_seconds)
        self._reflection = Reflection()
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    def open(cls, url: str, remembers_seconds: float = 0, pool: Pool = DEFAULT) -> Self:
        """Open the database; raises CannotStart when the URL is not one that can be used.

        What an office rarely changes may be as old as ``remembers_seconds``.
        """
        parsed = address.read(url)
        try:
            engine = create_engine(parsed, **engine_options(parsed, pool))
        except ImportError:
            raise address.lacks_driver(parsed) from None
        set_up(engine, pool)
        return cls(engine, remembers_seconds=remembers_seconds)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that only reads; raises Unavailable when the database is away."""
        with self._begin(writes=False) as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Open a transaction that is committed at the end, or rolled back by any error."""
        with self._turn_to_write(), self._begin(writes=True) as transaction:
            yield transaction

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Do a piece of work in a transaction, and again where another's sake has undone it.

        It must be one that can be run again from any point, as after a death.
        """
        for _ in range(_DEADLOCKS):
            with suppress(Deadlocked), self.writing() as transaction:
                return work(transaction)
        with self.writing() as transaction:
            return work(transaction)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """SQLite has one writer at a time, and waits for it asleep; our own threads wait awake."""
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_SECONDS):
            raise Unavailable("The database is too busy now.")
        try:
            yield
        finally:
            self._turn.release()

    def now(self) -> datetime:
        """Return this moment by the database's clock; raises Unavailable where it never told it."""
        if self._clock.is_unknown:
            self.ping()
        return self._clock.now()

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
                connection = plain.execution_options(**{WRITES: writes})
                with connection.begin():
                    if self._clock.is_due:
                        self._clock.ask(connection)
                    transaction = Transaction(connection, self._reflection, self._memory)
                    yield transaction
                    transaction.finish()
        except PoolTimeoutError as error:
            raise Unavailable("The database is too busy now.") from error
        except DBAPIError as error:
            if is_deadlock(error):
                raise Deadlocked("The database is too busy now.") from error
            if is_outage(error):
                raise Unavailable("The database cannot be reached now.") from error
            raise
