"""Dead letters: queue messages that could not be read or worked on, kept with their reason."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, select

from worker.store.engine import Transaction
from worker.store.ledger.tables import kept_message
from worker.store.rows import columns


class Ending(StrEnum):
    """What somebody has done with a kept message."""

    REPLAYED = "replayed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    """A message with its reason, and what was done with it."""

    message_id: str
    queue: str
    actor: str
    arguments: str
    """JSON: the positional ones, and the others by their names."""
    reason: str
    received_at: datetime
    outcome: Ending | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    why: str = ""
    request_id: str = ""

    @property
    def told(self) -> tuple[list[Any], Any]:
        """The positional arguments, and the others by their names.

        What was cut off by an earlier release is one positional argument, and hides no other message.
        """
        try:
            args, kwargs = json.loads(self.arguments)
        except ValueError:
            return [self.arguments], {}
        return list(args), kwargs


LONGEST_LIST: Final = 1000

_ALL = columns(KeptMessage, kept_message)
_FIND = select(*_ALL).where(kept_message.c.message_id == bindparam("message_id"))
_WAITING = (
    select(*_ALL)
    .where(kept_message.c.outcome.is_(None))
    .order_by(kept_message.c.received_at, kept_message.c.message_id)
    .limit(LONGEST_LIST)
)


def keep(transaction: Transaction, message_id: str, **told: object) -> None:
    """Keep a message, told by its columns; one that was delivered twice is kept once."""
    transaction.insert_once(kept_message, message_id=message_id, **told)


def find(transaction: Transaction, message_id: str) -> KeptMessage | None:
    """Read a message that is or was kept."""
    return transaction.read(KeptMessage, _FIND, message_id=message_id)


def waiting(transaction: Transaction) -> list[KeptMessage]:
    """Read the messages that nobody has replayed or dropped, the oldest first."""
    return transaction.read_all(KeptMessage, _WAITING)


def end(
    transaction: Transaction, message_id: str, outcome: Ending, now: datetime, **told: str
) -> bool:
    """Say what was done with a message, by whom, and why or by which request, as its columns.

    Says whether nobody else has done something before.
    """
    return transaction.change(
        kept_message, message_id, {"outcome": None}, outcome=outcome, ended_at=now, **told
    )
