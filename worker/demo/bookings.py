"""One day of the demo's schedule: working hours, blockouts and appointments."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from schemas.codes import AptStatus, ScheduleType
from worker.demo.day_sheets import CLOSES, OPENS, Entry, cancelled, entries
from worker.demo.office import CHAIRS, UNCONFIRMED
from worker.demo.patients import REGULARS
from worker.rules.slot import MINUTES_PER_CHARACTER, Slot
from worker.store.engine import Transaction
from worker.store.practice import demo_rows
from worker.store.practice.tables import appointment, schedule, scheduleop

_WORKPLACES: Final = {chair.op: chair for chair in CHAIRS}
_TREATMENTS: Final = {30: "LimEx, PA", 60: "Comp, 2 surfaces", 90: "Crown Prep"}


def pattern(minutes: int) -> str:
    """Write a length as Open Dental does: X while the dentist is there, / at both ends."""
    characters = minutes // MINUTES_PER_CHARACTER
    return f"/{'X' * (characters - 2)}/"


def insert_day(transaction: Transaction, day: date, today: date) -> None:
    """Write a day, leaving out what would lie on appointments or offers that are there already."""
    kept = demo_rows.occupied(transaction, day)
    fitting = [entry for entry in entries(day) if not _lies_on(entry.slot, kept)]
    _insert_schedule(transaction, day, [entry for entry in fitting if entry.blockout_type])
    status = AptStatus.COMPLETE if day < today else AptStatus.SCHEDULED
    booked = [entry for entry in fitting if not entry.blockout_type]
    for count, entry in enumerate(booked, start=day.toordinal()):
        is_off = day > today and entry.slot == cancelled(day)
        became = AptStatus.UNSCHED_LIST if is_off else status
        _insert_appointment(transaction, entry.slot, REGULARS[count % len(REGULARS)], became)


def _lies_on(slot: Slot, kept: Iterable[Slot]) -> bool:
    return any(slot.op == other.op and slot.overlaps(other.start, other.end) for other in kept)


def _insert_schedule(transaction: Transaction, day: date, blockouts: Iterable[Entry]) -> None:
    """One row stands for hours, or a blockout, in several operatories, as when staff draw it."""
    ops: dict[tuple[ScheduleType, time, time, int, int], list[int]] = defaultdict(list)
    for chair in CHAIRS:
        if not chair.is_hidden:
            ops[ScheduleType.PROVIDER, OPENS, CLOSES, chair.works_there, 0].append(chair.op)
    for entry in blockouts:
        start, stop = entry.slot.start.time(), entry.slot.end.time()
        ops[ScheduleType.BLOCKOUT, start, stop, 0, entry.blockout_type].append(entry.slot.op)
    for (sched_type, start, stop, prov_num, blockout_type), at in ops.items():
        schedule_num = transaction.insert(
            schedule,
            sched_date=day,
            start_time=start,
            stop_time=stop,
            sched_type=sched_type,
            prov_num=prov_num,
            blockout_type=blockout_type,
        )
        for op in at:
            transaction.insert(scheduleop, schedule_num=schedule_num, operatory_num=op)


def _insert_appointment(
    transaction: Transaction, slot: Slot, pat_num: int, status: AptStatus
) -> None:
    chair = _WORKPLACES[slot.op]
    minutes = (slot.end - slot.start) // timedelta(minutes=1)
    transaction.insert(
        appointment,
        pat_num=pat_num,
        apt_status=status,
        pattern=pattern(minutes),
        confirmed=UNCONFIRMED,
        op=slot.op,
        prov_num=chair.dentist,
        prov_hyg=chair.hygienist if chair.is_hygiene else 0,
        is_hygiene=int(chair.is_hygiene),
        apt_date_time=slot.start,
        sec_date_t_entry=datetime.combine(slot.start.date() - timedelta(days=30), time(9)),
        clinic_num=chair.clinic_num,
        proc_descript="Prophy, Ex" if chair.is_hygiene else _TREATMENTS[minutes],
    )
