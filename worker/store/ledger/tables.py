"""This service's own tables: requests, texts, the ledger, receipts, consent, accounts, keys, locks and more.

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

from worker.store.columns import KEY, LONG_TEXT, Instant

OWN = MetaData()

VERSION_TABLE = "asapcomms_version"
VERSION = "0009"
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
    Column("refusal_code", String(40), nullable=True),
    Column("recall_num", BigInteger, nullable=True),
    Column("traceparent", String(55), nullable=True),
    Column("untold", SmallInteger, nullable=True, index=True),
    Index("ix_asapcomms_request_opening", "apt_num", "slot_start", "op"),
)
"""What was asked, and the answer once it is decided.

``short_guid`` goes into the offer that is made, so that a worker that finds this request without an
answer can tell whether the offer was written before its predecessor died.
``open_until`` is the offer's DateTimeExpire, on the office's clock, until the offer has come to its
end: Open Dental's table has no index by which the clock could find the ones that are over.
One about a recall has ``recall_num``, and 0 for an appointment.
``traceparent`` is the trace that it came with, where traces are wanted.
``untold`` is how many events it tells, by itself: 1 is offer.created, 2 offer.skipped as well; until
they have their place in the feed.
"""

opening = Table(
    "asapcomms_opening",
    OWN,
    Column("request_id", String(36), primary_key=True),
    Column("body", Text, nullable=False),
    Column("plan", LONG_TEXT, nullable=True),
    Column("received_at", Instant, nullable=False),
    Column("decided_at", Instant, nullable=True, index=True),
    Column("status", SmallInteger, nullable=True),
    Column("sentence", Text, nullable=True),
    Column("refusal_code", String(40), nullable=True),
    Column("schedule_num", BigInteger, nullable=True),
)
"""An opening for a list: what was asked, and the answer once it is decided.

Each offer of it has a row in asapcomms_request as well, by which it comes to its end.
``plan`` is what is to be written, until it is: where Open Dental's tables have no transactions it is
committed before the first row is written, so that whoever comes after a death writes the rest of it.
"""

attempt = Table(
    "asapcomms_attempt",
    OWN,
    Column("attempt_id", String(36), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("attempt_no", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("token", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("lease_owner", String(64), nullable=False),
    Column("next_at", Instant, nullable=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("ended_at", Instant, nullable=True, index=True),
    Column("provider_sid", String(64), nullable=True, index=True),
    Column("http_status", SmallInteger, nullable=True),
    Column("provider_code", Integer, nullable=True),
    Column("provider_status", String(32), nullable=True),
    Column("provider_rank", SmallInteger, nullable=False, default=0, server_default="0"),
    Index("ix_asapcomms_attempt_state", "state", "next_at"),
    Index("ix_asapcomms_attempt_recipient", "recipient", "began_at"),
    UniqueConstraint("purpose", "subject", "attempt_no", name="uq_asapcomms_attempt_text"),
)
"""One call of the provider for one text, committed before the call.

``subject`` is the AsapCommNum of an offer, and the number in asapcomms_text of any other text.
``token`` is the part of an offer's body that no other text has, by which the provider's list is
searched; another text has none and is looked for by its whole body.
``body`` is what was handed over, until it is certain what became of it; then it is empty.
``next_at`` is when somebody must come back: the end of the lease while dispatching, the next look
while unknown, the next try when rejected for now, the next question for a receipt when accepted.
``tries`` counts who came back and died over it.
``provider_status`` and its rank are the provider's last word; the rank only rises.
"""

text = Table(
    "asapcomms_text",
    OWN,
    Column("text_num", KEY, primary_key=True, autoincrement=True),
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
    Column("lease_ends", Instant, nullable=False, index=True),
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
    Column("received_at", Instant, nullable=False, index=True),
    Column("outcome", String(16), nullable=True, index=True),
    Column("ended_at", Instant, nullable=True),
    Column("ended_by", String(64), nullable=True),
    Column("why", Text, nullable=True),
    Column("request_id", String(36), nullable=True),
)
"""Queue messages that could not be read, or whose work failed, with the reason, until somebody
replays or drops them.

