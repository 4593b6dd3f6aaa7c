"""Keep a dead letter, a queue message that cannot be read, with its reason."""

import json
from datetime import datetime
from typing import Any

from worker.store.engine import Store
from worker.store.ledger import dead_letters


def keep(
    message_id: str,
    queue: str,
    actor: str,
    arguments: Any,  # noqa: ANN401 - whatever a producer sent
    reason: str,
    store: Store,
    now: datetime,
) -> None:
    """Write the message where it can be looked at and replayed; twice is once."""
    with store.writing() as transaction:
        dead_letters.keep(
            transaction,
            message_id,
            queue=queue,
            actor=actor,
            arguments=json.dumps(arguments, default=str),
            reason=reason,
            received_at=now,
        )
