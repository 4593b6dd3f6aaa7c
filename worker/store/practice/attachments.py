"""What hangs on a planned appointment and goes with the one that is made of it.

Each may be out of this service's reach; the front desk attaches it then. Whoever comes after a death
finds what is attached already.
"""

from typing import Final

from sqlalchemy import bindparam, select, update

from schemas.keys import AptNum, PatNum
from worker.store.engine import Transaction
from worker.store.practice import optional
from worker.store.practice.booking_tables import apptfield, labcase, procedurelog

_ATTACH: Final = {
    table: update(table)
    .where(
        table.c.pat_num == bindparam("whose"),
        table.c.planned_apt_num == bindparam("planned"),
        table.c.apt_num == 0,
    )
    .values(apt_num=bindparam("new"))
    for table in (procedurelog, labcase)
}
_FIELDS = select(apptfield.c.field_name, apptfield.c.field_value).where(
    apptfield.c.apt_num == bindparam("apt_num")
)


def hand_on(transaction: Transaction, pat_num: PatNum, planned: AptNum, made: AptNum) -> None:
    """Attach procedures and lab cases, which hang on both then, and copy the fields."""
    for table, statement in _ATTACH.items():
        with optional.where_allowed(transaction, table):
            transaction.run(statement, whose=pat_num, planned=planned, new=made)
    with optional.where_allowed(transaction, apptfield):
        there = {row["field_name"] for row in transaction.all(_FIELDS, apt_num=made)}
        for row in transaction.all(_FIELDS, apt_num=planned):
            if row["field_name"] not in there:
                transaction.insert(apptfield, apt_num=made, **row)
