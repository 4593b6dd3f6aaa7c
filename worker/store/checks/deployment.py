"""What a deployment calls itself where it meets others: a name that its database keeps."""

from hashlib import sha256

from sqlalchemy.exc import DBAPIError

from worker.store.engine import Store
from worker.store.ledger import page_secret
from worker.store.practice.optional import is_out_of_reach

_PURPOSE = b"deployment"


def name(store: Store) -> str:
    """Return the name, made when it is first asked for; raises Unavailable.

    It follows from the secret of the pages, which is made once a database, and does not give it away.
    """
    return _named(page_secret.read_or_make(store))


def known_name(store: Store) -> str | None:
    """Return the name if it was made, and change nothing; raises Unavailable."""
    try:
        secret = page_secret.read(store)
    except DBAPIError as error:
        if not is_out_of_reach(error):
            raise
        return None
    return None if secret is None else _named(secret)


def _named(secret: bytes) -> str:
    return sha256(_PURPOSE + secret).hexdigest()[:32]
