"""Dead letters, queue messages that could not be read: kept with their reason, for replay."""

from datetime import datetime

from worker.store.engine import Transaction
from worker.store.ledger.tables import kept_message


def keep(
    transaction: Transaction,
    message_id: str,
    *,
    queue: str,
    actor: str,
    arguments: str,
    reason: str,
    now: datetime,
) -> None:
    """Keep a message; one that was delivered twice is kept once."""
    transaction.insert_once(
        kept_message,
        message_id=message_id,
        queue=queue,
        actor=actor,
        arguments=arguments,
        reason=reason,
        received_at=now,
    )
