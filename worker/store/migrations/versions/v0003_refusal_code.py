"""What a refused request is refused for, for programs."""

import sqlalchemy as sa

from worker.store.migrations.missing import add_columns

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    add_columns({"asapcomms_request": (sa.Column("refusal_code", sa.String(40), nullable=True),)})
