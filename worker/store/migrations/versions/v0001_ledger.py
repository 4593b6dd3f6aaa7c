"""Requests, texts, the ledger, receipts, consent, locks, limits, answers, messages kept aside."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY, Instant

revision = "0001"
down_revision = None

_TABLES = (
    *("ended_blockout", "page_secret", "answer"),
    *("spending", "sender", "number", "consent", "inbound", "receipt"),
    *("kept_message", "try", "lock", "text", "attempt", "request"),
)
_OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "asapcomms_request",
        sa.Column("request_id", sa.String(36), primary_key=True),
        sa.Column("op", sa.BigInteger, nullable=False),
        sa.Column("apt_num", sa.BigInteger, nullable=False),
        sa.Column("slot_start", sa.DateTime, nullable=False),
        sa.Column("short_guid", sa.String(32), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("decided_at", Instant, nullable=True, index=True),
        sa.Column("status", sa.SmallInteger, nullable=True),
        sa.Column("sentence", sa.Text, nullable=True),
        sa.Column("asap_comm_num", sa.BigInteger, nullable=True, index=True),
        sa.Column("open_until", sa.DateTime, nullable=True, index=True),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_attempt",
        sa.Column("attempt_id", sa.String(36), primary_key=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("subject", sa.BigInteger, nullable=False),
        sa.Column("attempt_no", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("body_sha256", sa.String(64), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("lease_owner", sa.String(64), nullable=False),
        sa.Column("next_at", Instant, nullable=True),
        sa.Column("send_at", Instant, nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("provider_sid", sa.String(64), nullable=True, index=True),
        sa.Column("http_status", sa.SmallInteger, nullable=True),
        sa.Column("provider_code", sa.Integer, nullable=True),
        sa.Column("provider_status", sa.String(32), nullable=True),
        sa.Column("provider_rank", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Index("ix_asapcomms_attempt_state", "state", "next_at"),
        sa.Index("ix_asapcomms_attempt_recipient", "recipient", "began_at"),
        sa.UniqueConstraint("purpose", "subject", "attempt_no", name="uq_asapcomms_attempt_text"),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_text",
        sa.Column("text_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("subject", sa.BigInteger, nullable=False),
        sa.Column("pat_num", sa.BigInteger, nullable=False),
        sa.Column("clinic_num", sa.BigInteger, nullable=False),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("msg_type", sa.SmallInteger, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.UniqueConstraint("purpose", "subject", name="uq_asapcomms_text_subject"),
        sa.Index("ix_asapcomms_text_due", "state", "due_at"),
        sqlite_autoincrement=True,
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_lock",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("taken", sa.BigInteger, nullable=False),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_try",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("lease_ends", Instant, nullable=False),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_kept_message",
        sa.Column("message_id", sa.String(64), primary_key=True),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_receipt",
        sa.Column("receipt_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("attempt_id", sa.String(36), nullable=False),
        sa.Column("message_sid", sa.String(64), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("error_code", sa.Integer, nullable=False),
        sa.Column("sender", sa.String(32), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("applied_at", Instant, nullable=True, index=True),
        sa.UniqueConstraint(
            "attempt_id", "message_sid", "status", "error_code", name="uq_asapcomms_receipt"
        ),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_inbound",
        sa.Column("inbound_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("message_sid", sa.String(64), nullable=False, unique=True),
        sa.Column("sender", sa.String(32), nullable=False),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("opt_out_type", sa.String(16), nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("applied_at", Instant, nullable=True, index=True),
        sa.Column("wish", sa.String(16), nullable=True),
        sa.Column("answered_at", Instant, nullable=True),
        sa.Index("ix_asapcomms_inbound_sender", "sender", "answered_at"),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_consent",
        sa.Column("consent_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("number", sa.String(32), nullable=False, index=True),
        sa.Column("pat_num", sa.BigInteger, nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("words", sa.String(255), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("heard_at", Instant, nullable=False),
        sa.Column("honoured_at", Instant, nullable=False),
        sa.Column("txt_msg_ok_before", sa.SmallInteger, nullable=True),
        sa.UniqueConstraint("source", "pat_num", "what", name="uq_asapcomms_consent"),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_number",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("since", Instant, nullable=False),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_sender",
        sa.Column("sender", sa.String(64), primary_key=True),
        sa.Column("stopped_at", Instant, nullable=True),
        sa.Column("code", sa.Integer, nullable=True),
        sa.Column("is_by_receipt", sa.SmallInteger, nullable=True),
        sa.Column("probe_at", Instant, nullable=True),
        sa.Column("free_at", Instant, nullable=True),
        sa.Column("waiting_until", Instant, nullable=True),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_spending",
        sa.Column("clinic_num", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("segments", sa.BigInteger, nullable=False),
        **_OPTIONS,
    )
    _create_for_patients()


def _create_for_patients() -> None:
    """Create what patients' answers need."""
    op.create_table(
        "asapcomms_answer",
        sa.Column("answer_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("page", sa.String(64), nullable=False),
        sa.Column("after", sa.BigInteger, nullable=False),
        sa.Column("asap_comm_num", sa.BigInteger, nullable=False, index=True),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("was_start", sa.DateTime, nullable=False),
        sa.Column("slot_start", sa.DateTime, nullable=True),
        sa.Column("answered_at", Instant, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=True, index=True),
        sa.Column("apt_num", sa.BigInteger, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.UniqueConstraint("page", "after", name="uq_asapcomms_answer_page"),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_page_secret",
        sa.Column("secret_num", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("secret", sa.String(64), nullable=False),
        **_OPTIONS,
    )
    op.create_table(
        "asapcomms_ended_blockout",
        sa.Column("schedule_num", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("op", sa.BigInteger, nullable=False),
        sa.Column("slot_start", sa.DateTime, nullable=False),
        sa.Column("ended_at", Instant, nullable=False),
        **_OPTIONS,
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in _TABLES:
        op.drop_table(f"asapcomms_{name}")
