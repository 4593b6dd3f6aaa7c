"""An office with a long history, written by the database itself.

Every day is as full as any other, so a bigger table is a longer history: 60 appointments in six
operatories, 120 offers, 12 openings, six blockouts. A patient has ten appointments and twenty
offers, scattered over the whole history. The last 14 days are still to come.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    select,
)

from bench.scale_times import later
from schemas.codes import (
    AptStatus,
    FKeyType,
    Priority,
    ResponseStatus,
    ScheduleType,
    SendStatus,
    YesNo,
)
from worker.rules.preferences import DEFAULTS
from worker.store.practice.tables import (
    appointment,
    asapcomm,
    definition,
    operatory,
    patient,
    preference,
    schedule,
    scheduleop,
)

NOW: Final = datetime(2026, 3, 4, 12)  # noqa: DTZ001 - the office's wall time has no zone
"""The office's clock, at noon of a Wednesday."""

OPERATORIES: Final = 6
TURNS: Final = 10
OPENS: Final = timedelta(hours=8)
OFFERS_PER_APPOINTMENT: Final = 2

SHORT_PATTERN: Final = "//X/"
"""Of an appointment that fits between two others."""

_DAYS_AHEAD: Final = 14
_APPOINTMENTS_A_DAY: Final = OPERATORIES * TURNS
_APPOINTMENTS_OF_A_PATIENT: Final = 10
_SCATTER: Final = 7919
"""A prime: patients come in no order."""

_MINUTES_A_DAY: Final = 24 * 60
_OFFERS_OF_AN_OPENING: Final = 10
_OPENINGS_A_DAY: Final = 12
_SCHEDULES_A_DAY: Final = _OPENINGS_A_DAY + 2 * OPERATORIES

_NO_SCHEDULING: Final = 11
_GUID_FACTOR, _GUID_PRIME = 2_654_435_761, 4_294_967_291
_ASAP_EVERY: Final = 50
_WAITING: Final = 20
"""As many offers as have not been sent yet."""

_TEMPLATE: Final = (
    "Anna, an appointment opening has become available on 03/05/2026 at 2:00 PM at Example Dental. "
    "Visit [AsapURL] to reserve it."
)

_series: Final = Table(
    "bench_series", MetaData(), Column("n", BigInteger, primary_key=True, autoincrement=False)
)
number: Final = _series.c.n
"""The number of a row, from 0 on."""

Values = Mapping[str, Any]


