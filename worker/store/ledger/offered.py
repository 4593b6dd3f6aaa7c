"""What a patient has been offered so far, by Open Dental's rows and ours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from schemas.codes import OF_APPOINTMENTS, FKeyType
from schemas.keys import AptNum, AsapCommNum, PatNum, Subject
from worker.rules.attempt import NOT_WITH_PATIENT, Purpose
from worker.rules.receipt import FAILURES
from worker.rules.sending import NOT_SENT
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.ledger.attempts import has_attempt
from worker.store.ledger.tables import attempt, ended_blockout, request
from worker.store.practice import blockouts
from worker.store.practice.asapcomms import (
    COUNT_PLANNED,
    REFUSED,
    REFUSED_RECALL,
    SEND_STATUS,
    hours_of,
)
from worker.store.practice.tables import asapcomm, schedule

_NO_APPOINTMENT: Final = AptNum(0)
"""What a request about a recall has instead, so that the index finds it too."""

_NOBODY: Final = PatNum(0)
_MAYBE_SENT: Final = SEND_STATUS.not_in(sorted(NOT_SENT))

_WHAT = (asapcomm.c.asap_comm_num, asapcomm.c.f_key, asapcomm.c.f_key_type)
_ASKED_KEY = func.coalesce(request.c.recall_num, request.c.apt_num)
_ASKED_WHAT = (
    request.c.asap_comm_num,
    _ASKED_KEY,
    case((request.c.recall_num.is_(None), int(FKeyType.NONE)), else_=int(FKeyType.RECALL)),
)
_IS_STILL_OPEN = or_(
    exists(asapcomm.c.asap_comm_num).where(
        asapcomm.c.asap_comm_num == request.c.asap_comm_num,
        asapcomm.c.f_key == _ASKED_KEY,
        _MAYBE_SENT,
    ),
    has_attempt(
        Purpose.OFFER,
        request.c.asap_comm_num,
        attempt.c.state.not_in(sorted(NOT_WITH_PATIENT)),
        func.coalesce(attempt.c.provider_status, "").not_in(sorted(FAILURES)),
    ),
)


def _in_slot(offered: Select[Any], asked: Select[Any]) -> CompoundSelect[Any]:
    """Of some offers and requests, find those of a slot that may still bring it to their patients.

    By the blockout, by what is remembered of one that is gone, and what we have offered: by its row,
    and by the ledger where that row is gone or says less.
    """
    by_blockout = offered.join(schedule, schedule.c.schedule_num == asapcomm.c.schedule_num).where(
        _MAYBE_SENT,
        schedule.c.sched_date == bindparam("day"),
        schedule.c.start_time == bindparam("start_time"),
        blockouts.IS_THERE,
    )
    by_ended_blockout = offered.join(
        ended_blockout, ended_blockout.c.schedule_num == asapcomm.c.schedule_num
    ).where(
        _MAYBE_SENT,
        ended_blockout.c.slot_start == bindparam("slot_start"),
        ended_blockout.c.op == bindparam("op"),
    )
    by_request = asked.where(
        request.c.slot_start == bindparam("slot_start"),
        request.c.op == bindparam("op"),
        _IS_STILL_OPEN,
    )
    return union_all(by_blockout, by_ended_blockout, by_request)


_OF_APPOINTMENT = _in_slot(
    select(*_WHAT).where(
        asapcomm.c.f_key == bindparam("f_key"),
        asapcomm.c.f_key_type.in_(sorted(OF_APPOINTMENTS)),
    ),
    select(*_ASKED_WHAT).where(request.c.apt_num == bindparam("f_key")),
).subquery()
_OF_RECALL = _in_slot(
    select(*_WHAT).where(
        asapcomm.c.f_key == bindparam("f_key"), asapcomm.c.f_key_type == FKeyType.RECALL
    ),
    select(*_ASKED_WHAT).where(
        request.c.apt_num == _NO_APPOINTMENT, request.c.recall_num == bindparam("f_key")
    ),
).subquery()
_TO_PATIENTS = select(*_WHAT, asapcomm.c.pat_num).where(
    asapcomm.c.pat_num.in_(bindparam("pat_nums", expanding=True))
)
_IN_SLOT: Final[CompoundSelect[Any]] = union_all(
    *_in_slot(
        _TO_PATIENTS,
        select(*_ASKED_WHAT, literal(_NOBODY)).where(
            request.c.apt_num.in_(bindparam("apt_nums", expanding=True))
        ),
    ).selects,
    _TO_PATIENTS.join(request, request.c.asap_comm_num == asapcomm.c.asap_comm_num).where(
        _MAYBE_SENT,
        request.c.slot_start == bindparam("slot_start"),
        request.c.op == bindparam("op"),
    ),
)
"""Of offers that are gone what was asked for is known, and no patient."""

_SO_FAR, _SO_FAR_OF_RECALL = (
    select(
        select(func.min(in_slot.c.asap_comm_num)).scalar_subquery().label("held_by"),
        refused.exists().label("has_refused"),
        COUNT_PLANNED.scalar_subquery().label("texts_on_day"),
    )
    for in_slot, refused in ((_OF_APPOINTMENT, REFUSED), (_OF_RECALL, REFUSED_RECALL))
)


@dataclass(frozen=True, slots=True)
class SoFar:
    """What a patient has been offered so far."""

    held_by: AsapCommNum | None
    """The offer that already brings this slot to this appointment or recall."""
    has_refused: bool
    """Whether the patient wants no more offers for it."""
    texts_on_day: int
    """The patient's texts of a day, sent and still to be sent, over all clinics."""


