"""This service's tables of whoever works with it and keeps it running: accounts, keys, deeds, holds, heartbeats."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from worker.store.columns import KEY, Instant
from worker.store.ledger.tables import OWN

hold = Table(
    "asapcomms_hold",
    OWN,
    Column("hold_num", KEY, primary_key=True, autoincrement=True),
    Column("in_force", SmallInteger, nullable=True),
    Column("clinic_num", BigInteger, nullable=False),
    Column("held_by", String(64), nullable=False),
    Column("why", Text, nullable=False),
    Column("held_at", Instant, nullable=False),
    Column("released_by", String(64), nullable=True),
    Column("released_at", Instant, nullable=True),
    UniqueConstraint("in_force", "clinic_num", name="uq_asapcomms_hold"),
    sqlite_autoincrement=True,
)
"""What is, and was, kept from the provider: a clinic's texts, or everything (-1 by a
person, -2 until it is reconciled).

``in_force`` is 1 until it is released, then NULL: so a clinic has one hold at a time, and the others
stay on record.
"""

account = Table(
    "asapcomms_account",
    OWN,
    Column("account_num", KEY, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("password_hash", String(255), nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("signed_in_at", Instant, nullable=True),
    sqlite_autoincrement=True,
)
"""Who may sign in to the staff pages; no number is used twice, so a session ends with its account."""

api_key = Table(
    "asapcomms_api_key",
    OWN,
    Column("key_num", KEY, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("developer_key", String(32), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("permissions", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=True, index=True),
    Column("used_at", Instant, nullable=True),
    UniqueConstraint("name", "turn", name="uq_asapcomms_api_key"),
    sqlite_autoincrement=True,
)
"""Pairs of keys that may call the API; of the customer's key only the pair's digest is kept.

``turn`` counts the pairs that a name has had, so that two who change it at once make one new pair.
One that was revoked ends at that moment, like one whose time is over.
"""

deed = Table(
    "asapcomms_deed",
    OWN,
    Column("deed_num", KEY, primary_key=True, autoincrement=True),
    Column("account", String(64), nullable=False),
    Column("deed", String(16), nullable=False),
    Column("op", BigInteger, nullable=False),
    Column("slot_start", DateTime, nullable=False),
    Column("request_id", String(36), nullable=False),
    Column("done_at", Instant, nullable=False),
    Index("ix_asapcomms_deed_opening", "op", "slot_start"),
)
"""Who has had an opening sent or stopped; kept for good, by name, because accounts are removed.

``request_id`` is the request of a sending, which may have been refused; a stop has none.
"""

saved_text = Table(
    "asapcomms_saved_text",
    OWN,
    Column("saved_text_num", KEY, primary_key=True, autoincrement=True),
    Column("clinic_num", BigInteger, nullable=False),
    Column("account", String(64), nullable=False),
    Column("text_before", Text, nullable=True),
    Column("saved_local", DateTime, nullable=False),
    Index("ix_asapcomms_saved_text_clinic", "clinic_num"),
)
"""Who has saved the text of a clinic, and what stood there before; kept for good."""

heartbeat = Table(
    "asapcomms_heartbeat",
    OWN,
    Column("process_id", String(36), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("machine", String(64), nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False, index=True),
    Column("did_at", Instant, nullable=True),
)
"""Processes that say that they live; ``process_id`` is random, because a container's pid is always 1.

``did_at`` is when it last did something: a worker took or ended a message, a clock ended a round.
"""
