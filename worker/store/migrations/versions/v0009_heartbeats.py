"""Heartbeats of the processes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import Instant

revision = "0009"
down_revision = "0008"

_HEARTBEAT = "asapcomms_heartbeat"
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the table, unless a migration that died has."""
    if sa.inspect(op.get_bind()).has_table(_HEARTBEAT):
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
