"""Making what is not there yet: of a migration that died MariaDB has kept each statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from alembic import op
from sqlalchemy import Column, inspect
from sqlalchemy.schema import SchemaItem


def make_tables(
    tables: Mapping[str, Sequence[SchemaItem]], *, sqlite_autoincrement: bool = False
) -> None:
    """Create tables."""
    there = inspect(op.get_bind())
    for table, parts in tables.items():
        if not there.has_table(table):
            op.create_table(
                table,
                *parts,
                sqlite_autoincrement=sqlite_autoincrement,
                mysql_engine="InnoDB",
                mysql_charset="utf8mb4",
            )


def add_columns(columns: Mapping[str, Sequence[Column[Any]]]) -> None:
    """Add columns to tables."""
    for table, new in columns.items():
        there = {column["name"] for column in inspect(op.get_bind()).get_columns(table)}
        for column in new:
            if column.name not in there:
                op.add_column(table, column)


def make_indexes(indexes: Mapping[str, Mapping[str, list[str]]]) -> None:
    """Create indexes of tables, each by the last part of its name."""
    for table, new in indexes.items():
        there = {index["name"] for index in inspect(op.get_bind()).get_indexes(table)}
        for part, on in new.items():
            if f"ix_{table}_{part}" not in there:
                op.create_index(f"ix_{table}_{part}", table, on)
