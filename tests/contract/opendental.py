"""An Open Dental 24.1 database as an office has it: every column, default and index of its tables.

Of ``procedurelog``, ``labcase`` and ``apptfield`` it has the columns by which they hang on appointments,
and a few more.
"""

import csv
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

Storage = Literal["MyISAM", "InnoDB"]

_FOLDER = Path(__file__).parent / "opendental_24_1"
_QUOTED_DEFAULTS = ("'", "NULL", "current_timestamp")


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def create(engine: Engine, storage: Storage) -> None:
    """Create the tables in an empty MariaDB database, in the character set the vendor ships."""
    indexes = {
        table: list(found)
        for table, found in groupby(_rows("indexes.tsv"), lambda row: row["table"])
    }
    with engine.begin() as connection:
        for table, columns in groupby(_rows("columns.tsv"), lambda row: row["table"]):
            parts = [*_columns(columns), *_indexes(indexes.get(table, []))]
            connection.exec_driver_sql(
                f"CREATE TABLE `{table}` ({', '.join(parts)}) ENGINE={storage} DEFAULT CHARSET=utf8"
            )


def _columns(columns: Iterable[dict[str, str]]) -> list[str]:
    parts = []
    for column in columns:
        default = "" if column["default"] == "-" else f" DEFAULT {column['default']}"
        null = "NOT NULL" if column["nullable"] == "not null" else "NULL"
        key = " PRIMARY KEY" if column["key"] == "PRI" else ""
        parts.append(
            f"`{column['column']}` {column['type']} {null}{default} {column['extra']}{key}".rstrip()
        )
    return parts


def _indexes(indexes: Iterable[dict[str, str]]) -> list[str]:
    return [
        f"KEY `{index['index']}` ({index['columns']})"
        for index in indexes
        if index["index"] != "PRIMARY"
    ]


def dump(engine: Engine) -> dict[str, str]:
    """Return how each of Open Dental's tables is made, to be compared later."""
    with engine.connect() as connection:
        names = [row[0] for row in connection.exec_driver_sql("SHOW TABLES")]
        theirs = [name for name in names if not name.startswith("asapcomms_")]
        return {
            name: str(connection.exec_driver_sql(f"SHOW CREATE TABLE `{name}`").one()[1])
            for name in theirs
        }
