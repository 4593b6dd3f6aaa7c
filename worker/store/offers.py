"""The asapcomm table: offers, and what has come of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from schemas.asapcomm import AsapComm
from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.keys import AptNum, AsapCommNum, ClinicNum, PatNum, ScheduleNum
from worker.rules.attempt import OPEN, AttemptState, Purpose
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.own_tables import attempt, request
from worker.store.practice_tables import asapcomm, schedule, scheduleop

_MAYBE_SENT = (
    SendStatus.SEND_NOT_ATTEMPTED,
    SendStatus.SEND_SUCCESSFUL,
    SendStatus.SENT_AWAITING_RECEIPT,
)
"""An offer in one of these has reached its patient or may yet."""

_SENT = (SendStatus.SEND_SUCCESSFUL, SendStatus.SENT_AWAITING_RECEIPT)

_API_COLUMNS = [asapcomm.c[name] for name in AsapComm.model_fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOffer:
    """An offer as sending needs it."""

    asap_comm_num: AsapCommNum
    f_key: AptNum
    schedule_num: ScheduleNum
    pat_num: PatNum
    clinic_num: ClinicNum
    short_guid: str
    date_time_expire: datetime
    date_time_sms_scheduled: datetime
    sms_send_status: int
    template_text: str
    note: str


@dataclass(frozen=True, slots=True)
class DueOffer:
    """An offer to be sent, and the request it came from if it came from one."""

    asap_comm_num: AsapCommNum
    request_id: str | None


def find(transaction: Transaction, num: AsapCommNum) -> AsapComm | None:
    """Read an offer as the API shows it."""
    row = transaction.one(select(*_API_COLUMNS).where(asapcomm.c.asap_comm_num == num))
    return None if row is None else AsapComm.model_validate(row)


def list_entered(
    transaction: Transaction,
    start: datetime,
    end: datetime,
    *,
    clinic_num: ClinicNum | None,
    limit: int,
    offset: int,
) -> list[AsapComm]:
    """Read offers made from start up to, not including, end; by AsapCommNum."""
    chosen = select(*_API_COLUMNS).where(
        asapcomm.c.date_time_entry >= start, asapcomm.c.date_time_entry < end
    )
    if clinic_num is not None:
        chosen = chosen.where(asapcomm.c.clinic_num == clinic_num)
    page = chosen.order_by(asapcomm.c.asap_comm_num).limit(limit).offset(offset)
    return [AsapComm.model_validate(row) for row in transaction.all(page)]


def load(transaction: Transaction, num: AsapCommNum) -> StoredOffer | None:
    """Read an offer for sending."""
    columns = [asapcomm.c[name] for name in StoredOffer.__slots__]
    row = transaction.one(select(*columns).where(asapcomm.c.asap_comm_num == num))
    return None if row is None else StoredOffer(**row)


def insert(transaction: Transaction, **values: object) -> AsapCommNum:
    """Write an offer; what is left out gets Open Dental's zero value."""
    return AsapCommNum(
        transaction.insert(asapcomm, email_send_status=SendStatus.DO_NOT_SEND, **values)
    )


def change(
    transaction: Transaction,
    num: AsapCommNum,
    expected: Sequence[SendStatus],
    **values: Any,  # noqa: ANN401 - columns
) -> bool:
    """Change an offer that still has one of the expected send statuses; say whether it had."""
    return bool(
        transaction.run(
            update(asapcomm)
            .where(asapcomm.c.asap_comm_num == num, asapcomm.c.sms_send_status.in_(expected))
            .values(**values)
        )
    )


def held_by(transaction: Transaction, apt_num: AptNum, slot: Slot) -> AsapCommNum | None:
    """Return the offer that already brings this slot to this appointment's patient."""
    num = transaction.value(
        select(asapcomm.c.asap_comm_num)
        .join(schedule, schedule.c.schedule_num == asapcomm.c.schedule_num)
        .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num)
        .where(
            asapcomm.c.f_key == apt_num,
            asapcomm.c.f_key_type != FKeyType.RECALL,
            asapcomm.c.sms_send_status.in_(_MAYBE_SENT),
            schedule.c.sched_date == slot.start.date(),
            schedule.c.start_time == slot.start.time(),
            scheduleop.c.operatory_num == slot.op,
        )
        .order_by(asapcomm.c.asap_comm_num)
    )
    return None if num is None else AsapCommNum(num)


