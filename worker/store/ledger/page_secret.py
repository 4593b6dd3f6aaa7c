"""The secret that all processes on a database share: pages are signed with it, a name follows from it."""

import secrets
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from worker.store.engine import Store
from worker.store.ledger.tables import page_secret
from worker.store.practice.optional import is_out_of_reach

_ONLY: Final = 1
_SECRET: Final = select(page_secret.c.secret).where(page_secret.c.secret_num == _ONLY)
_PURPOSE: Final = b"deployment"


def read_or_make(store: Store) -> bytes:
    """Return the secret, made by the first process that needs it; raises Unavailable."""
    known = _read(store)
    if known is None:
        with store.writing() as transaction:
            new = secrets.token_hex(32)
            transaction.insert_once(page_secret, secret_num=_ONLY, secret=new)
            known = bytes.fromhex(str(transaction.value(_SECRET)))
    return known


def deployment_name(store: Store) -> str:
    """Return what a deployment calls itself where it meets others; raises Unavailable.

    It follows from the secret, which is made once a database, and does not give it away.
    """
    return _name(read_or_make(store))


def known_deployment_name(store: Store) -> str | None:
    """Return the name if the secret was made, and change nothing; raises Unavailable."""
    try:
        secret = _read(store)
    except DBAPIError as error:
        if not is_out_of_reach(error):
            raise
        return None
    return None if secret is None else _name(secret)


def _read(store: Store) -> bytes | None:
    with store.reading() as transaction:
        known = transaction.value(_SECRET)
    return None if known is None else bytes.fromhex(known)


def _name(secret: bytes) -> str:
    return sha256(_PURPOSE + secret).hexdigest()[:32]
