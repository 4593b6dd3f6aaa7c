"""Saved texts, API keys, heartbeats, traces, holds, events, end points, and the end of kept messages."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY, Instant

revision = "0009"
down_revision = "0008"

_OPTIONS: Final[dict[str, Any]] = {
    "sqlite_autoincrement": True,
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
}
_TABLES: Final = {
    "asapcomms_saved_text": (
        sa.Column("saved_text_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("clinic_num", sa.BigInteger, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("text_before", sa.Text, nullable=True),
        sa.Column("saved_local", sa.DateTime, nullable=False),
    ),
    "asapcomms_api_key": (
        sa.Column("key_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("developer_key", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("permissions", sa.String(64), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=True),
        sa.Column("used_at", Instant, nullable=True),
        sa.UniqueConstraint("name", "turn", name="uq_asapcomms_api_key"),
    ),
    "asapcomms_heartbeat": (
        sa.Column("process_id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("machine", sa.String(64), nullable=False),
        sa.Column("pid", sa.BigInteger, nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("beat_at", Instant, nullable=False),
        sa.Column("did_at", Instant, nullable=True),
    ),
    "asapcomms_hold": (
        sa.Column("hold_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("in_force", sa.SmallInteger, nullable=True),
        sa.Column("clinic_num", sa.BigInteger, nullable=False),
        sa.Column("held_by", sa.String(64), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("held_at", Instant, nullable=False),
        sa.Column("released_by", sa.String(64), nullable=True),
        sa.Column("released_at", Instant, nullable=True),
        sa.UniqueConstraint("in_force", "clinic_num", name="uq_asapcomms_hold"),
    ),
    "asapcomms_event": (
        sa.Column("event_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("happened_at", Instant, nullable=False),
        sa.Column("asap_comm_num", sa.BigInteger, nullable=True),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("turn", sa.BigInteger, nullable=True),
    ),
    "asapcomms_endpoint": (
        sa.Column("endpoint_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("secret", sa.String(100), nullable=False),
        sa.Column("old_secret", sa.String(100), nullable=True),
        sa.Column("old_until", Instant, nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("next_at", Instant, nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", Instant, nullable=True),
        sa.Column("paused_at", Instant, nullable=True),
    ),
    "asapcomms_delivery": (
        sa.Column("delivery_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("endpoint_num", sa.BigInteger, nullable=False),
        sa.Column("event_num", sa.BigInteger, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.UniqueConstraint("endpoint_num", "event_num", name="uq_asapcomms_delivery"),
    ),
}
_COLUMNS: Final = {
    "asapcomms_request": (
        sa.Column("traceparent", sa.String(55), nullable=True),
        sa.Column("untold", sa.SmallInteger, nullable=True),
    ),
    "asapcomms_kept_message": (
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("ended_by", sa.String(64), nullable=True),
        sa.Column("why", sa.Text, nullable=True),
        sa.Column("request_id", sa.String(36), nullable=True),
    ),
}
_INDEXES: Final = {
    "asapcomms_saved_text": {"clinic": ["clinic_num"]},
    "asapcomms_api_key": {"ends_at": ["ends_at"]},
    "asapcomms_heartbeat": {"beat_at": ["beat_at"]},
    "asapcomms_event": {"happened_at": ["happened_at"], "turn": ["turn", "event_num"]},
    "asapcomms_delivery": {"due_at": ["due_at"], "due": ["endpoint_num", "due_at"]},
    "asapcomms_request": {"untold": ["untold"]},
    "asapcomms_kept_message": {"outcome": ["outcome"]},
}


def upgrade() -> None:
    """Make whatever is not there: of one that died MariaDB has kept each statement."""
    inspector = sa.inspect(op.get_bind())
    for table, parts in _TABLES.items():
        if not inspector.has_table(table):
            op.create_table(table, *parts, **_OPTIONS)
    for table, columns in _COLUMNS.items():
        known = {column["name"] for column in inspector.get_columns(table)}
        for column in columns:
            if column.name not in known:
                op.add_column(table, column)
    for table, indexes in _INDEXES.items():
        there = {index["name"] for index in inspector.get_indexes(table)}
        for name, on in indexes.items():
            if f"ix_{table}_{name}" not in there:
                op.create_index(f"ix_{table}_{name}", table, on)