def has_refused(transaction: Transaction, pat_num: PatNum, apt_num: AptNum) -> bool:
    """Say whether the patient wants no more offers for this appointment, whatever its status was."""
    found = select(asapcomm.c.asap_comm_num).where(
        asapcomm.c.f_key == apt_num,
        asapcomm.c.f_key_type != FKeyType.RECALL,
        asapcomm.c.pat_num == pat_num,
        asapcomm.c.response_status == ResponseStatus.DECLINED_STOP_COMM,
    )
    return transaction.value(found) is not None


def count_planned(transaction: Transaction, pat_num: PatNum, day: date) -> int:
    """Count a patient's texts of a day, sent and still to be sent, over all clinics."""
    waiting = asapcomm.c.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED
    return _count(
        transaction,
        pat_num,
        or_(waiting & _within(asapcomm.c.date_time_sms_scheduled, day), _sent_on(day)),
    )


def count_sent(transaction: Transaction, pat_num: PatNum, day: date) -> int:
    """Count a patient's texts of a day that went out or are on their way, over all clinics."""
    on_its_way = asapcomm.c.asap_comm_num.in_(
        select(attempt.c.subject).where(
            attempt.c.purpose == Purpose.OFFER, attempt.c.state == AttemptState.DISPATCHING
        )
    )
    waiting = asapcomm.c.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED
    return _count(transaction, pat_num, or_(waiting & on_its_way, _sent_on(day)))


def due(
    transaction: Transaction, now_local: datetime, now: datetime, settled: datetime, limit: int
) -> list[DueOffer]:
    """Find offers whose time has come and that nobody is sending.

    ``now`` is the instant and ``now_local`` the office's clock; offers entered after ``settled``
    are left to the one who made them, who has just put them on the queue.
    """
    busy = select(attempt.c.attempt_id).where(
        attempt.c.purpose == Purpose.OFFER,
        attempt.c.subject == asapcomm.c.asap_comm_num,
        or_(
            attempt.c.state.in_(sorted(OPEN)),
            (attempt.c.state == AttemptState.REJECTED) & (attempt.c.next_at > now),
        ),
    )
    rows = transaction.all(
        select(asapcomm.c.asap_comm_num, request.c.request_id)
        .join_from(
            asapcomm, request, request.c.asap_comm_num == asapcomm.c.asap_comm_num, isouter=True
        )
        .where(
            asapcomm.c.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED,
            asapcomm.c.date_time_sms_scheduled <= now_local,
            or_(
                asapcomm.c.date_time_entry <= settled,
                asapcomm.c.date_time_entry < asapcomm.c.date_time_sms_scheduled,
            ),
            ~busy.exists(),
        )
        .order_by(asapcomm.c.date_time_sms_scheduled)
        .limit(limit)
    )
    return [DueOffer(AsapCommNum(row["asap_comm_num"]), row["request_id"]) for row in rows]


def count_by_status(transaction: Transaction, schedule_num: ScheduleNum) -> dict[int, int]:
    """Count the offers of one blockout by SmsSendStatus."""
    rows = transaction.all(
        select(asapcomm.c.sms_send_status, func.count().label("offers"))
        .where(asapcomm.c.schedule_num == schedule_num)
        .group_by(asapcomm.c.sms_send_status)
    )
    return {row["sms_send_status"]: row["offers"] for row in rows}


def _count(transaction: Transaction, pat_num: PatNum, which: ColumnElement[bool]) -> int:
    chosen = select(func.count()).select_from(asapcomm).where(asapcomm.c.pat_num == pat_num, which)
    return int(transaction.value(chosen))


def _sent_on(day: date) -> ColumnElement[bool]:
    return asapcomm.c.sms_send_status.in_(_SENT) & _within(asapcomm.c.date_time_sms_sent, day)


def _within(column: ColumnElement[datetime], day: date) -> ColumnElement[bool]:
    midnight = datetime.combine(day, time())
    return (column >= midnight) & (column < midnight + timedelta(days=1))
