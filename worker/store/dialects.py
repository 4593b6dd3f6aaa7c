"""What the engines differ in: how a connection is set up, and how an outage announces itself."""

from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError

CONNECTIONS: Final = 20
"""As many as a process has threads that may want one."""

BUSY_TIMEOUT_SECONDS: Final = 10
"""How long a writer waits for another before it gives up."""

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 30

WRITES: Final = "asapcomms_writes"
"""The option of a connection that says whether its transaction will write."""

_MYSQL_DEADLOCK: Final = 1213
_POSTGRES_DEADLOCK: Final = "40P01"

_MYSQL_OUTAGES: Final = {
    1040: "too many connections",
    1044: "the user may not use this database",
    1045: "the password is wrong",
    1142: "the user lacks a right",
    1053: "the server is shutting down",
    1153: "a statement is longer than max_allowed_packet",
    1205: "waited too long for a lock",
    _MYSQL_DEADLOCK: "deadlock",
    1290: "the server is read-only",
    1792: "the transaction is read-only",
    1836: "the server is read-only",
    2002: "no socket",
    2003: "no connection",
    2006: "the server has gone away",
    2013: "the connection was lost",
}
_POSTGRES_OUTAGES: Final = ("08", "25006", "28", "40", "42501", "53", "55P03", "57P")
"""SQLSTATE classes: connection, read-only, password, rollback, rights, resources, lock, shutdown."""

_SQLITE_OUTAGES: Final = ("unable to open", "database is locked", "disk i/o", "readonly database")


def engine_options(url: URL) -> dict[str, Any]:
    """Return the options an engine is created with.

    Servers are asked whether they are still there, and show what others have committed. The pool
    hands out the connection used last, which is warm. Errors do not repeat parameters, which may be
    names and numbers of patients.
    """
    shared: dict[str, Any] = {
        "pool_size": CONNECTIONS,
        "pool_use_lifo": True,
        "hide_parameters": True,
    }
    backend = url.get_backend_name()
    if backend == "sqlite":
        return shared
    served = {**shared, "pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
    if backend == "postgresql":
        timeouts = f"-c lock_timeout={BUSY_TIMEOUT_SECONDS}s"
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
            "init_command": f"SET SESSION sql_mode = '', innodb_lock_wait_timeout = {BUSY_TIMEOUT_SECONDS}",
        },
    }


def set_up(engine: Engine) -> None:
    """Begin where we say so on SQLite: writers take their lock first, so that none fails half-way.

    sqlite3 would begin by itself, late and without the lock; WAL itself is switched on when the
    database is made, because that switch does not wait for others.
    """
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


def is_deadlock(error: DBAPIError) -> bool:
    """Tell a transaction that was undone for the sake of another from a database that is away."""
    original = error.orig
    code = original.args[0] if original is not None and original.args else None
    return code == _MYSQL_DEADLOCK or getattr(original, "sqlstate", None) == _POSTGRES_DEADLOCK


def is_outage(error: DBAPIError) -> bool:
    """Tell a database that is away, busy or closed to us from a statement that is wrong."""
    if error.connection_invalidated:
        return True
    original = error.orig
    code = original.args[0] if original is not None and original.args else None
    if isinstance(code, int):  # first, because MySQL's SQLSTATE says less than its number
        return code in _MYSQL_OUTAGES
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES_OUTAGES)
    words = str(original).lower()
    return any(sign in words for sign in (*_SQLITE_OUTAGES, "connection", "could not translate"))
