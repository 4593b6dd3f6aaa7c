"""Texts from patients, written down before they are acted upon."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from worker.store.engine import Transaction
from worker.store.ledger.tables import inbound
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A text as the provider brings it; numbers are digits with country code."""

    message_sid: str
    sender: str
    """The patient's number."""
    recipient: str
    body: str
    opt_out_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound(Arrived):
    """A text from a patient that was written down."""

    inbound_num: int
    received_at: datetime
    applied_at: datetime | None


_FIND = select(*columns(Inbound, inbound)).where(inbound.c.inbound_num == bindparam("inbound_num"))
_UNAPPLIED = in_portions(
    select(inbound.c.inbound_num)
    .where(inbound.c.applied_at.is_(None), inbound.c.received_at <= bindparam("before_at"))
    .order_by(inbound.c.received_at, inbound.c.inbound_num)
)
_ANSWERED = select(inbound.c.inbound_num).where(
    inbound.c.sender == bindparam("number"),
    inbound.c.answered_at > bindparam("after_at"),
    inbound.c.wish == bindparam("heard"),
)


def add(transaction: Transaction, text: Arrived, now: datetime) -> int | None:
    """Write a text from a patient; None where it is there."""
    return transaction.insert_once(inbound, received_at=now, **values(text))


def find(transaction: Transaction, inbound_num: int) -> Inbound | None:
    """Read a text from a patient."""
    return transaction.read(Inbound, _FIND, inbound_num=inbound_num)


def mark_applied(transaction: Transaction, inbound_num: int, wish: str, now: datetime) -> bool:
    """Note that a text has had its effect; say whether it had none before.

    Whoever comes second at the same time waits here, and finds that it had.
    """
    return transaction.change(inbound, inbound_num, {"applied_at": None}, applied_at=now, wish=wish)


def mark_answered(transaction: Transaction, inbound_num: int, now: datetime) -> None:
    """Note that a text is answered."""
    transaction.change(inbound, inbound_num, {}, answered_at=now)


def was_answered(transaction: Transaction, number: str, wish: str, after: datetime) -> bool:
    """Say whether a number has had an answer to the same wish since a moment."""
    found = transaction.value(_ANSWERED, number=number, after_at=after, heard=wish)
    return found is not None


def unapplied(transaction: Transaction, before: datetime, portion: Portion) -> list[int]:
    """Find texts without effect that came before a moment."""
    return transaction.column(_UNAPPLIED, before_at=before, **portion.values)
