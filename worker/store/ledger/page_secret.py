"""The secret with which pages are signed: made by the first web process that needs it."""

import secrets
from typing import Final

from sqlalchemy import select

from worker.store.engine import Store, Transaction
from worker.store.ledger.tables import page_secret

_ONLY: Final = 1
_SECRET: Final = select(page_secret.c.secret).where(page_secret.c.secret_num == _ONLY)


def read_or_make(store: Store) -> bytes:
    """Return the secret that all processes on this database share."""
    known = read(store)
    if known is None:
        with store.writing() as transaction:
            known = bytes.fromhex(_make(transaction))
    return known


def read(store: Store) -> bytes | None:
    """Return the secret if it was made."""
    with store.reading() as transaction:
        known = transaction.value(_SECRET)
    return None if known is None else bytes.fromhex(known)


def _make(transaction: Transaction) -> str:
    transaction.insert_once(page_secret, secret_num=_ONLY, secret=secrets.token_hex(32))
    return str(transaction.value(_SECRET))
