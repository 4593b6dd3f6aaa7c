"""This service's own tables: requests, the ledger of attempts, locks and messages kept aside.

They are the only ones it creates in an Open Dental database; every name begins with asapcomms_.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from worker.store.columns import Instant

OWN = MetaData()

VERSION_TABLE = "asapcomms_version"
VERSION = "0001"
"""The newest change of these tables; a test holds it against the migrations."""

request = Table(
    "asapcomms_request",
    OWN,
    Column("request_id", String(36), primary_key=True),
    Column("op", BigInteger, nullable=False),
    Column("apt_num", BigInteger, nullable=False),
    Column("slot_start", DateTime, nullable=False),
    Column("short_guid", String(32), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("decided_at", Instant, nullable=True, index=True),
    Column("status", SmallInteger, nullable=True),
    Column("sentence", Text, nullable=True),
    Column("asap_comm_num", BigInteger, nullable=True, index=True),
)
"""What was asked, and the answer once it is decided.

``short_guid`` goes into the offer that is made, so that a worker that finds this request without an
answer can tell whether the offer was written before its predecessor died.
"""

attempt = Table(
    "asapcomms_attempt",
    OWN,
    Column("attempt_id", String(36), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("attempt_no", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("recipient", String(32), nullable=False),
    Column("token", String(64), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("lease_owner", String(64), nullable=False),
    Column("next_at", Instant, nullable=True),
    Column("ended_at", Instant, nullable=True),
    Column("provider_sid", String(64), nullable=True, index=True),
    Column("http_status", SmallInteger, nullable=True),
    Column("provider_code", Integer, nullable=True),
    UniqueConstraint("purpose", "subject", "attempt_no", name="uq_asapcomms_attempt_text"),
)
"""One call of the provider for one text, committed before the call.

``token`` is the part of the body that no other text has, by which the provider's list is searched.
``next_at`` is when somebody must come back: the end of the lease while dispatching, the next look
while unknown, the next try when rejected for now.
"""

lock = Table(
    "asapcomms_lock",
    OWN,
    Column("name", String(64), primary_key=True),
    Column("taken", BigInteger, nullable=False),
)
"""Rows that are updated to make deciders wait for each other; they hold no other data."""

kept_message = Table(
    "asapcomms_kept_message",
    OWN,
    Column("message_id", String(64), primary_key=True),
    Column("queue", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("arguments", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
)
"""Queue messages that could not be read, with the reason, for replay."""
