"""Who has changed the office's texts by this service, and what stood there before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from schemas.keys import ClinicNum
from worker.store.engine import Transaction
from worker.store.ledger.operating_tables import saved_text
from worker.store.rows import columns, values


@dataclass(frozen=True, slots=True)
class SavedText:
    """Somebody has saved a text."""

    clinic_num: ClinicNum
    """0 is the practice."""
    account: str
    """Of the staff pages; empty is the command."""
    text_before: str | None
    """None where there was no row."""
    saved_local: datetime
    """On the office's clock."""


_LAST: Final = (
    select(*columns(SavedText, saved_text))
    .where(saved_text.c.clinic_num == bindparam("clinic_num"))
    .order_by(saved_text.c.saved_text_num.desc())
    .limit(1)
)


def add(transaction: Transaction, saved: SavedText) -> None:
    """Write down who saves a text, in the transaction that does it."""
    transaction.insert(saved_text, **values(saved))


def last(transaction: Transaction, clinic_num: ClinicNum) -> SavedText | None:
    """Read who has saved a clinic's text last."""
    return transaction.read(SavedText, _LAST, clinic_num=clinic_num)
