"""Holds, and what was done with a kept message."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY, Instant

revision = "0012"
down_revision = "0011"

_HOLD, _KEPT = "asapcomms_hold", "asapcomms_kept_message"
_INDEX = "ix_asapcomms_kept_message_outcome"
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the table, columns and index, unless a migration that died has."""
    inspector = sa.inspect(op.get_bind())
    if not inspector.has_table(_HOLD):
        op.create_table(
            _HOLD,
            sa.Column("hold_num", KEY, primary_key=True, autoincrement=True),
            sa.Column("in_force", sa.SmallInteger, nullable=True),
            sa.Column("clinic_num", sa.BigInteger, nullable=False),
            sa.Column("held_by", sa.String(64), nullable=False),
            sa.Column("why", sa.Text, nullable=False),
            sa.Column("held_at", Instant, nullable=False),
            sa.Column("released_by", sa.String(64), nullable=True),
            sa.Column("released_at", Instant, nullable=True),
            sa.UniqueConstraint("in_force", "clinic_num", name="uq_asapcomms_hold"),
            sqlite_autoincrement=True,
            **_OPTIONS,
        )
    known = {column["name"] for column in inspector.get_columns(_KEPT)}
    for column in (
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("ended_by", sa.String(64), nullable=True),
        sa.Column("why", sa.Text, nullable=True),
        sa.Column("request_id", sa.String(36), nullable=True),
    ):
        if column.name not in known:
            op.add_column(_KEPT, column)
    if _INDEX not in {index["name"] for index in inspector.get_indexes(_KEPT)}:
        op.create_index(_INDEX, _KEPT, ["outcome"])
