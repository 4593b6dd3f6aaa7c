"""Which of the rights that a worker needs its database user lacks, found out without writing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, bindparam, text

from worker.store.checks.required import INSERTED, READ, RIGHTS

_NAME: Final = r"(?:\*|`(?:[^`]|``)+`)"
_GRANT: Final = re.compile(rf"GRANT (?P<what>.+?) ON (?P<base>{_NAME})\.(?P<table>{_NAME}) TO ")
_RIGHT: Final = re.compile(r"(?P<right>[A-Z][A-Z ]*[A-Z])\s*(?:\((?P<columns>[^)]*)\))?")
_EVERYTHING: Final = "ALL PRIVILEGES"

_POSTGRES_LACKING: Final = text(
    "SELECT c.relname, r.name FROM pg_class c CROSS JOIN unnest(CAST(:rights AS text[])) AS r(name) "
    "WHERE c.relkind IN ('r', 'p') AND c.relname IN :names AND pg_table_is_visible(c.oid) "
    "AND NOT has_table_privilege(c.oid, r.name)"
).bindparams(bindparam("names", expanding=True))
_POSTGRES_SEQUENCE: Final = text(
    "SELECT has_sequence_privilege(pg_get_serial_sequence(:name, :column), 'USAGE')"
)


@dataclass
class Held:
    """The rights of a user on one table, and those that hold for some columns only."""

    whole: set[str] = field(default_factory=set)
    of_columns: dict[str, set[str]] = field(default_factory=dict)

    def has(self, right: str, columns: Iterable[str]) -> bool:
        """Say whether the user has a right; who reads must be allowed to read these columns."""
        if {right, _EVERYTHING} & self.whole:
            return True
        some = self.of_columns.get(right)
        if some is None:
            return False
        return right != "SELECT" or {column.lower() for column in columns} <= some


def lacking(connection: Connection, there: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the rights that are missing, by table.

    MariaDB and MySQL hide a table from who has no right on it, so there all that are needed are
    asked about; elsewhere those that are there.
    """
    match connection.dialect.name:
        case "postgresql":
            return _lacking_on_postgresql(connection, there)
        case "mysql" | "mariadb":
            base = str(connection.exec_driver_sql("SELECT DATABASE()").scalar())
            lines = [str(row[0]) for row in connection.exec_driver_sql("SHOW GRANTS")]
            return lacking_by(lines, base)
        case _:
            return {}


def lacking_by(grants: Iterable[str], base: str) -> dict[str, tuple[str, ...]]:
    """Compare what is needed with the lines of SHOW GRANTS."""
    lines = list(grants)
    found = {}
    for table, needed in RIGHTS.items():
        held = _held(lines, base, table)
        missing = tuple(right for right in needed if not held.has(right, READ.get(table, ("",))))
        if missing:
            found[table] = missing
    return found


def _held(grants: Iterable[str], base: str, table: str) -> Held:
    held = Held()
    for grant in filter(None, map(_GRANT.match, grants)):
        if not (_is_base(grant["base"], base) and _unquoted(grant["table"]) in {"*", table}):
            continue
        for right in _RIGHT.finditer(grant["what"]):
            if right["columns"] is None:
                held.whole.add(right["right"])
            else:
                names = {_unquoted(name.strip()).lower() for name in right["columns"].split(",")}
                held.of_columns.setdefault(right["right"], set()).update(names)
    return held


def _unquoted(name: str) -> str:
    return name.strip("`").replace("``", "`")


def _is_base(granted: str, base: str) -> bool:
    """A granted database may be a pattern: % for any letters, _ for any one, unless escaped."""
    name = _unquoted(granted)
    if name == "*":
        return True
    parts = re.findall(r"\\.|.", name)
    wild = {"%": ".*", "_": "."}
    pattern = "".join(wild.get(part) or re.escape(part[-1]) for part in parts)
    return re.fullmatch(pattern, base) is not None


def _lacking_on_postgresql(
    connection: Connection, there: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    names = sorted(there & RIGHTS.keys())
    if not names:
        return {}
    rights = ["SELECT", "INSERT", "UPDATE", "DELETE"]
    rows = connection.execute(_POSTGRES_LACKING, {"names": names, "rights": rights})
    refused = {(str(table), str(right)) for table, right in rows}
    found = {
        name: tuple(right for right in RIGHTS[name] if (name, right) in refused) for name in names
    }
    for table in INSERTED:
        if table.name in there:
            (column,) = table.primary_key.columns
            asked = {"name": f'"{table.name}"', "column": column.name}
            if connection.execute(_POSTGRES_SEQUENCE, asked).scalar() is False:
                found[table.name] = (*found[table.name], "USAGE")
    return {name: missing for name, missing in found.items() if missing}
