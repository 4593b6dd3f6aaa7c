"""What a patient has been offered so far, by Open Dental's rows and ours."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, exists, func, or_, select, union_all

from schemas.codes import OF_APPOINTMENTS
from schemas.keys import AptNum, AsapCommNum, PatNum
from worker.rules.attempt import NOT_WITH_PATIENT, Purpose
from worker.rules.receipt import FAILURES
from worker.rules.sending import MAYBE_SENT
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.ledger.attempts import has_attempt
from worker.store.ledger.tables import attempt, ended_blockout, request
from worker.store.practice.asapcomms import COUNT_PLANNED, REFUSED, hours_of
from worker.store.practice.tables import asapcomm, schedule, scheduleop

_MAYBE_SENT: Final = asapcomm.c.sms_send_status.in_(sorted(MAYBE_SENT))

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
        exists(asapcomm.c.asap_comm_num).where(
            asapcomm.c.asap_comm_num == request.c.asap_comm_num,
            asapcomm.c.f_key == request.c.apt_num,
            _MAYBE_SENT,
        ),
        has_attempt(
            Purpose.OFFER,
            request.c.asap_comm_num,
            attempt.c.state.not_in(sorted(NOT_WITH_PATIENT)),
            func.coalesce(attempt.c.provider_status, "").not_in(sorted(FAILURES)),
        ),
    ),
)
"""What we have offered, by its row; by the ledger where that row is gone or says less."""

_EVERY = union_all(_BY_BLOCKOUT, _BY_ENDED_BLOCKOUT, _BY_REQUEST).subquery()
_SO_FAR = select(
    select(func.min(_EVERY.c.asap_comm_num)).scalar_subquery().label("held_by"),
    REFUSED.exists().label("has_refused"),
    COUNT_PLANNED.scalar_subquery().label("texts_on_day"),
)


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a patient has been offered so far."""

    held_by: AsapCommNum | None
    """The offer that already brings this slot to this appointment."""
    has_refused: bool
    """Whether the patient wants no more offers for the appointment."""
    texts_on_day: int
    """The patient's texts of a day, sent and still to be sent, over all clinics."""


def so_far(
    transaction: Transaction, pat_num: PatNum, apt_num: AptNum, slot: Slot, day: date
) -> SoFar:
    """Read what a patient has been offered: of this opening, for this appointment, on this day.

    Blockouts are moved and deleted, and offers too: what we have asked for and sent is remembered.
    """
    found = transaction.read(
        SoFar,
        _SO_FAR,
        apt_num=apt_num,
        day=slot.start.date(),
        start_time=slot.start.time(),
        slot_start=slot.start,
        op=slot.op,
        f_key=apt_num,
        pat_num=pat_num,
        **hours_of(day),
    )
    if found is None:
        raise LookupError("a question without conditions has no answer")
    return found
