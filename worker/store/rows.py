"""Rows as frozen values, and the statements that change a row which is as expected or is there."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import lru_cache, partial
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple, TypeGuard, TypeVar, get_args, get_type_hints

from sqlalchemy import Column, ColumnElement, Insert, Table, Update, bindparam, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

Value = TypeVar("Value")


class Through(NamedTuple):
    """A new value of a column that goes through an expression, as a parameter named new_(column)."""

    expression: ColumnElement[Any]
    value: object


def columns(kind: type, table: Table) -> list[Column[Any]]:
    """Return the columns of a table that make a frozen value of this kind.

    What has a default may be no column.
    """
    return [
        column
        for name, hint, is_needed in _fields(kind)
        if is_needed or name in table.c
        for column in (columns(hint, table) if _is_value(hint) else [table.c[name]])
    ]


def values(of: object) -> dict[str, Any]:
    """Return what a frozen value holds, by the columns' names."""
    return {name: getattr(of, name) for name, *_ in _fields(type(of))}  # type: ignore[arg-type]


def read(kind: type[Value], row: Mapping[str, Any]) -> Value:
    """Make a frozen value of a row: numbers and words of an enumeration become its members.

    A value within the value is made of columns of the same row. A text that is NULL says the same as
    an empty one; some versions of Open Dental write it.
    """
    makers = _makers(kind)  # type: ignore[arg-type]
    return kind(**{name: make(row) for name, make, is_needed in makers if is_needed or name in row})


def _is_value(hint: object) -> TypeGuard[type]:
    return isinstance(hint, type) and is_dataclass(hint)


@lru_cache(maxsize=128)
def _fields(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    hints = get_type_hints(kind)
    return tuple((one.name, hints[one.name], one.default is MISSING) for one in fields(kind))


@lru_cache(maxsize=128)
def _makers(kind: type) -> tuple[tuple[str, Callable[[Mapping[str, Any]], Any], bool], ...]:
    return tuple((name, _maker(name, hint), is_needed) for name, hint, is_needed in _fields(kind))


def _maker(name: str, hint: Any) -> Callable[[Mapping[str, Any]], Any]:  # noqa: ANN401 - an annotation
    if _is_value(hint):
        return partial(read, hint)
    if hint is str:
        return lambda row: row[name] or ""
    parts = get_args(hint)
    plain = next((part for part in parts if part is not NoneType), hint)
    if not (isinstance(plain, type) and issubclass(plain, bool | Enum)):
        return itemgetter(name)
    may_be_none = NoneType in parts
    return lambda row: None if row[name] is None and may_be_none else plain(row[name])


def changing(
    table: Table,
    key: object,
    expected: Mapping[str, Collection[object] | None],
    new: Mapping[str, object],
) -> tuple[Update, dict[str, object]]:
    """Return the statement that changes a row which is as expected, and its parameters."""
    statement = _update(
        table,
        tuple((name, known is None) for name, known in sorted(expected.items())),
        tuple(
            (name, value.expression if isinstance(value, Through) else None)
            for name, value in sorted(new.items())
        ),
    )
    known = {f"expected_{name}": tuple(of) for name, of in expected.items() if of is not None}
    told = {
        f"new_{name}": value.value if isinstance(value, Through) else value
        for name, value in new.items()
    }
    return statement, {"the_key": key, **known, **told}


@lru_cache(maxsize=256)
def _update(
    table: Table,
    expected: tuple[tuple[str, bool], ...],
    new: tuple[tuple[str, ColumnElement[Any] | None], ...],
) -> Update:
    """Find the row by its primary key, so that no table is ever read in full."""
    (key,) = table.primary_key.columns
    conditions = (
        table.c[name].is_(None)
        if is_null
        else table.c[name].in_(bindparam(f"expected_{name}", expanding=True))
        for name, is_null in expected
    )
    return (
        update(table)
        .where(key == bindparam("the_key"), *conditions)
        .values(
            {
                table.c[name]: bindparam(f"new_{name}") if expression is None else expression
                for name, expression in new
            }
        )
    )


def upserts(
    table: Table, new: Mapping[str, object], changes: Sequence[tuple[str, ColumnElement[Any]]]
) -> Mapping[str, Insert]:
    """Return, by dialect, the statement that inserts a row or else changes the one with its key.

    Changes are made in their order: MySQL looks at a column as the assignment before it has left it.
    """
    key = list(table.primary_key.columns)
    on_mysql = mysql.insert(table).values(new).on_duplicate_key_update(list(changes))
    on_sqlite, on_postgresql = (
        sqlite.insert(table).values(new),
        postgresql.insert(table).values(new),
    )
    return {
        "sqlite": on_sqlite.on_conflict_do_update(index_elements=key, set_=dict(changes)),
        "postgresql": on_postgresql.on_conflict_do_update(index_elements=key, set_=dict(changes)),
        "mysql": on_mysql,
        "mariadb": on_mysql,
    }
