"""What the provider said of texts afterwards, written down before it is acted upon."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from worker.store.engine import Transaction
from worker.store.own_tables import receipt
from worker.store.portion import Portion, in_portions
from worker.store.rows import columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One word of the provider's on one attempt."""

    receipt_num: int
    attempt_id: str
    message_sid: str
    status: str
    error_code: int
    sender: str
    received_at: datetime
    applied_at: datetime | None


_FIND = select(*columns(Receipt, receipt)).where(receipt.c.receipt_num == bindparam("receipt_num"))
_UNAPPLIED = in_portions(
    select(receipt.c.receipt_num)
    .where(receipt.c.applied_at.is_(None), receipt.c.received_at <= bindparam("before_at"))
    .order_by(receipt.c.received_at, receipt.c.receipt_num)
)


def add(
    transaction: Transaction,
    attempt_id: str,
    message_sid: str,
    status: str,
    error_code: int,
    *,
    sender: str,
    now: datetime,
) -> int | None:
    """Write a receipt; None where the provider has said the same before."""
    receipt_num: int | None = transaction.insert_once(
        receipt,
        attempt_id=attempt_id,
        message_sid=message_sid,
        status=status,
        error_code=error_code,
        sender=sender,
        received_at=now,
    )
    return receipt_num


def find(transaction: Transaction, receipt_num: int) -> Receipt | None:
    """Read a receipt."""
    return transaction.read(Receipt, _FIND, receipt_num=receipt_num)


def mark_applied(transaction: Transaction, receipt_num: int, now: datetime) -> bool:
    """Note that a receipt has had its effect; say whether it had none before."""
    return transaction.change(receipt, receipt_num, {"applied_at": None}, applied_at=now)


def unapplied(transaction: Transaction, before: datetime, portion: Portion) -> list[int]:
    """Find receipts without effect that came before a moment."""
    rows = transaction.all(_UNAPPLIED, before_at=before, **portion.values)
    return [int(row["receipt_num"]) for row in rows]
