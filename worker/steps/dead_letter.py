"""Keep a dead letter, a queue message that cannot be read, with its reason."""

import json
from datetime import datetime
from typing import Any, Final

from worker.store.engine import Store
from worker.store.ledger import dead_letters

LONGEST: Final = 60_000
"""Letters of JSON: of more MySQL would keep the beginning, which nobody could read any more."""

_SHOWN: Final = 1000


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
    told = json.dumps(arguments, default=str)
    if len(told) > LONGEST:
        told = json.dumps([[told[:_SHOWN]], {}])
        reason = f"{reason} Its arguments are too long to be kept; this is how they begin."
    with store.writing() as transaction:
        dead_letters.keep(
            transaction,
            message_id,
            queue=queue,
            actor=actor,
            arguments=told,
            reason=reason,
            received_at=now,
        )