def fill(connection: Connection, appointments: int) -> None:
    """Write the history into an empty database."""
    offers = OFFERS_PER_APPOINTMENT * appointments
    days = -(-appointments // _APPOINTMENTS_A_DAY)
    _write_office(connection)
    with counting(connection, offers):
        write(connection, patient, patients(appointments), _patient())
        write(connection, appointment, appointments, _appointment(days, appointments))
        write(connection, asapcomm, offers, _offer(offers))
        write(connection, schedule, days * _SCHEDULES_A_DAY, _schedule(days))
        write(connection, scheduleop, days * _SCHEDULES_A_DAY, _schedule_op())


@contextmanager
def without_indexes(connection: Connection) -> Iterator[None]:
    """Take indexes away until the rows are there; MyISAM builds them in one go by itself."""
    known = (patient, appointment, asapcomm, schedule, scheduleop)
    found = [Table(table.name, MetaData(), autoload_with=connection) for table in known]
    dropped = {
        table.name: sorted(table.indexes, key=lambda index: str(index.name))
        for table in found
        if table.kwargs.get("mysql_engine") != "MyISAM"
    }
    for indexes in dropped.values():
        for index in indexes:
            index.drop(connection)
    yield
    for table, indexes in dropped.items():
        _create(connection, table, indexes)


def _create(connection: Connection, table: str, indexes: Iterable[Index]) -> None:
    """InnoDB reads the table once for all of them if it is told of all of them at once."""
    if connection.dialect.name != "mysql":
        for index in indexes:
            index.create(connection)
        return
    added = ", ".join(
        f"ADD KEY {index.name} ({', '.join(index.columns.keys())})" for index in indexes
    )
    connection.exec_driver_sql(f"ALTER TABLE {table} {added}")


@contextmanager
def counting(connection: Connection, count: int) -> Iterator[None]:
    """Fill a table with numbers by doubling it, which every engine knows how to do."""
    _series.create(connection)
    connection.execute(insert(_series), [{"n": 0}])
    done = 1
    while done < count:
        more = select(number + done).where(number < count - done)
        connection.execute(insert(_series).from_select(["n"], more))
        done *= 2
    yield
    _series.drop(connection)


def write(connection: Connection, table: Table, count: int, values: Values) -> None:
    """Write so many rows, from values that may be made of the row's number."""
    columns = [
        value if isinstance(value, ColumnElement) else literal(value) for value in values.values()
    ]
    rows = select(*columns).where(number < count)
    connection.execute(insert(table).from_select(list(values), rows))
    _count_on(connection, table, count)


def invitees(appointments: int, count: int) -> range:
    """Return the numbers of appointments that come after those of the history."""
    return range(appointments + 1, appointments + count + 1)


def invite(connection: Connection, appointments: int, invited: range) -> None:
    """Put more appointments on the ASAP list, one each of some patients."""
    rows = [
        {
            "apt_num": num,
            "pat_num": 1 + num * _SCATTER % patients(appointments),
            "apt_status": AptStatus.BROKEN,
            "priority": Priority.ASAP,
            "pattern": SHORT_PATTERN,
            "apt_date_time": NOW - timedelta(days=30),
        }
        for num in invited
    ]
    connection.execute(insert(appointment), rows)
    _count_on(connection, appointment, invited[-1])


def patients(appointments: int) -> int:
    """Return how many patients have had so many appointments."""
    return appointments // _APPOINTMENTS_OF_A_PATIENT


def gap(turn: int) -> tuple[int, datetime]:
    """Return operatory and start of an opening of 20 minutes between two appointments."""
    day, rest = divmod(turn, _APPOINTMENTS_A_DAY)
    hour, op = divmod(rest, OPERATORIES)
    midnight = datetime.combine(NOW.date(), time())
    days = timedelta(days=1 + day % (_DAYS_AHEAD - 2))
    return 1 + op, midnight + days + OPENS + timedelta(hours=hour, minutes=40)


def _patient() -> Values:
    return {
        "pat_num": number + 1,
        "l_name": literal("Invented") + cast(number, String),
        "f_name": "Anna",
        "wireless_phone": literal("5035550") + cast(100 + number % 100, String),
        "txt_msg_ok": YesNo.YES,
    }


def _appointment(days: int, appointments: int) -> Values:
    day, turn = number // _APPOINTMENTS_A_DAY, number // OPERATORIES % TURNS
    to_come = appointments - _DAYS_AHEAD * _APPOINTMENTS_A_DAY
    return {
        "apt_num": number + 1,
        "pat_num": _patient_of(number, appointments),
        "apt_status": case(
            (number >= to_come, AptStatus.SCHEDULED),
            (number % 20 == 7, AptStatus.BROKEN),
            else_=AptStatus.COMPLETE,
        ),
        "pattern": "//XXXX//",
        "op": 1 + number % OPERATORIES,
        "apt_date_time": later(_first_day(days) + OPENS, day * _MINUTES_A_DAY + turn * 60),
        "priority": case((number % _ASAP_EVERY == 0, Priority.ASAP), else_=Priority.NORMAL),
    }


def _offer(offers: int) -> Values:
    opening, apt_num = number // _OFFERS_OF_AN_OPENING, number // OFFERS_PER_APPOINTMENT + 1
    pause = OFFERS_PER_APPOINTMENT * _APPOINTMENTS_A_DAY
    entered = later(
        NOW - timedelta(minutes=_MINUTES_A_DAY // pause) * offers,
        (number + 1) * (_MINUTES_A_DAY // pause),
    )
    return {
        "asap_comm_num": number + 1,
        "f_key": apt_num,
        "f_key_type": FKeyType.SCHEDULED_APPT,
        "schedule_num": opening // _OPENINGS_A_DAY * _SCHEDULES_A_DAY
        + opening % _OPENINGS_A_DAY
        + 1,
        "pat_num": _patient_of(apt_num - 1, offers // OFFERS_PER_APPOINTMENT),
        "short_guid": cast(number * _GUID_FACTOR % _GUID_PRIME, String),
        "date_time_entry": entered,
        "date_time_expire": entered,
        "date_time_sms_scheduled": entered,
        "date_time_sms_sent": entered,
        "sms_send_status": case(
            (number >= offers - _WAITING, SendStatus.SEND_NOT_ATTEMPTED),
            (number % 20 == 7, SendStatus.DO_NOT_SEND),
            (number % 20 == 13, SendStatus.SEND_FAILED),
            else_=SendStatus.SEND_SUCCESSFUL,
        ),
        "email_send_status": SendStatus.DO_NOT_SEND,
        "response_status": ResponseStatus.PENDING_RSVP,
        "template_text": _TEMPLATE,
    }


def _schedule(days: int) -> Values:
    day, place = number // _SCHEDULES_A_DAY, number % _SCHEDULES_A_DAY
    is_opening = place < _OPENINGS_A_DAY
    is_hours = place < _OPENINGS_A_DAY + OPERATORIES
    return {
        "schedule_num": number + 1,
        "sched_date": func.date(later(_first_day(days), day * _MINUTES_A_DAY)),
        "start_time": case((is_opening, _at(14, 40)), (is_hours, _at(8)), else_=_at(7)),
        "stop_time": case((is_opening, _at(15)), (is_hours, _at(18)), else_=_at(8)),
        "sched_type": case(
            (is_opening, ScheduleType.WEB_SCHED_ASAP),
            (is_hours, ScheduleType.PROVIDER),
            else_=ScheduleType.BLOCKOUT,
        ),
        "blockout_type": case((is_hours, 0), else_=_NO_SCHEDULING),
    }


def _at(hour: int, minute: int = 0) -> ColumnElement[time]:
    return literal(time(hour, minute), schedule.c.start_time.type)


def _schedule_op() -> Values:
    return {
        "schedule_op_num": number + 1,
        "schedule_num": number + 1,
        "operatory_num": 1 + number % OPERATORIES,
    }


def _patient_of(index: ColumnElement[int], appointments: int) -> ColumnElement[int]:
    return 1 + index * _SCATTER % patients(appointments)


def _first_day(days: int) -> datetime:
    today = datetime.combine(NOW.date(), time())
    return today - timedelta(days=days - 1 - _DAYS_AHEAD)


def _write_office(connection: Connection) -> None:
    told = {
        **DEFAULTS,
        "WebSchedAsapEnabled": "1",
        "WebSchedAsapTextLimit": "",
        "SmsContractDate": "2020-01-01 00:00:00",
        "PracticeTitle": "Example Dental",
    }
    connection.execute(
        insert(preference),
        [{"pref_name": name, "value_string": value} for name, value in told.items()],
    )
    connection.execute(
        insert(operatory),
        [{"operatory_num": 1 + op, "op_name": f"Op {1 + op}"} for op in range(OPERATORIES)],
    )
    blockout = {"def_num": _NO_SCHEDULING, "category": 25, "item_value": "NS"}
    connection.execute(insert(definition), [blockout])


def _count_on(connection: Connection, table: Table, last: int) -> None:
    """PostgreSQL counts keys in a sequence of its own, which does not see keys that are given."""
    if connection.dialect.name == "postgresql":
        (key,) = table.primary_key.columns
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        connection.execute(select(func.setval(sequence, last)))
