"""What a database is, and whether a worker can do its job there; nothing is written to find out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from worker.errors import CannotStart, Unavailable
from worker.store.checks import rights, unreachable
from worker.store.checks.required import READ
from worker.store.checks.unreachable import MIGRATE, Problem
from worker.store.checks.version import is_current
from worker.store.engine import Store, Transaction
from worker.store.ledger.tables import OWN, VERSION_TABLE
from worker.store.practice.tables import PRACTICE, preference

OLDEST: Final = (22, 4)
"""Open Dental's version in which the last column came that is read here (BlockoutTypes)."""

_MYSQL_COLUMNS: Final = text(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
)
_MYSQL_ENGINES: Final = text(
    "SELECT table_name, engine FROM information_schema.tables "
    "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
)
_VERSION: Final = select(preference.c.value_string).where(
    preference.c.pref_name == "DataBaseVersion"
)


class Contents(Enum):
    """Whose database it is, told by the names of its tables."""

    EMPTY = "empty"
    BEGUN = "begun"
    """Was empty, and a migration died while it made the practice's tables."""
    PRACTICE = "practice"
    FOREIGN = "foreign"

    @classmethod
    def of(cls, names: frozenset[str]) -> "Contents":
        """Tell by the table of preferences, which is always there and made last by us."""
        if preference.name in names:
            return cls.PRACTICE
        if VERSION_TABLE in names:
            return cls.BEGUN
        return cls.FOREIGN if names else cls.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found in a database that can be reached."""

    place: str
    kind: Contents
    version: str | None
    """Open Dental's; None where it is not recorded, as in a database that Open Dental never saw."""
    missing_tables: tuple[str, ...]
    missing_columns: tuple[str, ...]
    lacking: Mapping[str, tuple[str, ...]]
    """Rights that are missing, by table."""
    engines: Mapping[str, str]
    """Storage engines of the tables used, on MariaDB and MySQL."""
    is_migrated: bool

    @property
    def problems(self) -> list[Problem]:
        """Why a worker could not do its job here, the root before its branches."""
        if self.kind is not Contents.PRACTICE and self.lacking:
            return [
                Problem(
                    f"The user may not read Open Dental's tables in {self.place}, if there are any.",
                    "Grant the rights that `asapcomms grants` prints, or correct DATABASE_URL.",
                )
            ]
        if self.kind is Contents.FOREIGN:
            return [
                Problem(
                    f"The database {self.place} has tables, but none of Open Dental's.",
                    "Name the office's Open Dental database in DATABASE_URL, or an empty one.",
                )
            ]
        if self.kind is not Contents.PRACTICE:
            return [Problem(f"The database {self.place} is empty.", MIGRATE)]
        found = [self._too_old(), self._incomplete(), self._not_migrated()]
        return [problem for problem in found if problem]

    def _too_old(self) -> Problem | None:
        known = _numbers(self.version)
        if not known or known >= OLDEST:
            return None
        oldest = ".".join(map(str, OLDEST))
        return Problem(
            f"Open Dental's database is of version {self.version}; {oldest} is the oldest that "
            "this service works with.",
            "Update Open Dental first.",
        )

    def _incomplete(self) -> Problem | None:
        """A table that may not be read can look as if it were missing; the rights say so then."""
        tables = [name for name in self.missing_tables if name not in self.lacking]
        columns = [name for name in self.missing_columns if name.split(".")[0] not in self.lacking]
        if not (tables or columns):
            return None
        return Problem(
            f"The database {self.place} lacks {_listed([*tables, *columns])}.",
            "Update Open Dental, or check that this is its whole database.",
        )

    def _not_migrated(self) -> Problem | None:
        if self.is_migrated or self.lacking.get(VERSION_TABLE):
            return None
        return Problem("This service's own tables are missing or of another release.", MIGRATE)


def inspect_store(store: Store) -> Inspection | Problem:
    """Look at a database, or say why that is not possible."""
    url = store.engine.url
    if problem := unreachable.no_file(url):
        return problem
    try:
        with store.reading() as transaction:
            return _look(transaction)
    except (Unavailable, DBAPIError) as error:
        return unreachable.explain(error, url)


def require_usable(store: Store) -> None:
    """Raise CannotStart where a worker could not do its job; one that is away is waited for."""
    found = inspect_store(store)
    problems = [found] if isinstance(found, Problem) else found.problems
    for problem in problems:
        if not problem.may_pass:
            raise CannotStart(problem.sentence)


def table_names(connection: Connection) -> frozenset[str]:
    """Return the names of the tables there."""
    return frozenset(inspect(connection).get_table_names())


def engines(connection: Connection) -> dict[str, str]:
    """Return the storage engine of each table used here, on MariaDB and MySQL."""
    if connection.dialect.name not in {"mysql", "mariadb"}:
        return {}
    used = {*PRACTICE.tables, *OWN.tables, VERSION_TABLE}
    return {
        str(name): str(engine)
        for name, engine in connection.execute(_MYSQL_ENGINES)
        if name in used
    }


def _look(transaction: Transaction) -> Inspection:
    connection = transaction.connection
    names = table_names(connection)
    kind = Contents.of(names)
    lacking = rights.lacking(connection, names)
    tables, columns = (
        _missing(_columns(connection, names)) if kind is Contents.PRACTICE else ([], [])
    )
    may_ask = (
        kind is Contents.PRACTICE and not columns and "SELECT" not in lacking.get("preference", ())
    )
    return Inspection(
        place=unreachable.place(connection.engine.url),
        kind=kind,
        version=transaction.value(_VERSION) if may_ask else None,
        missing_tables=tuple(tables),
        missing_columns=tuple(columns),
        lacking=lacking,
        engines=engines(connection),
        is_migrated=VERSION_TABLE in names
        and VERSION_TABLE not in lacking
        and is_current(transaction),
    )


def _columns(connection: Connection, names: frozenset[str]) -> dict[str, set[str]]:
    """Return the columns of each table of the practice that is there, in lower case."""
    found: dict[str, set[str]] = {name: set() for name in names & READ.keys()}
    if connection.dialect.name in {"mysql", "mariadb"}:
        for table, column in connection.execute(_MYSQL_COLUMNS):
            found.get(table, set()).add(str(column).lower())
        return found
    every = inspect(connection).get_multi_columns(filter_names=list(found))
    for (_, table), columns in every.items():
        found[table] = {column["name"].lower() for column in columns}
    return found


def _missing(found: Mapping[str, set[str]]) -> tuple[list[str], list[str]]:
    """Return the tables, and of the others the columns, that are needed and not there."""
    tables = [name for name in READ if name not in found]
    columns = [
        f"{name}.{column}"
        for name, needed in READ.items()
        for column in needed
        if name in found and column.lower() not in found[name]
    ]
    return tables, columns


def _numbers(version: str | None) -> tuple[int, ...]:
    parts = (version or "").split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()


def _listed(names: list[str], at_most: int = 6) -> str:
    shown = names[:at_most]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
