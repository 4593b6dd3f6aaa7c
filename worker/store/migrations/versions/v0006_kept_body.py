"""The ledger keeps what was handed over until it is known what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TABLE, _NEW, _OLD = "asapcomms_attempt", "body", "body_sha256"

_IN_DOUBT = sa.text(
    "SELECT attempt_id, subject, purpose FROM asapcomms_attempt WHERE body = '' "
    "AND state IN ('dispatching', 'unknown', 'not_sent', 'given_up')"
)
_KEEP = sa.text("UPDATE asapcomms_attempt SET body = :body WHERE attempt_id = :attempt_id")

_TEXT = sa.table("asapcomms_text", sa.column("text_num"), sa.column("body"))
_OFFER = sa.table("asapcomm", sa.column("AsapCommNum"), sa.column("TemplateText"))


def upgrade() -> None:
    """Add the column, fill it where the end is open, drop the hash: MariaDB keeps each at once.

    What was handed over of an offer is not known any more but for name and link; it is looked for
    by its token, and its template stands for it where the provider does not tell its words.
    """
    connection = op.get_bind()
    there = {column["name"] for column in sa.inspect(connection).get_columns(_TABLE)}
    if _NEW not in there:
        # MySQL gives no text a default, and fills in what is empty by itself
        has_default = connection.dialect.name not in {"mysql", "mariadb"}
        default = "" if has_default else None
        op.add_column(_TABLE, sa.Column(_NEW, sa.Text, nullable=False, server_default=default))
    for row in connection.execute(_IN_DOUBT).all():
        key, words = (_OFFER if row.purpose == "offer" else _TEXT).c
        body = connection.scalar(sa.select(words).where(key == row.subject)) or ""
        connection.execute(_KEEP, {"body": body, "attempt_id": row.attempt_id})
    if _OLD in there:
        op.drop_column(_TABLE, _OLD)