@dataclass(frozen=True, slots=True)
class InSlot:
    """The offers that already bring a slot to somebody, the oldest of each."""

    subjects: Mapping[Subject, AsapCommNum]
    patients: Mapping[PatNum, AsapCommNum]

    def holder(self, pat_num: PatNum, subject: Subject) -> AsapCommNum | None:
        """Return the one for an appointment or recall, or else for another of the same patient."""
        return self.subjects.get(subject) or self.patients.get(pat_num)


def in_slot(
    transaction: Transaction, listed: Collection[tuple[PatNum, Subject]], slot: Slot
) -> InSlot:
    """Find the offers that bring a slot to some patients, for whichever of their appointments."""
    subjects = [subject for _, subject in listed]
    rows = transaction.all(
        _IN_SLOT,
        pat_nums=sorted({pat_num for pat_num, _ in listed}),
        apt_nums=sorted({_NO_APPOINTMENT if is_recall else num for is_recall, num in subjects}),
        **_at(slot),
    )
    rows.sort(key=lambda row: -row["asap_comm_num"])
    return InSlot(
        {of_row(row): AsapCommNum(row["asap_comm_num"]) for row in rows},
        {row["pat_num"]: AsapCommNum(row["asap_comm_num"]) for row in rows if row["pat_num"]},
    )


def of_row(row: Mapping[str, Any]) -> Subject:
    """Say what a row of asapcomm is about."""
    return row["f_key_type"] == FKeyType.RECALL, row["f_key"]


def so_far(
    transaction: Transaction, pat_num: PatNum, subject: Subject, slot: Slot, day: date
) -> SoFar:
    """Read what a patient has been offered: of this opening, for this subject, on this day.

    Blockouts are moved and deleted, and offers too: what we have asked for and sent is remembered.
    """
    is_recall, f_key = subject
    statement = _SO_FAR_OF_RECALL if is_recall else _SO_FAR
    told = {"f_key": f_key, "pat_num": pat_num, **_at(slot), **hours_of(day)}
    found = transaction.read(SoFar, statement, **told)
    if found is None:
        raise LookupError("a question without conditions has no answer")
    return found


def _at(slot: Slot) -> dict[str, object]:
    """Return the parameters by which a slot is found."""
    start = slot.start
    return {"day": start.date(), "start_time": start.time(), "slot_start": start, "op": slot.op}
