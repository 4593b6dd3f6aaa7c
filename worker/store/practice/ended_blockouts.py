"""Blockouts that have done their work: which they are, where they stood, and how they go."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import and_, bindparam, or_, select

from schemas.codes import ResponseStatus, ScheduleType
from schemas.keys import OpNum, ScheduleNum
from worker.rules.answer import WAITING
from worker.store.engine import Transaction
from worker.store.ledger.tables import ended_blockout
from worker.store.practice.tables import asapcomm, schedule

_HAS_OFFERS = (
    select(asapcomm.c.asap_comm_num)
    .where(asapcomm.c.schedule_num == schedule.c.schedule_num)
    .exists()
)
_HAS_OPEN_OFFERS = (  # a status that is not known may be one of those
    select(asapcomm.c.asap_comm_num)
    .where(
        asapcomm.c.schedule_num == schedule.c.schedule_num,
        asapcomm.c.response_status.not_in(sorted(frozenset(ResponseStatus) - WAITING)),
    )
    .exists()
)
_IS_SETTLED = and_(
    schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP,
    _HAS_OFFERS,
    or_(
        schedule.c.sched_date < bindparam("today"),
        and_(
            schedule.c.sched_date == bindparam("today"), schedule.c.start_time <= bindparam("clock")
        ),
        ~_HAS_OPEN_OFFERS,
    ),
)
_SETTLED = (
    select(schedule.c.schedule_num)
    .where(schedule.c.sched_date.in_(bindparam("days", expanding=True)), _IS_SETTLED)
    .order_by(schedule.c.sched_date)
)
_IS_ONE = select(schedule.c.schedule_num).where(
    schedule.c.schedule_num == bindparam("schedule_num"), _IS_SETTLED
)


def finished(
    transaction: Transaction, days: Iterable[date], now_local: datetime
) -> list[ScheduleNum]:
    """Find blockouts of some days on whose offers nobody can answer any more."""
    rows = transaction.all(
        _SETTLED, days=sorted(days), today=now_local.date(), clock=now_local.time()
    )
    return [ScheduleNum(row["schedule_num"]) for row in rows]


def is_finished(transaction: Transaction, num: ScheduleNum, now_local: datetime) -> bool:
    """Say whether nobody can answer a blockout's offers any more."""
    found = transaction.value(
        _IS_ONE, schedule_num=num, today=now_local.date(), clock=now_local.time()
    )
    return found is not None


def remember(
    transaction: Transaction, num: ScheduleNum, op: OpNum, start: datetime, now: datetime
) -> None:
    """Write down where a blockout stood, once."""
    transaction.insert_once(ended_blockout, schedule_num=num, op=op, slot_start=start, ended_at=now)
