"""Events, the end points that are told of them, and what they have not been told yet."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY, Instant

revision = "0013"
down_revision = "0012"

_EVENT, _ENDPOINT, _DELIVERY = "asapcomms_event", "asapcomms_endpoint", "asapcomms_delivery"
_REQUEST, _NEW, _INDEX = "asapcomms_request", "untold", "ix_asapcomms_request_untold"
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the tables and add the column, unless they are there: MariaDB keeps each at once."""
    there = sa.inspect(op.get_bind())
    if not there.has_table(_EVENT):
        op.create_table(
            _EVENT,
            sa.Column("event_num", KEY, primary_key=True, autoincrement=True),
            sa.Column("event_id", sa.String(36), nullable=False),
            sa.Column("kind", sa.String(32), nullable=False),
            sa.Column("happened_at", Instant, nullable=False),
            sa.Column("asap_comm_num", sa.BigInteger, nullable=True),
            sa.Column("data", sa.Text, nullable=False),
            sa.Column("turn", sa.BigInteger, nullable=True),
            sa.Index("ix_asapcomms_event_happened_at", "happened_at"),
            sa.Index("ix_asapcomms_event_turn", "turn", "event_num"),
            sqlite_autoincrement=True,
            **_OPTIONS,
        )
    if not there.has_table(_ENDPOINT):
        op.create_table(
            _ENDPOINT,
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
            sqlite_autoincrement=True,
            **_OPTIONS,
        )
    if not there.has_table(_DELIVERY):
        op.create_table(
            _DELIVERY,
            sa.Column("delivery_num", KEY, primary_key=True, autoincrement=True),
            sa.Column("endpoint_num", sa.BigInteger, nullable=False),
            sa.Column("event_num", sa.BigInteger, nullable=False),
            sa.Column("tries", sa.Integer, nullable=False),
            sa.Column("due_at", Instant, nullable=False),
            sa.UniqueConstraint("endpoint_num", "event_num", name="uq_asapcomms_delivery"),
            sa.Index("ix_asapcomms_delivery_due_at", "due_at"),
            sa.Index("ix_asapcomms_delivery_due", "endpoint_num", "due_at"),
            sqlite_autoincrement=True,
            **_OPTIONS,
        )
    if _NEW not in {column["name"] for column in there.get_columns(_REQUEST)}:
        op.add_column(_REQUEST, sa.Column(_NEW, sa.SmallInteger, nullable=True))
    if _INDEX not in {index["name"] for index in there.get_indexes(_REQUEST)}:
        op.create_index(_INDEX, _REQUEST, [_NEW])
