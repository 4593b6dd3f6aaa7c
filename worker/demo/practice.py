"""Make the demo practice on the first start, and keep it good for the days around today."""

import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

import structlog

from worker.demo import STAFF_NAME, STAFF_PASSWORD
from worker.demo.asap_list import insert_asap_list, move_missed
from worker.demo.bookings import insert_day
from worker.demo.finished import insert_finished, insert_refusal, use_up_texts
from worker.demo.office import MARK, insert_office
from worker.demo.patients import insert_patients
from worker.errors import AsapError, Refused
from worker.log import configure
from worker.rules.role import Role
from worker.settings import Settings, load_settings
from worker.store.engine import Store, Transaction
from worker.store.ledger import accounts
from worker.store.migrate import upgrade
from worker.store.practice import demo_rows

_AROUND_TODAY: Final = range(-1, 4)
"""Yesterday to three days ahead."""

log = structlog.get_logger()


def main() -> int:
    """Prepare it in a short process, so that the supervisor stays small; returns the exit code."""
    try:
        settings = load_settings()
        configure("database", settings.log_format)
        prepare(settings)
    except AsapError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    return 0


def prepare(settings: Settings) -> None:
    """Create the database if there is none, fill it if it is empty, and bring its days up to date.

    Another office's data is left alone. Killed at any point, it is as if it had not been called.
    """
    upgrade(settings)
    with closing(Store.open(settings.database)) as store, store.writing() as transaction:
        now = datetime.now(settings.zone)
        if demo_rows.is_untouched(transaction):
            fill(transaction, now.date(), settings.zone)
            log.info("demo.filled")
        if demo_rows.has_preference(transaction, MARK):
            top_up(transaction, now.date())
            accounts.add(transaction, STAFF_NAME, STAFF_PASSWORD, Role.SEND, now)
        else:
            log.warning("demo.left-alone", reason="the database holds another office")


def fill(transaction: Transaction, today: date, zone: tzinfo = UTC) -> None:
    """Write the practice into an empty database; raises Refused where there is anything."""
    if not demo_rows.is_untouched(transaction):
        raise Refused("The database holds an office already, so no demo practice is written.")
    insert_office(transaction)
    insert_patients(transaction)
    insert_asap_list(transaction, today)
    insert_refusal(transaction, today)
    insert_finished(transaction, today, zone)


def top_up(transaction: Transaction, today: date) -> None:
    """Add what the days around today lack; raises Refused where the office is not the demo's."""
    if not demo_rows.has_preference(transaction, MARK):
        raise Refused("The database is not the demo practice's, so nothing is added to it.")
    move_missed(transaction, today)
    days = {today + timedelta(days=offset) for offset in _AROUND_TODAY}
    for day in sorted(days - demo_rows.days_with_hours(transaction, days)):
        insert_day(transaction, day, today)
    use_up_texts(transaction, today)


if __name__ == "__main__":
    raise SystemExit(main())
