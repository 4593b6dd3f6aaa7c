"""The secret that all processes on a database share: pages are signed with it.

It can be made anew. The name of the deployment follows from the first one for ever.
"""

import secrets
from hashlib import sha256
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.exc import DBAPIError

from worker.store.engine import Store
from worker.store.ledger.tables import page_secret
from worker.store.practice.optional import is_out_of_reach

_FIRST: Final = 1
_NEWEST: Final = select(page_secret.c.secret).order_by(page_secret.c.secret_num.desc()).limit(1)
_OLDEST: Final = select(page_secret.c.secret).where(page_secret.c.secret_num == _FIRST)
_COUNT: Final = select(func.max(page_secret.c.secret_num))
_PURPOSE: Final = b"deployment"


def read_or_make(store: Store) -> bytes:
    """Return the secret, made by the first process that needs it; raises Unavailable."""
    return _read(store, _NEWEST) or _make(store)


def renew(store: Store) -> None:
    """Make a new secret; a process takes it when it starts. Raises Unavailable."""
    read_or_make(store)
    with store.writing() as transaction:
        last: int = transaction.value(_COUNT)
        transaction.insert_once(page_secret, secret_num=last + 1, secret=secrets.token_hex(32))


def deployment_name(store: Store) -> str:
    """Return what a deployment calls itself where it meets others; raises Unavailable.

    It follows from the first secret, which is made once a database, and does not give it away.
    """
    return _name(_read(store, _OLDEST) or _make(store))


def known_deployment_name(store: Store) -> str | None:
    """Return the name if the secret was made, and change nothing; raises Unavailable."""
    try:
        secret = _read(store, _OLDEST)
    except DBAPIError as error:
        if not is_out_of_reach(error):
            raise
        return None
    return None if secret is None else _name(secret)


def _make(store: Store) -> bytes:
    """Make the first secret, or take the one that another process has just made."""
    with store.writing() as transaction:
        new = secrets.token_hex(32)
        transaction.insert_once(page_secret, secret_num=_FIRST, secret=new)
        return bytes.fromhex(str(transaction.value(_NEWEST)))


def _read(store: Store, which: Select[tuple[str]]) -> bytes | None:
    with store.reading() as transaction:
        known = transaction.value(which)
    return None if known is None else bytes.fromhex(known)


def _name(secret: bytes) -> str:
    return sha256(_PURPOSE + secret).hexdigest()[:32]
