"""Who has saved the office's texts."""

import sqlalchemy as sa
from alembic import op

from worker.store.columns import KEY

revision = "0009"
down_revision = "0008"

_TABLE = "asapcomms_saved_text"


def upgrade() -> None:
    """Create the table, unless a migration that died has."""
    if sa.inspect(op.get_bind()).has_table(_TABLE):
        return
    op.create_table(
        _TABLE,
        sa.Column("saved_text_num", KEY, primary_key=True, autoincrement=True),
        sa.Column("clinic_num", sa.BigInteger, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("text_before", sa.Text, nullable=True),
        sa.Column("saved_local", sa.DateTime, nullable=False),
        sa.Index("ix_asapcomms_saved_text_clinic", "clinic_num"),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
    )
