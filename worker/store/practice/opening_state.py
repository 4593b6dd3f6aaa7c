"""How an opening stands, whoever has made its rows: its blockout, and everybody it is offered to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from schemas.codes import ResponseStatus, ScheduleType
from schemas.keys import OpNum, ScheduleNum
from worker.rules.slot import LINK_LIFE
from worker.store.engine import Transaction
from worker.store.portion import in_batches
from worker.store.practice import blockouts, records
from worker.store.practice.looked_up import operatories_of
from worker.store.practice.tables import asapcomm, schedule, scheduleop

_BLOCKOUT: Final = (
    select(*schedule.c["sched_date", "start_time", "stop_time", "note"], scheduleop.c.operatory_num)
    .join_from(
        schedule, scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num, isouter=True
    )
    .where(
        schedule.c.schedule_num == bindparam("schedule_num"),
        schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP,
    )
)
_OFFERS: Final = (
    select(
        *asapcomm.c["asap_comm_num", "pat_num", "f_key", "f_key_type", "clinic_num"],
        *asapcomm.c["date_time_sms_scheduled", "date_time_sms_sent", "date_time_expire"],
        *asapcomm.c["sms_send_status", "response_status", "note", "template_text"],
    )
    .where(asapcomm.c.schedule_num == bindparam("schedule_num"))
    .order_by(asapcomm.c.asap_comm_num)
)
_AHEAD: Final = (
    select(*schedule.c["schedule_num", "sched_date", "start_time", "stop_time"])
    .where(
        schedule.c.sched_date >= bindparam("first_day"),
        schedule.c.sched_date <= bindparam("last_day"),
        schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP,
    )
    .order_by(schedule.c.sched_date, schedule.c.start_time, schedule.c.schedule_num)
)
_FILLED: Final = select(asapcomm.c.schedule_num).where(
    asapcomm.c.schedule_num.in_(bindparam("schedule_nums", expanding=True)),
    asapcomm.c.response_status == ResponseStatus.ACCEPTED_AND_MOVED,
)


@dataclass(frozen=True, slots=True)
class Offered:
    """An opening that is being offered, or was until somebody took it."""

    schedule_num: ScheduleNum
    op: OpNum
    start: datetime
    stop: datetime
    is_filled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningState:
    """An opening as it is stored."""

    op: OpNum
    """0 where nobody knows it any more."""
    start: datetime
    stop: datetime
    note: str
    offers: list[dict[str, Any]]
    """Their rows, each with the patient's f_name."""


def read(transaction: Transaction, schedule_num: ScheduleNum) -> OpeningState | None:
    """Read an opening; of one whose blockout is gone the offers still tell when it began."""
    blockout = transaction.one(_BLOCKOUT, schedule_num=schedule_num)
    offers = transaction.all(_OFFERS, schedule_num=schedule_num)
    patients = records.find_patients(transaction, {row["pat_num"] for row in offers})
    for row in offers:
        found = patients.get(row["pat_num"])
        row["f_name"] = found.f_name if found else ""
    if blockout is not None:
        start, stop = records.times_of(blockout)
        return OpeningState(
            op=OpNum(blockout["operatory_num"] or 0),
            start=start,
            stop=stop,
            note=blockout["note"] or "",
            offers=offers,
        )
    if not offers:
        return None
    unknown = OpNum(0), offers[0]["date_time_expire"] - LINK_LIFE
    op, start = blockouts.ended(transaction, [schedule_num]).get(schedule_num, unknown)
    return OpeningState(op=op, start=start, stop=start, note="", offers=offers)


def ahead(transaction: Transaction, first: date, last: date) -> list[Offered]:
    """Read the openings of some days that are offered, whoever has made them."""
    rows = transaction.all(_AHEAD, first_day=first, last_day=last)
    nums = [row["schedule_num"] for row in rows]
    ops = operatories_of(transaction, nums)
    filled = {
        num
        for some in in_batches(nums)
        for num in transaction.column(_FILLED, schedule_nums=list(some))
    }
    return [
        Offered(
            ScheduleNum(row["schedule_num"]),
            OpNum(op),
            *records.times_of(row),
            row["schedule_num"] in filled,
        )
        for row in rows
        for op in ops[row["schedule_num"]]
    ]
