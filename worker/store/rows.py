"""Rows as frozen values, and the one statement that changes a row which is still as expected."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from enum import Enum
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

from sqlalchemy import Column, ColumnElement, Table, Update, bindparam, update

Value = TypeVar("Value")


class Through(NamedTuple):
    """A new value of a column that goes through an expression, as a parameter named new_(column)."""

    expression: ColumnElement[Any]
    value: object


def columns(kind: type, table: Table) -> list[Column[Any]]:
    """Return the columns of a table that make a frozen value of this kind."""
    return [table.c[field.name] for field in fields(kind)]


def values(of: object) -> dict[str, Any]:
    """Return what a frozen value holds, by the columns' names."""
    return {field.name: getattr(of, field.name) for field in fields(of)}  # type: ignore[arg-type]


def read(kind: type[Value], row: Mapping[str, Any]) -> Value:
    """Make a frozen value of a row: numbers and words of an enumeration become its members.

    A text that is NULL says the same as an empty one; some versions of Open Dental write it.
    """
    return kind(**{**row, **{name: code(row[name]) for name, code in _codes(kind)}})  # type: ignore[arg-type]


@lru_cache(maxsize=128)
def _codes(kind: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(kind)
    found = ((field.name, _code(hints[field.name])) for field in fields(kind))
    return tuple((name, code) for name, code in found if code is not None)


def _code(hint: Any) -> Callable[[Any], Any] | None:  # noqa: ANN401 - an annotation
    if hint is str:
        return lambda value: value or ""
    parts = get_args(hint)
    plain = next((part for part in parts if part is not NoneType), hint)
    if not (isinstance(plain, type) and issubclass(plain, bool | Enum)):
        return None
    return lambda value: None if value is None and NoneType in parts else plain(value)


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
