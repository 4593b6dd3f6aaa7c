"""Texts that the provider kept for later are no more: what is under way of them comes to its end."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TABLE, _COLUMN = "asapcomms_attempt", "send_at"

_ALONE = sa.text(
    "SELECT attempt_id FROM asapcomms_attempt one WHERE state = 'insured' AND NOT EXISTS "
    "(SELECT 1 FROM asapcomms_attempt two WHERE two.purpose = one.purpose "
    "AND two.subject = one.subject AND two.attempt_no > one.attempt_no)"
)
_LOOK = sa.text(
    "UPDATE asapcomms_attempt SET state = 'unknown', next_at = began_at WHERE attempt_id = :id"
)
_END = sa.text(
    "UPDATE asapcomms_attempt SET state = :ended, next_at = NULL, "
    "ended_at = COALESCE(ended_at, began_at) WHERE state = :state"
)


def upgrade() -> None:
    """Close what waits, then drop the column: MariaDB keeps each statement at once.

    The provider keeps a scheduled text and will send it, so the one it insured is given up.
    One that no second text has followed yet is looked for once more, and then follows
    UNKNOWN_POLICY as any other.
    """
    connection = op.get_bind()
    for attempt_id in connection.execute(_ALONE).scalars().all():
        connection.execute(_LOOK, {"id": attempt_id})
    connection.execute(_END, {"state": "insured", "ended": "given_up"})
    connection.execute(_END, {"state": "scheduled", "ended": "accepted"})
    if _COLUMN in {column["name"] for column in sa.inspect(connection).get_columns(_TABLE)}:
        op.drop_column(_TABLE, _COLUMN)
