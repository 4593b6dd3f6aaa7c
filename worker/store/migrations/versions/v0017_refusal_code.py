"""What a refused request is refused for, for programs."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("asapcomms_request", sa.Column("refusal_code", sa.String(40), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("asapcomms_request", "refusal_code")
