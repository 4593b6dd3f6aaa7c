"""What a refused request is refused for, for programs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TABLE, _COLUMN = "asapcomms_request", "refusal_code"


def upgrade() -> None:
    """Add the column, unless a migration that died has: MariaDB keeps each statement at once."""
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(_TABLE)}
    if _COLUMN not in there:
        op.add_column(_TABLE, sa.Column(_COLUMN, sa.String(40), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column(_TABLE, _COLUMN)
