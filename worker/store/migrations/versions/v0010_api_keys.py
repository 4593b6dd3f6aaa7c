"""API keys that are made, changed and ended by a command, kept as digests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY, Instant

revision = "0010"
down_revision = "0009"

_TABLE = "asapcomms_api_key"
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the table, unless a migration that died has."""
    if not sa.inspect(op.get_bind()).has_table(_TABLE):
        op.create_table(
            _TABLE,
            sa.Column("key_num", KEY, primary_key=True, autoincrement=True),
            sa.Column("name", sa.String(64), nullable=False),
            sa.Column("turn", sa.Integer, nullable=False),
            sa.Column("developer_key", sa.String(32), nullable=False),
            sa.Column("digest", sa.String(64), nullable=False, unique=True),
            sa.Column("permissions", sa.String(64), nullable=False),
            sa.Column("created_at", Instant, nullable=False),
            sa.Column("ends_at", Instant, nullable=True, index=True),
            sa.Column("used_at", Instant, nullable=True),
            sa.UniqueConstraint("name", "turn", name="uq_asapcomms_api_key"),
            sqlite_autoincrement=True,
            **_OPTIONS,
        )
