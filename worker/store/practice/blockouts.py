"""The blockout that an offer puts on the schedule: its Note, and how it goes when its work is done."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select

from schemas.codes import ResponseStatus, ScheduleType, SendStatus
from schemas.keys import OpNum, ScheduleNum
from worker.rules.answer import WAITING
from worker.rules.blockout import note_after_sending, note_at_creation
from worker.rules.sending import SENT
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.ledger.tables import ended_blockout
from worker.store.portion import in_batches
from worker.store.practice import asapcomms
from worker.store.practice.tables import asapcomm, schedule, scheduleop

IS_THERE = (
    select(func.count())
    .where(
        scheduleop.c.schedule_num == schedule.c.schedule_num,
        scheduleop.c.operatory_num == bindparam("op"),
    )
    .scalar_subquery()
) > 0
"""Whether a blockout is in an operatory: counted, because PostgreSQL would join all there are."""

_SLOT = (
    select(schedule.c.sched_date, schedule.c.start_time, scheduleop.c.operatory_num)
    .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num)
    .where(
        schedule.c.schedule_num == bindparam("schedule_num"),
        schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP,
    )
)
_HAS_OFFERS = exists(asapcomm.c.asap_comm_num).where(
    asapcomm.c.schedule_num == schedule.c.schedule_num
)
_LEFT_OVER = (
    select(schedule.c.schedule_num, schedule.c.stop_time, scheduleop.c.operatory_num)
    .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num, isouter=True)
    .where(
        schedule.c.sched_date == bindparam("day"),
        schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP,
        schedule.c.start_time == bindparam("start_time"),
        or_(
            scheduleop.c.operatory_num == bindparam("op"),
            scheduleop.c.operatory_num.is_(None) & (schedule.c.note == bindparam("mark")),
        ),
        ~_HAS_OFFERS,
    )
    .order_by(schedule.c.schedule_num)
)
_REMOVE_OPERATORIES = delete(scheduleop).where(
    scheduleop.c.schedule_num == bindparam("schedule_num")
)
_REMOVE = delete(schedule).where(
    schedule.c.schedule_num == bindparam("schedule_num"),
    schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP,
)

_HAS_OPEN_OFFERS = _HAS_OFFERS.where(  # a status that is not known may be one of those
    asapcomm.c.response_status.not_in(sorted(frozenset(ResponseStatus) - WAITING))
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

_ENDED = select(*ended_blockout.c["schedule_num", "op", "slot_start"]).where(
    ended_blockout.c.schedule_num.in_(bindparam("nums", expanding=True))
)
"""A question of its own: with an outer join over two storage engines it made a MariaDB crash."""


def insert(transaction: Transaction, slot: Slot, texts_to_send: int) -> ScheduleNum:
    """Put a Web Sched ASAP blockout on the schedule, in the slot's one operatory."""
    if not transaction.is_atomic:
        return _insert_by_steps(transaction, slot, texts_to_send)
    num = _insert_schedule(transaction, slot, note_at_creation(texts_to_send))
    transaction.insert(scheduleop, schedule_num=num, operatory_num=slot.op)
    return ScheduleNum(num)


def _insert_by_steps(transaction: Transaction, slot: Slot, texts_to_send: int) -> ScheduleNum:
    """Write it so that whoever dies in between leaves one that is used by the next.

    One that belongs to no offer was left by a worker that died. Until it has its operatory its Note
    says which: others see it half written, and those who decide about another operatory do so at
    the same time.
    """
    rows = _left_over(transaction, slot.op, slot.start)
    left = next((row for row in rows if row["stop_time"] == slot.stop_time()), None)
    num = left["schedule_num"] if left else _insert_schedule(transaction, slot, _mark(slot.op))
    if left is None or left["operatory_num"] is None:
        transaction.insert(scheduleop, schedule_num=num, operatory_num=slot.op)
    transaction.change(schedule, num, {}, note=note_at_creation(texts_to_send))
    return ScheduleNum(num)


