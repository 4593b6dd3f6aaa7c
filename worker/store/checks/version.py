"""Whether the database is up to date, asked without Alembic."""

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


def require_current(store: Store) -> None:
    """Raise CannotStart where it has not."""
    with store.reading() as transaction:
        if not is_current(transaction):
            raise CannotStart(
                "The tables of this service are not up to date: run `asapcomms migrate`."
            )
