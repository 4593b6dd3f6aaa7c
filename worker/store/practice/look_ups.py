"""Looking rows up as Open Dental's API does: a table, its fields, filters and order as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Select,
    Table,
    bindparam,
    func,
    select,
    type_coerce,
)
from sqlalchemy.sql.visitors import iterate

from schemas.fields import Row
from worker.errors import Refused
from worker.store.columns import WallTime
from worker.store.engine import Transaction
from worker.store.portion import Portion, in_portions

Found = list[dict[str, Any]]
Values = Mapping[str, object]

SERVER_TIME: Final = "server_date_time"
"""The field with the database's own time, which clients send back as DateTStamp."""

_NOW: Final = select(type_coerce(func.current_timestamp(), WallTime()))


@dataclass(frozen=True, slots=True)
class Name:
    """What a foreign key stands for: a column of the row that it points to."""

    of: Column[int]
    table: Table
    shows: str


@dataclass(frozen=True, kw_only=True, eq=False)
class LookUp:
    """What may be looked up of a table, and how it is asked for."""

    shows: type[Row]
    table: Table
    order: tuple[str, ...]
    names: Mapping[str, Name] = field(default_factory=dict)
    always: tuple[ColumnElement[bool], ...] = ()
    needs: Mapping[str, Callable[[Transaction], object]] = field(default_factory=dict)
    """Values of what is always asked, which other statements find."""
    filters: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    """By the parameter's name, which is the name of its value too."""
    days: Column[Any] | None = None
    """What dateStart and dateEnd, both included, are about."""
    timeless: frozenset[str] = frozenset()
    """Parameters with which the database's time is not told."""
    blank: Mapping[str, object] = field(default_factory=dict)
    """Fields that are never read."""
    resolved: Mapping[str, Callable[[Transaction, Any], object]] = field(default_factory=dict)
    """Parameters whose value another statement must find."""
    completed: Callable[[Transaction, Found], None] = lambda *_: None
    """Adds what another statement must read."""

    @property
    def key(self) -> Column[Any]:
        """The primary key."""
        (key,) = self.table.primary_key
        return key


def widened(table: Table, *newer: Column[Any]) -> Table:
    """Return a table with columns that only newer versions of Open Dental have."""
    wide = table.to_metadata(MetaData())
    for column in newer:
        wide.append_column(column)
    return wide


def find(transaction: Transaction, look_up: LookUp, num: int) -> Row | None:
    """Read one row by its key."""
    rows = _rows(transaction, look_up, frozenset({"num"}), {"num": num}, Portion(1))
    return rows[0] if rows else None


def list_rows(
    transaction: Transaction, look_up: LookUp, given: Values, portion: Portion
) -> list[Row]:
    """Read a page of the rows that the given parameters let through."""
    values = {
        name: look_up.resolved[name](transaction, value)
        if name in look_up.resolved
        else _moment(look_up, name, value)
        for name, value in given.items()
    }
    return _rows(transaction, look_up, frozenset(given), values, portion)


def _rows(
    transaction: Transaction,
    look_up: LookUp,
    given: frozenset[str],
    values: Values,
    portion: Portion,
) -> list[Row]:
    """Read the time first, so that no change is missed by whoever goes on from it."""
    found = transaction.reflection.columns(transaction.connection, look_up.table.name)
    there = frozenset(column["name"].lower() for column in found)
    _refuse_unknown(look_up, there, given)
    now = transaction.value(_NOW) if SERVER_TIME in look_up.shows.model_fields else None
    needed = {name: find_out(transaction) for name, find_out in look_up.needs.items()}
    statement = _statement(look_up, there, given)
    rows = transaction.all(statement, **needed, **values, **portion.values)
    more = dict(look_up.blank)
    if now is not None and not given & look_up.timeless:
        more[SERVER_TIME] = now.replace(tzinfo=None)
    look_up.completed(transaction, rows)
    return [look_up.shows.model_validate({**row, **more}) for row in rows]


@lru_cache(maxsize=512)
def _statement(
    look_up: LookUp, there: frozenset[str], given: frozenset[str]
) -> Select[tuple[Any, ...]]:
    """Build the statement for the columns that this database has and the parameters given."""
    has = {column.key: column.name.lower() in there for column in look_up.table.c}
    fields = look_up.shows.model_fields
    columns: list[ColumnElement[Any]] = [look_up.table.c[name] for name in fields if has.get(name)]
    source: Any = look_up.table
    for shown, name in look_up.names.items():
        if has[name.of.key]:
            other = name.table.alias()
            (key,) = other.primary_key
            source = source.outerjoin(other, key == name.of)
            columns.append(other.c[name.shows].label(shown))
    clauses = [*look_up.always, *(_clause(look_up, name) for name in sorted(given))]
    order = [look_up.table.c[name] for name in look_up.order]
    return in_portions(select(*columns).select_from(source).where(*clauses).order_by(*order))


def _refuse_unknown(look_up: LookUp, there: frozenset[str], given: frozenset[str]) -> None:
    """Refuse a filter by a column that this version of Open Dental's database does not have."""
    for name in sorted(given):
        for element in iterate(_clause(look_up, name)):
            if isinstance(element, Column) and element.name.lower() not in there:
                raise Refused(f"{name} is not known to this version of Open Dental.", "no-column")


def _clause(look_up: LookUp, name: str) -> ColumnElement[bool]:
    """Return what a parameter asks of a row."""
    if name == "num":
        return look_up.key == bindparam("num")
    if look_up.days is not None and name == "dateStart":
        return look_up.days >= bindparam(name)
    if look_up.days is not None and name == "dateEnd":
        return look_up.days <= bindparam(name)
    return look_up.filters[name]


def _moment(look_up: LookUp, name: str, value: object) -> object:
    """Return the first or last second of a day where the column holds times."""
    is_day = name in {"dateStart", "dateEnd"} and isinstance(value, date)
    if look_up.days is None or not is_day or not isinstance(look_up.days.type, WallTime):
        return value
    return datetime.combine(value, time() if name == "dateStart" else time(23, 59, 59))  # type: ignore[arg-type]
