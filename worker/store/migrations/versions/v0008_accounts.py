"""Accounts of the staff pages, and what was done with them."""

import sqlalchemy as sa

from worker.store.columns import KEY, Instant
from worker.store.migrations.missing import make_tables

revision = "0008"
down_revision = "0007"

_ACCOUNT = (
    sa.Column("account_num", KEY, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("signed_in_at", Instant, nullable=True),
)
_DEED = (
    sa.Column("deed_num", KEY, primary_key=True, autoincrement=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("deed", sa.String(16), nullable=False),
    sa.Column("op", sa.BigInteger, nullable=False),
    sa.Column("slot_start", sa.DateTime, nullable=False),
    sa.Column("request_id", sa.String(36), nullable=False),
    sa.Column("done_at", Instant, nullable=False),
    sa.Index("ix_asapcomms_deed_opening", "op", "slot_start"),
)


def upgrade() -> None:
    """Create the tables."""
    make_tables({"asapcomms_account": _ACCOUNT}, sqlite_autoincrement=True)
    make_tables({"asapcomms_deed": _DEED})
