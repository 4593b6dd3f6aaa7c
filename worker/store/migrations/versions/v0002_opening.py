"""An index by which a request finds those that asked for the same opening before."""

from worker.store.migrations.missing import make_indexes

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the index."""
    make_indexes({"asapcomms_request": {"opening": ["apt_num", "slot_start", "op"]}})
