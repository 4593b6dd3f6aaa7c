"""This service's tables of what has happened, and of who is told: events, end points, deliveries."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from worker.store.columns import KEY, Instant
from worker.store.ledger.tables import OWN

event = Table(
    "asapcomms_event",
    OWN,
    Column("event_num", KEY, primary_key=True, autoincrement=True),
    Column("event_id", String(36), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("happened_at", Instant, nullable=False, index=True),
    Column("asap_comm_num", BigInteger, nullable=True),
    Column("data", Text, nullable=False),
    Column("turn", BigInteger, nullable=True),
    Index("ix_asapcomms_event_turn", "turn", "event_num"),
    sqlite_autoincrement=True,
)
"""What has happened, written in the transaction of what it tells; ``data`` is JSON, ids and states.

``turn`` and ``event_num`` are its place in the feed. Transactions commit in another order than their
rows are numbered, so the turn is given afterwards, by one at a time, to whatever is committed.
"""

endpoint = Table(
    "asapcomms_endpoint",
    OWN,
    Column("endpoint_num", KEY, primary_key=True, autoincrement=True),
    Column("url", String(500), nullable=False),
    Column("secret", String(100), nullable=False),
    Column("old_secret", String(100), nullable=True),
    Column("old_until", Instant, nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=True),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Instant, nullable=True),
    Column("paused_at", Instant, nullable=True),
    sqlite_autoincrement=True,
)
"""Who is told of events: where, and by which secret it knows that they come from here.

``next_at`` is the end of the lease of whoever delivers to it, or of a pause after ``failures`` in a row.
"""

delivery = Table(
    "asapcomms_delivery",
    OWN,
    Column("delivery_num", KEY, primary_key=True, autoincrement=True),
    Column("endpoint_num", BigInteger, nullable=False),
    Column("event_num", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    UniqueConstraint("endpoint_num", "event_num", name="uq_asapcomms_delivery"),
    Index("ix_asapcomms_delivery_due", "endpoint_num", "due_at"),
    sqlite_autoincrement=True,
)
"""An event that an end point has not taken yet; it goes when it was taken, or given up."""
