"""What the provider said of texts afterwards, written down before it is acted upon."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from worker.rules.attempt import AttemptState, TextKey
from worker.store.engine import Transaction
from worker.store.ledger.tables import attempt, receipt
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the provider says of an attempt."""

    attempt_id: str
    message_sid: str
    status: str
    error_code: int | None
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Word):
    """A word that was written down."""

    receipt_num: int
    received_at: datetime
    applied_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What is known of an attempt when a word on it comes."""

    key: TextKey
    state: AttemptState
    provider_sid: str | None
    provider_rank: int
    is_told: bool
    """Whether the same was said before."""


_FIND = select(*columns(Receipt, receipt)).where(receipt.c.receipt_num == bindparam("receipt_num"))
_BEFORE = (
    select(
        *attempt.c["purpose", "subject", "state", "provider_sid", "provider_rank"],
        receipt.c.receipt_num.is_not(None).label("is_told"),
    )
    .join_from(
        attempt,
        receipt,
        (receipt.c.attempt_id == attempt.c.attempt_id)
        & (receipt.c.message_sid == bindparam("message_sid"))
        & (receipt.c.status == bindparam("status"))
        & (receipt.c.error_code == bindparam("error_code")),
        isouter=True,
    )
    .where(attempt.c.attempt_id == bindparam("attempt_id"))
)
_UNAPPLIED = in_portions(
    select(receipt.c.receipt_num)
    .where(receipt.c.applied_at.is_(None), receipt.c.received_at <= bindparam("before_at"))
    .order_by(receipt.c.received_at, receipt.c.receipt_num)
)


def before(transaction: Transaction, word: Word) -> Before | None:
    """Ask what is known of an attempt, and whether the same was said of it; None for no attempt."""
    return transaction.read(
        Before,
        _BEFORE,
        attempt_id=word.attempt_id,
        message_sid=word.message_sid,
        status=word.status,
        error_code=word.error_code,
    )


def add(transaction: Transaction, word: Word, now: datetime, *, is_applied: bool) -> int | None:
    """Write a receipt; None where the provider has said the same before."""
    applied_at = now if is_applied else None
    return transaction.insert_once(receipt, received_at=now, applied_at=applied_at, **values(word))


def find(transaction: Transaction, receipt_num: int) -> Receipt | None:
    """Read a receipt."""
    return transaction.read(Receipt, _FIND, receipt_num=receipt_num)


def mark_applied(transaction: Transaction, receipt_num: int, now: datetime) -> bool:
    """Note that a receipt has had its effect; say whether it had none before."""
    return transaction.change(receipt, receipt_num, {"applied_at": None}, applied_at=now)


def unapplied(transaction: Transaction, before: datetime, portion: Portion) -> list[int]:
    """Find receipts without effect that came before a moment."""
    return transaction.column(_UNAPPLIED, before_at=before, **portion.values)
