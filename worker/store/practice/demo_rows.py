"""What the demo practice must know of a database before it writes, and the one row it moves."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from schemas.codes import AptStatus, Priority, ScheduleType
from schemas.keys import AptNum, OpNum
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.practice.records import times_of
from worker.store.practice.tables import appointment, patient, preference, schedule, scheduleop

_OFF_THE_SCHEDULE = (AptStatus.UNSCHED_LIST, AptStatus.PLANNED)


def is_untouched(transaction: Transaction) -> bool:
    """Say whether the database holds no office yet: neither a patient nor a preference."""
    return not any(
        transaction.value(select(column).limit(1))
        for column in (patient.c.pat_num, preference.c.pref_num)
    )


def has_preference(transaction: Transaction, name: str) -> bool:
    """Say whether there is a preference row of this name."""
    found = select(preference.c.pref_num).where(preference.c.pref_name == name)
    return transaction.value(found) is not None


def days_with_hours(transaction: Transaction, days: Collection[date]) -> set[date]:
    """Return those of the days on which providers have working hours."""
    found = select(schedule.c.sched_date).where(
        schedule.c.sched_date.in_(days), schedule.c.sched_type == ScheduleType.PROVIDER
    )
    return set(transaction.column(found.distinct()))


def occupied(transaction: Transaction, day: date) -> list[Slot]:
    """Read what lies on the schedule of a day: appointments, and openings that were offered."""
    midnight = datetime.combine(day, time())
    booked = transaction.all(
        select(appointment.c.op, appointment.c.apt_date_time, appointment.c.pattern).where(
            appointment.c.apt_date_time >= midnight,
            appointment.c.apt_date_time < midnight + timedelta(days=1),
            appointment.c.apt_status.not_in(_OFF_THE_SCHEDULE),
        )
    )
    offered = transaction.all(
        select(scheduleop.c.operatory_num, *schedule.c["sched_date", "start_time", "stop_time"])
        .join_from(schedule, scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num)
        .where(schedule.c.sched_date == day, schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP)
    )
    return [
        *(
            Slot.for_pattern(OpNum(row["op"]), row["apt_date_time"], row["pattern"])
            for row in booked
        ),
        *(Slot(OpNum(row["operatory_num"]), *times_of(row)) for row in offered),
    ]


def move_missed(transaction: Transaction, apt_num: AptNum, today: date, start: datetime) -> None:
    """Give a scheduled ASAP appointment whose day has passed a new one."""
    transaction.run(
        update(appointment)
        .where(
            appointment.c.apt_num == apt_num,
            appointment.c.apt_status == AptStatus.SCHEDULED,
            appointment.c.priority == Priority.ASAP,
            appointment.c.apt_date_time < datetime.combine(today, time()),
        )
        .values(apt_date_time=start)
    )
