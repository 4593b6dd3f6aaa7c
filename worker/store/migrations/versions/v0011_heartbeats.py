"""Heartbeats of the processes, and the trace that a request came with."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Instant

revision = "0011"
down_revision = "0010"

_HEARTBEAT = "asapcomms_heartbeat"
_REQUEST, _TRACE = "asapcomms_request", "traceparent"
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the table and add the column, unless a migration that died has."""
    inspector = sa.inspect(op.get_bind())
    if _TRACE not in {column["name"] for column in inspector.get_columns(_REQUEST)}:
        op.add_column(_REQUEST, sa.Column(_TRACE, sa.String(55), nullable=True))
    if inspector.has_table(_HEARTBEAT):
        return
    op.create_table(
        _HEARTBEAT,
        sa.Column("process_id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("machine", sa.String(64), nullable=False),
        sa.Column("pid", sa.BigInteger, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("beat_at", Instant, nullable=False),
        sa.Column("did_at", Instant, nullable=True),
        sa.Index("ix_asapcomms_heartbeat_beat_at", "beat_at"),
        **_OPTIONS,
    )
