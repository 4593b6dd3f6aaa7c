"""What a database server says of itself: its product, its clock, what it allows."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from worker.store.engine import Transaction
from worker.store.pooler import is_pooled


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """A server's own words; what an engine does not have is None."""

    product: str
    utc: datetime | None = None
    """Its clock, read the moment it was asked."""
    local: datetime | None = None
    """Its wall time, which Open Dental stores."""
    is_read_only: bool = False
    max_packet: int | None = None
    """Bytes of the longest statement it takes."""
    is_pooled: bool = False
    """Whether a pooler stands before it."""


def ask(transaction: Transaction) -> ServerFacts:
    """Ask the server."""
    connection = transaction.connection
    match connection.dialect.name:
        case "postgresql":
            return _ask_postgresql(connection)
        case "mysql" | "mariadb":
            return _ask_mysql(connection)
        case _:
            version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
            return ServerFacts(product=f"SQLite {version}")


def _ask_postgresql(connection: Connection) -> ServerFacts:
    row = connection.exec_driver_sql(
        "SELECT current_setting('server_version'), clock_timestamp(), "
        "current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery()"
    ).one()
    return ServerFacts(
        product=f"PostgreSQL {str(row[0]).split()[0]}",
        utc=row[1].astimezone(UTC),
        is_read_only=bool(row[2]),
        is_pooled=is_pooled(connection),
    )


def _ask_mysql(connection: Connection) -> ServerFacts:
    row = connection.exec_driver_sql(
        "SELECT VERSION(), UTC_TIMESTAMP(6), NOW(6), @@global.read_only, @@max_allowed_packet"
    ).one()
    version = str(row[0])
    product = "MariaDB" if "mariadb" in version.lower() else "MySQL"
    return ServerFacts(
        product=f"{product} {version.partition('-')[0]}",
        utc=row[1].replace(tzinfo=UTC),
        local=row[2],
        is_read_only=bool(row[3]),
        max_packet=int(row[4]),
    )
