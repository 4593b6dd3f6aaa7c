"""Copying a row inside the database with every column that is really there, known to us or not."""

from typing import Final

from sqlalchemy import ColumnElement, Table, bindparam, column, func, insert, literal, select
from sqlalchemy import table as named_table

from worker.store.engine import Transaction
from worker.store.reflection import must_be_given, zero

_BLANK: Final = {"securityhash"}
"""Open Dental's proof that it wrote a row itself, which another program cannot give."""


def copy(
    transaction: Transaction, source: Table, target: Table, num: int, **changed: object
) -> None:
    """Copy one row, by its key, into a table with the same columns; some may be changed.

    What only the target has gets Open Dental's zero; keys and the database's own stamps are not
    copied.
    """
    theirs, ours = (
        transaction.reflection.columns(transaction.connection, table.name)
        for table in (source, target)
    )
    given = {target.c[key].name: (value, target.c[key].type) for key, value in changed.items()}
    from_there = {one["name"].lower(): one for one in theirs if one["name"].lower() not in _BLANK}
    not_copied = {"datetstamp", *(one.name.lower() for one in target.primary_key)}
    values: dict[str, ColumnElement[object]] = {}
    for one in ours:
        name = one["name"]
        if name in given:
            values[name] = literal(*given[name])
        elif name.lower() in not_copied:
            continue
        elif found := from_there.get(name.lower()):
            there: ColumnElement[object] = column(found["name"], found["type"])
            is_filled = found["nullable"] and not one["nullable"]
            values[name] = (
                func.coalesce(there, literal(zero(one), one["type"])) if is_filled else there
            )
        elif must_be_given(one):
            values[name] = literal(zero(one), one["type"])
    (key,) = source.primary_key
    rows = (
        select(*values.values())
        .select_from(named_table(source.name))
        .where(column(key.name) == bindparam("num"))
    )
    into = named_table(target.name, *(column(name) for name in values))
    transaction.run(insert(into).from_select(list(values), rows), num=num)
