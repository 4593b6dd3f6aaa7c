"""An index by which a request finds those that asked for the same opening before."""

from alembic import op
from sqlalchemy import inspect

revision = "0002"
down_revision = "0001"

_NAME = "ix_asapcomms_request_opening"
_TABLE = "asapcomms_request"


def upgrade() -> None:
    """Create the index, unless a migration that died has."""
    if _NAME not in {index["name"] for index in inspect(op.get_bind()).get_indexes(_TABLE)}:
        op.create_index(_NAME, _TABLE, ["apt_num", "slot_start", "op"])
