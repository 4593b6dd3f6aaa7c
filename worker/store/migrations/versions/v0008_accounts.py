"""Accounts of the staff pages, and what was done with them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY, Instant

revision = "0008"
down_revision = "0007"

_ACCOUNT, _DEED = "asapcomms_account", "asapcomms_deed"
_INDEX = "ix_asapcomms_deed_opening"
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the tables, unless a migration that died has."""
    inspector = sa.inspect(op.get_bind())
    if not inspector.has_table(_ACCOUNT):
        op.create_table(
            _ACCOUNT,
            sa.Column("account_num", KEY, primary_key=True, autoincrement=True),
            sa.Column("name", sa.String(64), nullable=False, unique=True),
            sa.Column("password_hash", sa.String(255), nullable=False),
            sa.Column("role", sa.String(16), nullable=False),
            sa.Column("created_at", Instant, nullable=False),
            sa.Column("signed_in_at", Instant, nullable=True),
            sqlite_autoincrement=True,
            **_OPTIONS,
        )
    if not inspector.has_table(_DEED):
        op.create_table(
            _DEED,
            sa.Column("deed_num", KEY, primary_key=True, autoincrement=True),
            sa.Column("account", sa.String(64), nullable=False),
            sa.Column("deed", sa.String(16), nullable=False),
            sa.Column("op", sa.BigInteger, nullable=False),
            sa.Column("slot_start", sa.DateTime, nullable=False),
            sa.Column("request_id", sa.String(36), nullable=False),
            sa.Column("done_at", Instant, nullable=False),
            sa.Index(_INDEX, "op", "slot_start"),
            **_OPTIONS,
        )