``outcome`` is what was done with one, and NULL while that is nothing; ``why`` is why it was dropped.
``request_id`` is the request that a replay made of it.
"""

answer = Table(
    "asapcomms_answer",
    OWN,
    Column("answer_num", KEY, primary_key=True, autoincrement=True),
    Column("page", String(64), nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("asap_comm_num", BigInteger, nullable=False, index=True),
    Column("answer", String(16), nullable=False),
    Column("was_start", DateTime, nullable=False),
    Column("slot_start", DateTime, nullable=True),
    Column("answered_at", Instant, nullable=False),
    Column("outcome", String(16), nullable=True, index=True),
    Column("apt_num", BigInteger, nullable=True),
    Column("ended_at", Instant, nullable=True, index=True),
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
"""The random secret by which every web process knows the pages that another has shown.

The newest is the one; the first is kept, because the deployment's name follows from it.
"""

ended_blockout = Table(
    "asapcomms_ended_blockout",
    OWN,
    Column("schedule_num", BigInteger, primary_key=True, autoincrement=False),
    Column("op", BigInteger, nullable=False),
    Column("slot_start", DateTime, nullable=False),
    Column("ended_at", Instant, nullable=False, index=True),
)
"""Where a blockout stood that this service has removed, so that a decline can still be undone."""

receipt = Table(
    "asapcomms_receipt",
    OWN,
    Column("receipt_num", KEY, primary_key=True, autoincrement=True),
    Column("attempt_id", String(36), nullable=False),
    Column("message_sid", String(64), nullable=False),
    Column("status", String(32), nullable=False),
    Column("error_code", Integer, nullable=False),
    Column("sender", String(32), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("applied_at", Instant, nullable=True, index=True),
    UniqueConstraint(
        "attempt_id", "message_sid", "status", "error_code", name="uq_asapcomms_receipt"
    ),
    sqlite_autoincrement=True,
)
"""What the provider said of a text afterwards, for an attempt that may not be known; each word once."""

inbound = Table(
    "asapcomms_inbound",
    OWN,
    Column("inbound_num", KEY, primary_key=True, autoincrement=True),
    Column("message_sid", String(64), nullable=False, unique=True),
    Column("sender", String(32), nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("opt_out_type", String(16), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("applied_at", Instant, nullable=True, index=True),
    Column("wish", String(16), nullable=True),
    Column("answered_at", Instant, nullable=True),
    Index("ix_asapcomms_inbound_sender", "sender", "answered_at"),
    sqlite_autoincrement=True,
)
"""Texts from patients, as the provider brought them; ``sender`` is the patient's number."""

consent = Table(
    "asapcomms_consent",
    OWN,
    Column("consent_num", KEY, primary_key=True, autoincrement=True),
    Column("number", String(32), nullable=False, index=True),
    Column("pat_num", BigInteger, nullable=False),
    Column("what", String(16), nullable=False),
    Column("words", String(255), nullable=False),
    Column("source", String(64), nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("honoured_at", Instant, nullable=False),
    Column("txt_msg_ok_before", SmallInteger, nullable=True),
    UniqueConstraint("source", "pat_num", "what", name="uq_asapcomms_consent"),
    sqlite_autoincrement=True,
)
"""Who refused texts or took that back, when, by what words; rows are added and never changed.

``source`` is the provider's id of the patient's text. ``pat_num`` is 0 for the number itself.
"""

number = Table(
    "asapcomms_number",
    OWN,
    Column("number", String(32), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("code", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)
"""Numbers that are not texted: they cannot receive texts, or have said stop."""

sender = Table(
    "asapcomms_sender",
    OWN,
    Column("sender", String(64), primary_key=True),
    Column("stopped_at", Instant, nullable=True),
    Column("code", Integer, nullable=True),
    Column("is_by_receipt", SmallInteger, nullable=True),
    Column("probe_at", Instant, nullable=True),
    Column("free_at", Instant, nullable=True),
    Column("waiting_until", Instant, nullable=True),
)
"""Senders that are stopped because every text would fail, and how far their pace is used up.

``probe_at`` is when one text may try whether a stopped sender works again.
"""

spending = Table(
    "asapcomms_spending",
    OWN,
    Column("clinic_num", BigInteger, primary_key=True, autoincrement=False),
    Column("month", String(7), primary_key=True),
    Column("segments", BigInteger, nullable=False),
)
"""Segments that a clinic has handed to the provider in a month of the office's calendar."""
