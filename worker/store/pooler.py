"""A pooler before PostgreSQL, such as PgBouncer, where each transaction may have another connection.

What is set for a connection would be somebody else's there, and a statement that was prepared on it
would be missing, or be in another's way.
"""

from typing import Any, Final

from sqlalchemy import Connection, Dialect, Engine, event

from worker.store.pool import Pool

WRITES: Final = "asapcomms_writes"
"""The option of a connection that says whether its transaction will write."""

_REFUSED: Final = "startup parameter"


def be_ready(engine: Engine, pool: Pool) -> None:
    """Notice a pooler when a connection is made, and keep to what is left of a transaction there."""

    @event.listens_for(engine, "do_connect")
    def on_do_connect(dialect: Dialect, _: object, words: Any, told: dict[str, Any]) -> Any:  # noqa: ANN401 - the driver's
        try:
            return dialect.connect(*words, **told)
        except dialect.loaded_dbapi.OperationalError as error:
            if _REFUSED not in str(error):
                raise
        told = {name: value for name, value in told.items() if name != "options"}
        return dialect.connect(*words, **told)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:  # noqa: ANN401 - a psycopg connection
        """A pooler tells its clients numbers of its own, because it has no connection for each."""
        server_pid = connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone()[0]
        connection.rollback()
        if not pool.prepares or server_pid != connection.info.backend_pid:
            connection.prepare_threshold = None

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES, True) and is_pooled(connection):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{pool.lock_seconds}s'")


def is_pooled(connection: Connection) -> bool:
    """Say whether a pooler stands between."""
    if connection.dialect.name != "postgresql":
        return False
    plain: Any = connection.connection.dbapi_connection
    return plain.prepare_threshold is None
