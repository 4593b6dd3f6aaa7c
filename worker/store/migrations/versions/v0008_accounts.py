"""Accounts of the staff pages."""

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY, Instant

revision = "0008"
down_revision = "0006"

_TABLE = "asapcomms_account"


def upgrade() -> None:
    """Create the table, unless a migration that died has."""
    if sa.inspect(op.get_bind()).has_table(_TABLE):
        return
    op.create_table(
        _TABLE,
        sa.Column("account_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("signed_in_at", Instant, nullable=True),
        sqlite_autoincrement=True,
    )
