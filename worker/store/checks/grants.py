"""What an administrator runs to give the service's user its rights, and to take everything back."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import URL, Connection, bindparam, text
from sqlalchemy.exc import DBAPIError

from worker.errors import CannotStart, Unavailable
from worker.store import address
from worker.store.checks import unreachable
from worker.store.checks.inspection import Contents, table_names
from worker.store.checks.required import OPTIONAL, RIGHTS, SETUP
from worker.store.engine import Store
from worker.store.ledger.tables import OWN, VERSION_TABLE

_OURS: Final = (*OWN.tables, VERSION_TABLE)
_EXTRA: Final = {table.name: rights for table, rights in OPTIONAL.items()}
_ALL: Final = {**RIGHTS, **_EXTRA}
_REMOVES: Final = {table: ("DELETE",) for table in OWN.tables if "DELETE" not in RIGHTS[table]}
"""Housekeeping removes old rows of our own; a worker does without the right."""
_FOR_SETUP: Final = "-- Only to save texts by `asapcomms templates --set`: "
_BEFORE: Final = (
    "Stop web, worker and clock first. The rows in Open Dental's own tables stay.",
    "The record of consent goes with the tables: keep a dump of asapcomms_consent.",
)
_SEQUENCES: Final = text(
    "SELECT t.relname, s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid "
    "JOIN pg_class t ON t.oid = d.refobjid "
    "WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i') AND t.relname IN :names "
    "AND pg_table_is_visible(t.oid) ORDER BY t.relname"
).bindparams(bindparam("names", expanding=True))


@dataclass(frozen=True, slots=True)
class Grantee:
    """The service's own user of a database, and the password that it gets when it is made."""

    user: str
    host: str = "%"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)


def grant(url_text: str, grantee: Grantee) -> list[str]:
    """Return the statements, each on a line of its own, and what is to be said of them."""
    return _lines(url_text, grantee, _grant_mysql, _grant_postgresql)


def back_out(url_text: str, grantee: Grantee) -> list[str]:
    """Return the statements that remove the service's own tables and its user."""
    return _lines(url_text, grantee, _back_out_mysql, _back_out_postgresql)


_Printer = Callable[[Connection, Grantee], Iterator[str]]


def _lines(url_text: str, grantee: Grantee, mysql: _Printer, postgresql: _Printer) -> list[str]:
    url = address.read(url_text)
    if url.get_backend_name() == "sqlite":
        place = unreachable.place(url)
        return [f"-- SQLite has no users: whoever may write {place} and its folder may do all."]
    store = Store.open(url_text)
    try:
        with store.reading() as transaction:
            connection = transaction.connection
            is_mysql = connection.dialect.name in {"mysql", "mariadb"}
            return list((mysql if is_mysql else postgresql)(connection, grantee))
    except (DBAPIError, Unavailable) as error:
        raise CannotStart(unreachable.explain(error, url).sentence) from error
    finally:
        store.close()


def _contents(connection: Connection, names: frozenset[str]) -> Contents:
    contents = Contents.of(names)
    if contents is Contents.FOREIGN:
        raise CannotStart(
            f"The database {unreachable.place(connection.engine.url)} has tables, but none of Open "
            "Dental's: name the office's Open Dental database in DATABASE_URL, or an empty one."
        )
    return contents


def _head(connection: Connection, what: str, *more: str) -> list[str]:
    return [
        f"-- {what} on {unreachable.place(connection.engine.url)}: run this as its administrator.",
        *(f"-- {line}" for line in more),
    ]


def _address(url: URL, grantee: Grantee) -> str:
    ours = url.set(
        drivername=url.get_backend_name(), username=grantee.user, password=grantee.password
    )
    return (
        f"-- Then DATABASE_URL={ours.render_as_string(hide_password=False)} "
        "(a user that was there before keeps its password)."
    )


