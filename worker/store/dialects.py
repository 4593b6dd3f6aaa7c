"""What the engines differ in: how a connection is set up, and how an outage announces itself."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

from worker.store import pooler
from worker.store.pool import Pool
from worker.store.pooler import WRITES

BUSY_TIMEOUT_SECONDS: Final = 10
"""How long a writer on SQLite waits for another before it gives up."""

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 30

_MYSQL_DEADLOCK: Final = 1213
_POSTGRES_DEADLOCK: Final = "40P01"

_OUTAGES: Final = (OperationalError, InternalError, InterfaceError)
"""What drivers raise where it is the database's fault: it is full, away, or says what nobody knows."""

_MYSQL_MISTAKES: Final = frozenset(
    (
        *(1050, 1051, 1052, 1054, 1055, 1056, 1058, 1059, 1060, 1061, 1065, 1066, 1067, 1071, 1072),
        *(1075, 1091, 1093, 1101, 1104, 1109, 1115, 1118, 1136, 1138, 1139, 1140, 1176, 1193, 1210),
        *(1222, 1231, 1232, 1241, 1242, 1247, 1248, 1253, 1267, 1270, 1271, 1273, 1291, 1292, 1304),
        *(1305, 1318, 1360, 1364, 1365, 1370, 1411, 1426, 1525, 1582, 1584, 1630, 1644, 1690, 3819),
        4025,
    )
)
"""Wrong statements and values for which PyMySQL raises the same class."""

_POSTGRES_MISTAKES: Final = ("25001", "25P01", "25P02", "38", "39", "54")
"""Beginnings of SQLSTATEs for which psycopg does."""

_OVER_SOMETIME: Final = frozenset({"42501", 1286})
"""Mistakes to the drivers that are over when a right is granted, or a storage engine is there again."""

_OLD_PLAN: Final = "RevalidateCachedQuery"
"""Where PostgreSQL refuses what a connection had prepared before a column was altered."""

_SQLITE_MISTAKES: Final = frozenset(
    {
        *(sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT),
        *(sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE),
    }
)
_SQLITE_KIND: Final = 0xFF
"""The bits of a result code that say which kind it is."""


def engine_options(url: URL, pool: Pool) -> dict[str, Any]:
    """Return the options an engine is created with.

    Servers are asked whether they are still there, and show what others have committed. The pool
    hands out the connection used last, which is warm. Errors do not repeat parameters, which may be
    names and numbers of patients.
    """
    shared: dict[str, Any] = {
        "pool_size": pool.kept,
        "max_overflow": pool.connections - pool.kept,
        "pool_use_lifo": True,
        "hide_parameters": True,
    }
    backend = url.get_backend_name()
    if backend == "sqlite":
        return shared
    served = {**shared, "pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
    if backend == "postgresql":
        timeouts = f"-c lock_timeout={pool.lock_seconds}s"
        return {
            **served,
            "connect_args": {"connect_timeout": CONNECT_SECONDS, "options": timeouts},
        }
    return {
        **served,
        "connect_args": {
            "charset": "utf8mb4",
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": READ_SECONDS,
            "write_timeout": READ_SECONDS,
            "init_command": f"SET SESSION sql_mode = '', innodb_lock_wait_timeout = {pool.lock_seconds}",
        },
    }


def set_up(engine: Engine, pool: Pool) -> None:
    """Notice a pooler before PostgreSQL, share what connections to MariaDB need, and begin where we say so on SQLite: writers take their lock first, so that none fails half-way.

    sqlite3 would begin by itself, late and without the lock; WAL itself is switched on when the
    database is made, because that switch does not wait for others.
    """
    if engine.dialect.name == "postgresql":
        from worker.store import postgresql

        postgresql.set_up(engine)
        pooler.be_ready(engine, pool)

        @event.listens_for(engine, "handle_error")
        def on_error(context: ExceptionContext) -> None:
            if _has_old_plan(context.original_exception):
                context.is_disconnect = True  # every connection has some, for each statement

    if engine.dialect.name == "mysql":
        from worker.store import mariadb

        mariadb.set_up(engine)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 - a sqlite3 connection
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_deadlock(error: BaseException) -> bool:
    """Tell a transaction that was undone, but would not be again, from a database that is away."""
    return any(_is_deadlock(cause) for cause in _causes(error))


def is_outage(error: BaseException) -> bool:
    """Tell what the database cannot do now from a statement that is wrong.

    What nobody has listed is an outage: its message comes again and is seen in the log, while one
    that is taken for a bug is lost.
    """
    return any(_is_outage(cause) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[DBAPIError]:
    """Go back to the error with which it began.

    SQLite on a full disk, and MariaDB in a deadlock, undo the transaction by themselves, so that
    the way out of a savepoint fails once more, with words that mean nothing.
    """
    while error is not None:
        if isinstance(error, DBAPIError):
            yield error
        error = error.__context__


def _is_deadlock(error: DBAPIError) -> bool:
    original = error.orig
    code = original.args[0] if original is not None and original.args else None
    state = getattr(original, "sqlstate", None)
    return code == _MYSQL_DEADLOCK or state == _POSTGRES_DEADLOCK or _has_old_plan(original)


def _has_old_plan(original: BaseException | None) -> bool:
    found: object = getattr(getattr(original, "diag", None), "source_function", None)
    return found == _OLD_PLAN


def _is_outage(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
        return code & _SQLITE_KIND not in _SQLITE_MISTAKES
    state = getattr(original, "sqlstate", None) or ""
    number = original.args[0] if original is not None and original.args else None
    if {state, number} & _OVER_SOMETIME:
        return True
    is_mistake = state.startswith(_POSTGRES_MISTAKES) or number in _MYSQL_MISTAKES
    return isinstance(error, _OUTAGES) and not is_mistake
