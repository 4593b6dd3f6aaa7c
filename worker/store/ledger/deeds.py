"""What was done on the staff pages, and by whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, or_, select

from schemas.keys import OpNum, ScheduleNum
from worker.store.engine import Transaction
from worker.store.ledger.operating_tables import deed
from worker.store.ledger.tables import opening
from worker.store.rows import columns, values


class Kind(StrEnum):
    """What can be done to an opening."""

    SEND = "send"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Somebody has sent or stopped an opening."""

    account: str
    deed: Kind
    op: OpNum
    slot_start: datetime
    request_id: str = ""
    """Of a sending."""
    done_at: datetime


_OF_OPENING: Final = (
    select(*columns(Deed, deed))
    .join_from(deed, opening, opening.c.request_id == deed.c.request_id, isouter=True)
    .where(
        deed.c.op == bindparam("op"),
        deed.c.slot_start == bindparam("slot_start"),
        or_(deed.c.request_id == "", opening.c.schedule_num == bindparam("schedule_num")),
    )
    .order_by(deed.c.deed_num)
)


def add(transaction: Transaction, done: Deed) -> None:
    """Write down what somebody does, in the transaction that does it where there is one."""
    transaction.insert(deed, **values(done))


def of_opening(
    transaction: Transaction, op: OpNum, slot_start: datetime, schedule_num: ScheduleNum
) -> list[Deed]:
    """Read who has made an opening, and who has stopped one there."""
    return transaction.read_all(
        Deed, _OF_OPENING, op=op, slot_start=slot_start, schedule_num=schedule_num
    )