def _grant_mysql(connection: Connection, grantee: Grantee) -> Iterator[str]:
    names = table_names(connection)
    contents = _contents(connection, names)
    base, whom = str(connection.engine.url.database), _account(grantee)
    again = "Run it again after an update of this service; what is there already stays."
    yield from _head(connection, "The rights of this service", again)
    yield f"CREATE USER IF NOT EXISTS {whom} IDENTIFIED BY {_text(grantee.password)};"
    if contents is not Contents.PRACTICE:
        yield "-- The database is empty, so `asapcomms migrate` makes Open Dental's tables too."
        pattern = base.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
        yield f"GRANT ALL ON {_name(pattern)}.* TO {whom};"
    else:
        for table, rights in _ALL.items():
            what = "ALL" if table in _OURS else ", ".join(rights)
            line = f"GRANT {what} ON {_name(base)}.{_name(table)} TO {whom};"
            is_needed = table not in _EXTRA or table in names
            yield line if is_needed else f"-- Only where there is such a table: {line}"
        for setup, rights in SETUP.items():
            place = f"{_name(base)}.{_name(setup.name)}"
            yield f"{_FOR_SETUP}GRANT {', '.join(rights)} ON {place} TO {whom};"
    yield _address(connection.engine.url, grantee)


def _back_out_mysql(connection: Connection, grantee: Grantee) -> Iterator[str]:
    _contents(connection, table_names(connection))
    base = str(connection.engine.url.database)
    yield from _head(connection, "What takes this service back", *_BEFORE)
    yield f"DROP TABLE IF EXISTS {', '.join(f'{_name(base)}.{_name(table)}' for table in _OURS)};"
    yield f"DROP USER IF EXISTS {_account(grantee)};"


def _grant_postgresql(connection: Connection, grantee: Grantee) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote
    names = table_names(connection)
    contents = _contents(connection, names)
    whom = quote(grantee.user)
    base, schema = connection.exec_driver_sql("SELECT current_database(), current_schema()").one()
    yield from _head(connection, "The rights of this service", "What is there already stays.")
    made = f"CREATE ROLE {whom} LOGIN PASSWORD {_text(grantee.password)};"
    yield f"DO $made$ BEGIN {made} EXCEPTION WHEN duplicate_object THEN NULL; END $made$;"
    yield f"GRANT CONNECT ON DATABASE {quote(base)} TO {whom};"
    if contents is not Contents.PRACTICE:
        yield "-- The database is empty: what `asapcomms migrate` makes as this user is its own."
        yield f"GRANT USAGE, CREATE ON SCHEMA {quote(schema)} TO {whom};"
    else:
        yield "-- The tables are somebody else's, who also runs `asapcomms migrate`, and after it this again."
        yield f"GRANT USAGE ON SCHEMA {quote(schema)} TO {whom};"
        yield from _rights_postgresql(connection, schema, names, whom)
    yield _address(connection.engine.url, grantee)


def _rights_postgresql(
    connection: Connection, schema: str, names: frozenset[str], whom: str
) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote
    there = {table: rights for table, rights in _ALL.items() if table in names}
    for table, rights in there.items():
        what = ", ".join((*rights, *_REMOVES.get(table, ())))
        yield f"GRANT {what} ON {quote(schema)}.{quote(table)} TO {whom};"
    inserts = [table for table, rights in there.items() if "INSERT" in rights]
    for _, sequence in connection.execute(_SEQUENCES, {"names": inserts}):
        yield f"GRANT USAGE ON SEQUENCE {quote(schema)}.{quote(sequence)} TO {whom};"
    for setup, rights in SETUP.items():
        place = f"{quote(schema)}.{quote(setup.name)}"
        yield f"{_FOR_SETUP}GRANT {', '.join(rights)} ON {place} TO {whom};"
    for _, sequence in connection.execute(_SEQUENCES, {"names": [setup.name for setup in SETUP]}):
        place = f"{quote(schema)}.{quote(sequence)}"
        yield f"{_FOR_SETUP}GRANT USAGE ON SEQUENCE {place} TO {whom};"


def _back_out_postgresql(connection: Connection, grantee: Grantee) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote
    _contents(connection, table_names(connection))
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    whom = quote(grantee.user)
    yield from _head(connection, "What takes this service back", *_BEFORE)
    yield f"DROP TABLE IF EXISTS {', '.join(f'{quote(schema)}.{quote(table)}' for table in _OURS)};"
    yield f"REASSIGN OWNED BY {whom} TO CURRENT_USER;"
    yield f"DROP OWNED BY {whom};"
    yield f"DROP ROLE {whom};"


def _name(name: str) -> str:
    return "`{}`".format(name.replace("`", "``"))


def _account(grantee: Grantee) -> str:
    return f"{_text(grantee.user)}@{_text(grantee.host)}"


def _text(value: str) -> str:
    """Write a string as both kinds of server read it; a backslash means two things, so none may be there."""
    if "\\" in value:
        raise CannotStart("The name of a user or host cannot have a backslash.")
    return "'{}'".format(value.replace("'", "''"))
