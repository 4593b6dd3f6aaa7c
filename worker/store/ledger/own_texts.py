"""Texts that are no offers: confirmations, and answers to keywords."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from schemas.keys import ClinicNum, PatNum
from worker.rules.attempt import Purpose, TextKey, TextState
from worker.store.engine import Transaction
from worker.store.ledger.attempts import IS_BUSY, IS_OPEN, has_attempt
from worker.store.ledger.holds import is_held
from worker.store.ledger.tables import text
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns, values


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """What is to be said, to whom, and until when it is worth saying."""

    purpose: Purpose
    subject: int
    """What it answers: an AsapCommNum, or the number of the patient's message."""
    pat_num: PatNum
    """0 where no patient is known by the number."""
    clinic_num: ClinicNum
    recipient: str
    """Digits with country code."""
    body: str
    msg_type: int
    """smstomobile.MsgType."""
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText(NewText):
    """A text that was written down."""

    text_num: int
    state: TextState
    note: str

    @property
    def key(self) -> TextKey:
        """The text, as the ledger names it."""
        return TextKey(self.purpose, self.text_num)


_LOAD = select(*columns(StoredText, text)).where(text.c.text_num == bindparam("text_num"))
_KNOWN = select(text.c.text_num).where(
    text.c.purpose == bindparam("purpose"), text.c.subject == bindparam("subject")
)
_DUE = in_portions(
    select(text.c.text_num)
    .where(
        text.c.state == TextState.WAITING,
        text.c.due_at <= bindparam("settled"),
        ~has_attempt(text.c.purpose, text.c.text_num, IS_BUSY),
        ~is_held(text.c.clinic_num),
    )
    .order_by(text.c.due_at, text.c.text_num)
)

_OVERDUE = in_portions(
    select(*columns(StoredText, text))
    .where(
        text.c.state == TextState.WAITING,
        text.c.due_at <= bindparam("now"),
        ~has_attempt(text.c.purpose, text.c.text_num, IS_OPEN),
    )
    .order_by(text.c.due_at, text.c.text_num)
)


def add(transaction: Transaction, new: NewText, now: datetime) -> int | None:
    """Write a text down; None where the same thing was answered before."""
    return transaction.insert_once(
        text, state=TextState.WAITING, note="", created_at=now, **values(new)
    )


def find(transaction: Transaction, purpose: Purpose, subject: int) -> int | None:
    """Return the number of the text that answers something; None where there is none."""
    num: int | None = transaction.value(_KNOWN, purpose=purpose, subject=subject)
    return num


def load(transaction: Transaction, text_num: int) -> StoredText | None:
    """Read a text."""
    return transaction.read(StoredText, _LOAD, text_num=text_num)


def change(
    transaction: Transaction,
    text_num: int,
    expected: TextState | Collection[TextState],
    **new: Any,  # noqa: ANN401 - columns
) -> bool:
    """Change a text that is still in one of the expected states; say whether it was."""
    states = [expected] if isinstance(expected, TextState) else expected
    return transaction.change(text, text_num, {"state": states}, **new)


def due(transaction: Transaction, now: datetime, settled: datetime, portion: Portion) -> list[int]:
    """Find texts whose time has come and that nobody is sending; a held clinic's are left out.

    What was due after ``settled`` is left to the one who made it, who has just put it on the queue.
    """
    return transaction.column(_DUE, now=now, settled=settled, **portion.values)


def overdue(transaction: Transaction, now: datetime, portion: Portion) -> list[StoredText]:
    """Read texts whose time has come and that nobody is sending, held or not, the oldest first."""
    return transaction.read_all(StoredText, _OVERDUE, now=now, **portion.values)
