"""Tables that a move writes where it can, and does without where it cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from worker.store.engine import Transaction

log = structlog.get_logger()

_MYSQL: Final = {1142, 1143, 1146}
"""No right on the table or on a column of it; no such table."""

_POSTGRESQL: Final = {"42501", "42P01"}


@contextmanager
def where_allowed(transaction: Transaction, table: Table) -> Iterator[None]:
    """Try to use a table; one that is missing or forbidden is logged and left alone."""
    try:
        with transaction.connection.begin_nested():
            yield
    except (DBAPIError, NoSuchTableError) as error:
        if isinstance(error, DBAPIError) and not is_out_of_reach(error):
            raise
        log.warning("table.out-of-reach", table=table.name)


def is_out_of_reach(error: DBAPIError) -> bool:
    """Tell a table that is not there or not for us from anything else that goes wrong."""
    original = error.orig
    code = original.args[0] if original is not None and original.args else None
    if isinstance(code, int):
        return code in _MYSQL
    state = getattr(original, "sqlstate", None)
    return state in _POSTGRESQL if state else "no such table" in str(original)
