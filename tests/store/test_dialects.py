"""Which errors of a driver mean that the database cannot do now what it could do later."""

import sqlite3
import struct

import psycopg.errors
import pymysql
import pytest
from sqlalchemy.exc import DBAPIError

from worker.store.dialects import is_outage

NOW_IMPOSSIBLE_ON_MARIADB = {
    126: "a MyISAM index is damaged",
    145: "a MyISAM table is marked as crashed",
    1021: "disk full",
    1030: "the storage engine got an error",
    1037: "out of memory",
    1040: "too many connections",
    1041: "out of memory",
    1105: "a proxy says that it has no server behind it",
    1114: "the table is full",
    1129: "the host is blocked after many errors",
    1135: "no thread can be made",
    1203: "a user has too many connections",
    1205: "waited too long for a lock",
    1206: "the lock table is full",
    1213: "deadlock",
    1226: "a user has used up a resource",
    1286: "the server has started without a storage engine",
    1290: "the server is read-only",
    1317: "somebody interrupted it",
    1927: "somebody killed the connection",
    1969: "the statement took too long",
    1047: "a node of a cluster is not ready",
    9999: "nobody knows this one",
}
WRONG_ON_MARIADB = {
    1048: "a column cannot be null",
    1052: "a column is ambiguous",
    1054: "there is no such column",
    1062: "duplicate entry",
    1064: "syntax error",
    1136: "the number of values does not match",
    1146: "there is no such table",
    1292: "an incorrect date",
    1305: "there is no such function",
    1364: "a column has no default",
    1406: "data too long",
    4025: "a constraint failed",
}
NOW_IMPOSSIBLE_ON_POSTGRESQL = (
    *("08006", "25006", "28P01", "40001", "40P01", "42501", "53000", "53100", "53200", "53300"),
    *("53400", "55P03", "57014", "57P01", "57P03", "58030", "58000", "XX000", "XX001"),
)
WRONG_ON_POSTGRESQL = (
    *("22001", "22P02", "23505", "25P02", "3F000", "42601", "42703", "42P01", "0A000", "54001"),
    *("P0001", "42704"),
)


def wrapped(original: Exception, base: type[Exception]) -> DBAPIError:
    """Return the error as SQLAlchemy hands it on."""
    error = DBAPIError.instance("SELECT 1", {}, original, base)
    assert isinstance(error, DBAPIError)
    return error


def of_mariadb(number: int) -> DBAPIError:
    """Return what PyMySQL raises when a server answers with an error of this number."""
    packet = b"\xff" + struct.pack("<H", number) + b"#HY000" + b"words"
    with pytest.raises(pymysql.Error) as caught:
        pymysql.err.raise_mysql_exception(packet)
    return wrapped(caught.value, pymysql.Error)


@pytest.mark.parametrize("number", NOW_IMPOSSIBLE_ON_MARIADB)
def test_what_mariadb_cannot_do_now_is_an_outage(number: int) -> None:
    """A number that nobody has listed is no reason to lose a request."""
    assert is_outage(of_mariadb(number))


@pytest.mark.parametrize("number", WRONG_ON_MARIADB)
def test_what_mariadb_will_never_do_is_a_bug(number: int) -> None:
    """A statement that is wrong is not tried for ever."""
    assert not is_outage(of_mariadb(number))


@pytest.mark.parametrize("state", NOW_IMPOSSIBLE_ON_POSTGRESQL)
def test_what_postgresql_cannot_do_now_is_an_outage(state: str) -> None:
    """Full, too many, read-only, shutting down: all pass."""
    assert is_outage(wrapped(psycopg.errors.lookup(state)("words"), psycopg.Error))


@pytest.mark.parametrize("state", WRONG_ON_POSTGRESQL)
def test_what_postgresql_will_never_do_is_a_bug(state: str) -> None:
    """A statement that is wrong is not tried for ever."""
    assert not is_outage(wrapped(psycopg.errors.lookup(state)("words"), psycopg.Error))


def test_a_proxys_words_without_a_state_are_an_outage() -> None:
    """Whoever stands before PostgreSQL may refuse a connection without saying which error it is."""
    assert is_outage(wrapped(psycopg.OperationalError("no more, please"), psycopg.Error))


def of_sqlite(code: int, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> DBAPIError:
    """Return what sqlite3 raises for a result code."""
    error = kind("words")
    error.sqlite_errorcode = code
    return wrapped(error, sqlite3.Error)


@pytest.mark.parametrize(
    "code",
    [
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_READONLY_DBMOVED),
        *(sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PERM),
    ],
)
def test_what_sqlite_cannot_do_now_is_an_outage(code: int) -> None:
    """The disk is full, fails, or is somebody else's for the moment."""
    assert is_outage(of_sqlite(code))


def test_a_damaged_file_is_an_outage() -> None:
    """Requests wait until somebody has brought the file back from a copy."""
    assert is_outage(of_sqlite(sqlite3.SQLITE_CORRUPT, sqlite3.DatabaseError))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_ERROR, sqlite3.OperationalError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.IntegrityError),
        (sqlite3.SQLITE_MISMATCH, sqlite3.IntegrityError),
        (sqlite3.SQLITE_TOOBIG, sqlite3.DataError),
        (sqlite3.SQLITE_RANGE, sqlite3.InterfaceError),
    ],
)
def test_what_sqlite_will_never_do_is_a_bug(code: int, kind: type[sqlite3.Error]) -> None:
    """A statement that is wrong is not tried for ever."""
    assert not is_outage(of_sqlite(code, kind))
