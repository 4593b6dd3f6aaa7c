"""Indexes by which old rows are found, and locks that are named by their day first."""

from alembic import op
from sqlalchemy import inspect, text

revision = "0004"
down_revision = "0003"

_AGED = {
    "asapcomms_attempt": "ended_at",
    "asapcomms_answer": "ended_at",
    "asapcomms_ended_blockout": "ended_at",
    "asapcomms_kept_message": "received_at",
    "asapcomms_try": "lease_ends",
}


def upgrade() -> None:
    """Create the indexes that are not there, and forget the locks of slots, which hold no data."""
    for table, column in _AGED.items():
        name = f"ix_{table}_{column}"
        if name not in {index["name"] for index in inspect(op.get_bind()).get_indexes(table)}:
            op.create_index(name, table, [column])
    op.execute(text("DELETE FROM asapcomms_lock WHERE name LIKE 'slot/%'"))
