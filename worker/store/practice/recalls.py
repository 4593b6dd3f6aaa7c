"""Recalls: what an offer needs to know of one, and the appointment that an accepted one becomes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, select

from schemas.codes import Priority
from schemas.keys import AptNum, ClinicNum, OpNum, PatNum, RecallNum
from worker.rules import recall as rule
from worker.rules.appointment import Appointment
from worker.rules.fitting import Candidate
from worker.rules.move import CurrentAppointment, Moved
from worker.rules.recall import Recall
from worker.rules.slot import length
from worker.store.engine import Transaction
from worker.store.portion import in_batches
from worker.store.practice import records
from worker.store.practice.tables import appointment, patient, recall, recalltype
from worker.store.rows import values

_WITH_TYPE = recall.outerjoin(recalltype, recalltype.c.recall_type_num == recall.c.recall_type_num)
_COLUMNS = (
    *recall.c["pat_num", "date_due", "is_disabled", "date_scheduled", "priority"],
    recall.c.time_pattern_override,
    *recalltype.c["time_pattern", "description"],
)
_RECALL = (
    select(*_COLUMNS).select_from(_WITH_TYPE).where(recall.c.recall_num == bindparam("recall_num"))
)
_SEVERAL = (
    select(recall.c.recall_num, *_COLUMNS)
    .select_from(_WITH_TYPE)
    .where(recall.c.recall_num.in_(bindparam("recall_nums", expanding=True)))
)
_MARKED = (
    select(recall.c.recall_num, *_COLUMNS, *patient.c["pri_prov", "clinic_num"])
    .select_from(_WITH_TYPE.join(patient, patient.c.pat_num == recall.c.pat_num))
    .where(recall.c.priority == Priority.ASAP)
)
_PRI_PROV = select(patient.c.pri_prov).where(patient.c.pat_num == bindparam("pat_num"))
_MADE = (
    select(appointment.c.apt_num)
    .where(
        appointment.c.pat_num == bindparam("pat_num"),
        appointment.c.op == bindparam("op"),
        appointment.c.apt_date_time == bindparam("start"),
        appointment.c.sec_date_t_entry == bindparam("moment"),
    )
    .order_by(appointment.c.apt_num)
    .limit(1)
)


def find(transaction: Transaction, recall_num: RecallNum) -> Recall | None:
    """Read a recall with its type."""
    return transaction.read(Recall, _RECALL, recall_num=recall_num)


def find_appointment(
    transaction: Transaction, f_key: AptNum, today: date, *, is_recall: bool
) -> Appointment | None:
    """Read what an offer is about: an appointment, or a recall in the place of one."""
    if not is_recall:
        return records.find_appointment(transaction, f_key)
    found = find(transaction, RecallNum(f_key))
    if found is None:
        return None
    return _stands_for(f_key, found, today, _increment(transaction))


def find_appointments(
    transaction: Transaction, recall_nums: Sequence[int], today: date
) -> dict[int, Appointment]:
    """Read what stands in the place of an appointment for each recall; those that are gone lack."""
    increment = _increment(transaction)
    return {
        num: _stands_for(num, Recall(**row), today, increment)
        for some in in_batches(recall_nums)
        for row in transaction.all(_SEVERAL, recall_nums=list(some))
        for num in [row.pop("recall_num")]
    }


def marked(transaction: Transaction, today: date) -> dict[Candidate, Appointment]:
    """Read the recalls on the ASAP list: who might fit, and what an offer needs to know of each.

    A recall is hygiene, of its patient's own provider and clinic. Open Dental has no index on
    recall.Priority, so this reads as many rows as the office has recalls.
    """
    increment = _increment(transaction)
    found = {}
    for row in transaction.all(_MARKED):
        num, prov_num = row.pop("recall_num"), row.pop("pri_prov")
        clinic_num = row.pop("clinic_num")
        one = Recall(**row)
        if not rule.is_on_list(one, today):
            continue
        made = _stands_for(num, one, today, increment)
        who = Candidate(
            apt_num=made.apt_num,
            pat_num=made.pat_num,
            length=length(made.pattern),
            apt_date_time=made.apt_date_time,
            clinic_num=ClinicNum(clinic_num),
            prov_num=prov_num,
            prov_hyg=0,
            is_hygiene=True,
        )
        found[who] = made
    return found


def _stands_for(num: int, found: Recall, today: date, increment: int) -> Appointment:
    return replace(rule.as_appointment(found, today, increment), recall_num=RecallNum(num))


def find_patterns(transaction: Transaction, recall_nums: Collection[RecallNum]) -> dict[int, str]:
    """Return the Pattern of each recall's appointment, at once; those that are gone have none."""
    if not recall_nums:
        return {}
    increment = _increment(transaction)
    return {
        row.pop("recall_num"): rule.pattern(Recall(**row), increment)
        for row in transaction.all(_SEVERAL, recall_nums=sorted(recall_nums))
    }


def before_scheduling(
    transaction: Transaction, recall_num: RecallNum, unconfirmed: int
) -> CurrentAppointment | None:
    """Read what a recall's appointment begins with; None where the recall is gone."""
    found = find(transaction, recall_num)
    if found is None:
        return None
    pri_prov = int(transaction.value(_PRI_PROV, pat_num=found.pat_num) or 0)
    return rule.before_scheduling(found, pri_prov, unconfirmed)


def find_made(
    transaction: Transaction, pat_num: PatNum, op: OpNum, start: datetime, moment: datetime
) -> AptNum | None:
    """Return the appointment that was made of a recall for the answer of this moment."""
    made = transaction.value(_MADE, pat_num=pat_num, op=op, start=start, moment=moment)
    return None if made is None else AptNum(made)


def schedule(
    transaction: Transaction,
    recall_num: RecallNum,
    was: CurrentAppointment,
    becomes: Moved,
    pattern: str,
    moment: datetime,
) -> AptNum:
    """Make an appointment of a recall, once, whose SecDateTEntry is the time of the answer.

    By that whoever comes after a death knows it. The recall leaves the ASAP list and says for which
    day it is scheduled.
    """
    made = find_made(transaction, was.pat_num, becomes.op, becomes.apt_date_time, moment)
    if made is None:
        made = AptNum(
            transaction.insert(
                appointment,
                pat_num=was.pat_num,
                pattern=pattern,
                proc_descript=was.proc_descript,
                sec_date_t_entry=moment,
                **values(becomes),
            )
        )
    transaction.change(
        recall,
        recall_num,
        {},
        priority=Priority.NORMAL,
        date_scheduled=becomes.apt_date_time.date(),
    )
    return made


def _increment(transaction: Transaction) -> int:
    return records.preferences(transaction, ClinicNum(0)).number("AppointmentTimeIncrement")