def _insert_schedule(transaction: Transaction, slot: Slot, note: str) -> int:
    return transaction.insert(
        schedule,
        sched_date=slot.start.date(),
        start_time=slot.start.time(),
        stop_time=slot.stop_time(),
        sched_type=ScheduleType.WEB_SCHED_ASAP,
        note=note,
    )


def _left_over(transaction: Transaction, op: OpNum, start: datetime) -> list[dict[str, Any]]:
    """Find blockouts that belong to no offer, for whoever holds the slot's lock."""
    return transaction.all(
        _LEFT_OVER, op=op, mark=_mark(op), day=start.date(), start_time=start.time()
    )


def _mark(op: OpNum) -> str:
    return f"Operatory {op}"


def remove_left_over(transaction: Transaction, op: OpNum, start: datetime) -> bool:
    """Take blockouts away that belong to no offer, for whoever holds the slot's lock."""
    rows = _left_over(transaction, op, start)
    for row in rows:
        remove(transaction, ScheduleNum(row["schedule_num"]))
    return bool(rows)


def remove(transaction: Transaction, num: ScheduleNum) -> None:
    """Take a blockout away: its operatories first, so that a second run still finds it."""
    transaction.run(_REMOVE_OPERATORIES, schedule_num=num)
    transaction.run(_REMOVE, schedule_num=num)


def find_slot(transaction: Transaction, schedule_num: ScheduleNum) -> tuple[OpNum, datetime] | None:
    """Return operatory and start of an offer's blockout; None when staff removed it."""
    row = transaction.one(_SLOT, schedule_num=schedule_num)
    if row is None:
        return None
    return OpNum(row["operatory_num"]), datetime.combine(row["sched_date"], row["start_time"])


_MOST_OFTEN: Final = note_after_sending(1, 0)


def refresh_note(transaction: Transaction, schedule_num: ScheduleNum) -> None:
    """Count the texts of a blockout anew; one that is gone is left alone.

    Whoever writes waits for others who count the same blockout, and counts again afterwards: what
    they had not committed before is seen then. On tables without transactions the last to write is
    the last to count.
    """
    written, text = None, _MOST_OFTEN
    while text != written:
        transaction.change(schedule, schedule_num, {}, note=text)
        written, text = text, _count(transaction, schedule_num)


def _count(transaction: Transaction, schedule_num: ScheduleNum) -> str:
    by_status = asapcomms.count_by_status(transaction, schedule_num)
    texts, emails = (
        (sum(counts[status] for status in SENT), counts[SendStatus.SEND_NOT_ATTEMPTED])
        for counts in by_status
    )
    return note_after_sending(*texts, *emails)


def finished(
    transaction: Transaction, days: Iterable[date], now_local: datetime
) -> list[ScheduleNum]:
    """Find blockouts of some days on whose offers nobody can answer any more."""
    return transaction.column(
        _SETTLED, days=sorted(days), today=now_local.date(), clock=now_local.time()
    )


def is_finished(transaction: Transaction, num: ScheduleNum, now_local: datetime) -> bool:
    """Say whether nobody can answer a blockout's offers any more."""
    found = transaction.value(
        _IS_ONE, schedule_num=num, today=now_local.date(), clock=now_local.time()
    )
    return found is not None


def ended(transaction: Transaction, nums: Iterable[int]) -> dict[int, tuple[OpNum, datetime]]:
    """Return where blockouts stood that this service has removed."""
    return {
        row["schedule_num"]: (OpNum(row["op"]), row["slot_start"])
        for some in in_batches(sorted({*nums}))
        for row in transaction.all(_ENDED, nums=list(some))
    }


def remember(
    transaction: Transaction, num: ScheduleNum, op: OpNum, start: datetime, now: datetime
) -> bool:
    """Write down where a blockout stood, once; say whether it was not yet."""
    place = {"op": op, "slot_start": start}
    made = transaction.insert_once(ended_blockout, schedule_num=num, ended_at=now, **place)
    return made is not None
