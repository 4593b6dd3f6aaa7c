"""Openings that are offered to a list, and the recall that a request is about."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import LONG_TEXT, Instant

revision = "0007"
down_revision = "0006"

_TABLE, _REQUEST, _NEW = "asapcomms_opening", "asapcomms_request", "recall_num"
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the table and add the column, unless they are there: MariaDB keeps each at once."""
    there = sa.inspect(op.get_bind())
    if not there.has_table(_TABLE):
        op.create_table(
            _TABLE,
            sa.Column("request_id", sa.String(36), primary_key=True),
            sa.Column("body", sa.Text, nullable=False),
            sa.Column("plan", LONG_TEXT, nullable=True),
            sa.Column("received_at", Instant, nullable=False),
            sa.Column("decided_at", Instant, nullable=True),
            sa.Column("status", sa.SmallInteger, nullable=True),
            sa.Column("sentence", sa.Text, nullable=True),
            sa.Column("refusal_code", sa.String(40), nullable=True),
            sa.Column("schedule_num", sa.BigInteger, nullable=True),
            sa.Index("ix_asapcomms_opening_decided_at", "decided_at"),
            **_OPTIONS,
        )
    if _NEW not in {column["name"] for column in there.get_columns(_REQUEST)}:
        op.add_column(_REQUEST, sa.Column(_NEW, sa.BigInteger, nullable=True))
