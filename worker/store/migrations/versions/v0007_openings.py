"""Openings that are offered to a list, and the recall that a request is about."""

import sqlalchemy as sa

from worker.store.columns import LONG_TEXT, Instant
from worker.store.migrations.missing import add_columns, make_tables

revision = "0007"
down_revision = "0006"

_OPENING = (
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
)


def upgrade() -> None:
    """Create the table and add the column."""
    make_tables({"asapcomms_opening": _OPENING})
    add_columns({"asapcomms_request": (sa.Column("recall_num", sa.BigInteger, nullable=True),)})
