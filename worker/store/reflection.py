"""The columns that are really there: Open Dental's tables differ from version to version.

A column that the database has and this service does not know gets Open Dental's zero value when it
must not be left out; a column that this service knows and the database lacks is left out.
"""

from datetime import date, datetime, time
from threading import Lock
from typing import Any, Final

from sqlalchemy import Column, Connection, Insert, MetaData, Table, insert, inspect, text
from sqlalchemy.engine.interfaces import ReflectedColumn

from schemas.wire import NEVER
from worker.store.ledger.tables import OWN

_ZERO: Final[dict[type, object]] = {
    int: 0,
    float: 0,
    bool: False,
    bytes: b"",
    datetime: NEVER,
    date: NEVER.date(),
    time: time(),
}


_WITHOUT_TRANSACTIONS: Final = text(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
    "AND table_type = 'BASE TABLE' AND engine <> 'InnoDB' LIMIT 1"
)


class Reflection:
    """Remembers, table by table, how a row is inserted; read from the database at first use."""

    def __init__(self) -> None:
        self._insertions: dict[str, tuple[Insert, frozenset[str]]] = {}
        self._columns: dict[str, list[ReflectedColumn]] = {}
        self._is_atomic: bool | None = None
        self._reading = Lock()

    def insertion(self, connection: Connection, table: Table) -> tuple[Insert, frozenset[str]]:
        """Return the statement that inserts a row, and the keys it takes."""
        known = self._insertions.get(table.name)
        if known is None:
            with self._reading:
                known = self._read(connection, table)
                self._insertions[table.name] = known
        return known

    def is_atomic(self, connection: Connection) -> bool:
        """Say whether a transaction holds for Open Dental's tables too; MyISAM's have none."""
        if self._is_atomic is None:
            self._is_atomic = connection.dialect.name not in {"mysql", "mariadb"} or (
                connection.execute(_WITHOUT_TRANSACTIONS).first() is None
            )
        return self._is_atomic

    def columns(self, connection: Connection, table: str) -> list[ReflectedColumn]:
        """Return the columns that a table really has."""
        known = self._columns.get(table)
        if known is None:
            with self._reading:
                known = inspect(connection).get_columns(table)
                self._columns[table] = known
        return known

    def _read(self, connection: Connection, table: Table) -> tuple[Insert, frozenset[str]]:
        if table.metadata is OWN:
            return insert(table), frozenset(table.c.keys())
        found = inspect(connection).get_columns(table.name)
        there = _adapted(table, found)
        return insert(there), frozenset(there.c.keys())


def _adapted(table: Table, found: list[ReflectedColumn]) -> Table:
    names = {column["name"].lower() for column in found}
    known = {column.name.lower() for column in table.columns}
    ours = [_copied(column) for column in table.columns if column.name.lower() in names]
    theirs = [
        Column(column["name"], column["type"], default=zero(column))
        for column in found
        if column["name"].lower() not in known and must_be_given(column)
    ]
    return Table(table.name, MetaData(), *ours, *theirs)


def _copied(column: Column[Any]) -> Column[Any]:
    default = column.default.arg if column.default is not None else None  # type: ignore[attr-defined]
    return Column(
        column.name,
        column.type,
        key=column.key,
        primary_key=column.primary_key,
        autoincrement=column.autoincrement,
        nullable=column.nullable,
        default=default,
        server_default=None if column.server_default is None else column.server_default.arg,  # type: ignore[attr-defined]
    )


def must_be_given(column: ReflectedColumn) -> bool:
    """Say whether a row cannot be inserted without this column."""
    return not (column["nullable"] or column["default"] or column.get("autoincrement") is True)


def zero(column: ReflectedColumn) -> object:
    """Return what Open Dental stores in a column that has no value."""
    try:
        return _ZERO.get(column["type"].python_type, "")
    except NotImplementedError:
        return ""
