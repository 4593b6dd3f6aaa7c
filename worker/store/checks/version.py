"""Whether the database is up to date, asked without Alembic."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import column, select, table
from sqlalchemy.exc import DBAPIError

from worker.errors import CannotStart
from worker.store.engine import Store, Transaction
from worker.store.ledger.tables import VERSION, VERSION_TABLE
from worker.store.practice.optional import is_out_of_reach


def is_current(transaction: Transaction) -> bool:
    """Say whether the newest change of our own tables has been made."""
    try:
        found = transaction.value(select(column("version_num")).select_from(table(VERSION_TABLE)))
    except DBAPIError as error:
        if not is_out_of_reach(error):
            raise
        return False  # never migrated
    return bool(found == VERSION)


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Open the database for a command; raises CannotStart where it is not up to date."""
    with closing(Store.open(url)) as store:
        with store.reading() as transaction:
            has_tables = is_current(transaction)
        if not has_tables:
            raise CannotStart(
                "The tables of this service are not up to date: run `asapcomms migrate`."
            )
        yield store
