"""This service's own tables: requests, texts, the ledger of attempts, locks, messages kept aside.

They are the only ones it creates in an Open Dental database; every name begins with asapcomms_.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
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

_KEY = BigInteger().with_variant(Integer, "sqlite")

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
    Column("open_until", DateTime, nullable=True, index=True),
)
"""What was asked, and the answer once it is decided.

``short_guid`` goes into the offer that is made, so that a worker that finds this request without an
answer can tell whether the offer was written before its predecessor died.
``open_until`` is the offer's DateTimeExpire, on the office's clock, until the offer has come to its
end: Open Dental's table has no index by which the clock could find the ones that are over.
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
    Column("send_at", Instant, nullable=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("ended_at", Instant, nullable=True),
    Column("provider_sid", String(64), nullable=True, index=True),
    Column("http_status", SmallInteger, nullable=True),
    Column("provider_code", Integer, nullable=True),
    UniqueConstraint("purpose", "subject", "attempt_no", name="uq_asapcomms_attempt_text"),
)
"""One call of the provider for one text, committed before the call.

``subject`` is the AsapCommNum of an offer, and the number in asapcomms_text of any other text.
``token`` is the part of an offer's body that no other text has, by which the provider's list is
searched; another text has none and is looked for by its whole body.
``next_at`` is when somebody must come back: the end of the lease while dispatching, the next look
while unknown, the next try when rejected for now.
``send_at`` is when a text that the provider keeps for later leaves it.
``tries`` counts who came back and died over it.
"""

text = Table(
    "asapcomms_text",
    OWN,
    Column("text_num", _KEY, primary_key=True, autoincrement=True),
    Column("purpose", String(16), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("pat_num", BigInteger, nullable=False),
    Column("clinic_num", BigInteger, nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("msg_type", SmallInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("purpose", "subject", name="uq_asapcomms_text_subject"),
    Index("ix_asapcomms_text_due", "state", "due_at"),
    sqlite_autoincrement=True,
)
"""Texts that are no offers: what is to be said to whom, and what came of it.

``subject`` is what the text answers: the AsapCommNum that was accepted, or the number of the
patient's message; so each is answered once.
"""

lock = Table(
    "asapcomms_lock",
    OWN,
    Column("name", String(64), primary_key=True),
    Column("taken", BigInteger, nullable=False),
)
"""Rows that are updated to make deciders wait for each other; they hold no other data."""

trial = Table(
    "asapcomms_try",
    OWN,
    Column("name", String(64), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("lease_ends", Instant, nullable=False),
)
"""Work that was begun and has not come to its end: how often, and until when the last one may run."""

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

answer = Table(
    "asapcomms_answer",
    OWN,
    Column("answer_num", _KEY, primary_key=True, autoincrement=True),
    Column("page", String(64), nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("asap_comm_num", BigInteger, nullable=False, index=True),
    Column("answer", String(16), nullable=False),
    Column("was_start", DateTime, nullable=False),
    Column("slot_start", DateTime, nullable=True),
    Column("answered_at", Instant, nullable=False),
    Column("outcome", String(16), nullable=True, index=True),
    Column("apt_num", BigInteger, nullable=True),
    Column("ended_at", Instant, nullable=True),
    UniqueConstraint("page", "after", name="uq_asapcomms_answer_page"),
)
"""What patients have answered, committed before anything is moved, and what it has led to.

``after`` is the answer that the page was shown with, so that a page is answered once, however often
it is sent. An answer without an outcome is one whose process died; the clock has it finished.
"""

page_secret = Table(
    "asapcomms_page_secret",
    OWN,
    Column("secret_num", SmallInteger, primary_key=True, autoincrement=False),
    Column("secret", String(64), nullable=False),
)
"""The one random secret by which every web process knows the pages that another has shown."""

ended_blockout = Table(
    "asapcomms_ended_blockout",
    OWN,
    Column("schedule_num", BigInteger, primary_key=True, autoincrement=False),
    Column("op", BigInteger, nullable=False),
    Column("slot_start", DateTime, nullable=False),
    Column("ended_at", Instant, nullable=False),
)
"""Where a blockout stood that this service has removed, so that a decline can still be undone."""
