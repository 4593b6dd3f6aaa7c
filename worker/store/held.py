"""Which offer already brings an opening to an appointment's patient, by Open Dental's rows and ours."""

from typing import Final

from sqlalchemy import bindparam, func, or_, select, union_all

from schemas.codes import OF_APPOINTMENTS, SendStatus
from schemas.keys import AptNum, AsapCommNum
from worker.rules.attempt import NOT_WITH_PATIENT, Purpose
from worker.rules.receipt import FAILURES
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.own_tables import attempt, ended_blockout, request
from worker.store.practice_tables import asapcomm, schedule, scheduleop

_MAYBE_SENT: Final = asapcomm.c.sms_send_status.in_(
    (
        SendStatus.SEND_NOT_ATTEMPTED,
        SendStatus.SEND_SUCCESSFUL,
        SendStatus.SENT_AWAITING_RECEIPT,
    )
)
"""An offer in one of these has reached its patient or may yet."""

_OFFERED = select(asapcomm.c.asap_comm_num).where(
    asapcomm.c.f_key == bindparam("apt_num"),
    asapcomm.c.f_key_type.in_(sorted(OF_APPOINTMENTS)),
    _MAYBE_SENT,
)
_BY_BLOCKOUT = (
    _OFFERED.join(schedule, schedule.c.schedule_num == asapcomm.c.schedule_num)
    .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num)
    .where(
        schedule.c.sched_date == bindparam("day"),
        schedule.c.start_time == bindparam("start_time"),
        scheduleop.c.operatory_num == bindparam("op"),
    )
)
_BY_ENDED_BLOCKOUT = _OFFERED.join(
    ended_blockout, ended_blockout.c.schedule_num == asapcomm.c.schedule_num
).where(
    ended_blockout.c.slot_start == bindparam("slot_start"),
    ended_blockout.c.op == bindparam("op"),
)
_BY_REQUEST = select(request.c.asap_comm_num).where(
    request.c.apt_num == bindparam("apt_num"),
    request.c.slot_start == bindparam("slot_start"),
    request.c.op == bindparam("op"),
    or_(
        select(asapcomm.c.asap_comm_num)
        .where(
            asapcomm.c.asap_comm_num == request.c.asap_comm_num,
            asapcomm.c.f_key == request.c.apt_num,
            _MAYBE_SENT,
        )
        .exists(),
        select(attempt.c.attempt_id)
        .where(
            attempt.c.purpose == Purpose.OFFER,
            attempt.c.subject == request.c.asap_comm_num,
            attempt.c.state.not_in(sorted(NOT_WITH_PATIENT)),
            func.coalesce(attempt.c.provider_status, "").not_in(sorted(FAILURES)),
        )
        .exists(),
    ),
)
"""What we have offered, by its row; by the ledger where that row is gone or says less."""

_EVERY = union_all(_BY_BLOCKOUT, _BY_ENDED_BLOCKOUT, _BY_REQUEST).subquery()
_HELD_BY = select(func.min(_EVERY.c.asap_comm_num))


def held_by(transaction: Transaction, apt_num: AptNum, slot: Slot) -> AsapCommNum | None:
    """Return the offer that already brings this slot to this appointment's patient.

    Blockouts are moved and deleted, and offers too: what we have asked for and sent is remembered.
    """
    num = transaction.value(
        _HELD_BY,
        apt_num=apt_num,
        day=slot.start.date(),
        start_time=slot.start.time(),
        slot_start=slot.start,
        op=slot.op,
    )
    return None if num is None else AsapCommNum(num)
