"""The history of offers: lines of Open Dental's window, its two totals, and when a move was made.

Offers are found by key, as in the list; what hangs on them is read by its own key, so that no
statement reads more than its days hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, MetaData, Select, Table, bindparam, case, func, select

from schemas.codes import ApptSource, ResponseStatus
from schemas.keys import AptNum, ClinicNum
from worker.rules.sending import SENT
from worker.store.columns import key, long_text
from worker.store.engine import Transaction
from worker.store.portion import Portion, in_batches, in_portions
from worker.store.practice import patients
from worker.store.practice.asapcomm_list import keys_entered
from worker.store.practice.booking_tables import histappointment
from worker.store.practice.looked_up import operatories_of
from worker.store.practice.optional import where_allowed
from worker.store.practice.tables import asapcomm, clinic, schedule, smstomobile

Line = dict[str, Any]

emailmessage: Final = Table(
    "emailmessage", MetaData(), key("EmailMessageNum"), long_text("BodyText")
)
"""Emails of Open Dental's own window; left blank where they are out of reach."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which offers: entered from start up to end, on the office's clock, between two keys."""

    first: int
    last: int
    start: datetime
    end: datetime
    clinic_num: ClinicNum | None

    @property
    def values(self) -> dict[str, object]:
        """The parameters of a statement about these offers."""
        told = asdict(self)
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Totals:
    """What Open Dental's window counts."""

    slots_filled: int
    texts_sent: int


_WITHIN: Final = (
    asapcomm.c.asap_comm_num >= bindparam("first"),
    asapcomm.c.asap_comm_num <= bindparam("last"),
    asapcomm.c.date_time_entry >= bindparam("start"),
    asapcomm.c.date_time_entry < bindparam("end"),
)
_OF_CLINIC: Final = asapcomm.c.clinic_num == bindparam("clinic_num")
_OFFERS: Final = (
    select(
        *asapcomm.c["asap_comm_num", "f_key", "f_key_type", "schedule_num", "pat_num"],
        *asapcomm.c["clinic_num", "date_time_entry", "date_time_expire", "date_time_sms_scheduled"],
        *asapcomm.c["sms_send_status", "email_send_status", "date_time_sms_sent"],
        *asapcomm.c["date_time_email_sent", "email_message_num", "response_status"],
        *asapcomm.c["date_time_orig", "note", "guid_message_to_mobile"],
    )
    .where(*_WITHIN)
    .order_by(asapcomm.c.asap_comm_num)
)
_PAGE: Final = in_portions(_OFFERS)
_CLINIC_PAGE: Final = in_portions(_OFFERS.where(_OF_CLINIC))
_BACKWARDS: Final = _OFFERS.order_by(None).order_by(asapcomm.c.asap_comm_num.desc())
_NEWEST: Final = in_portions(_BACKWARDS)
_CLINIC_NEWEST: Final = in_portions(_BACKWARDS.where(_OF_CLINIC))
_CLINIC_OFFERS: Final = _OFFERS.where(_OF_CLINIC)
_COUNTED: Final[tuple[ColumnElement[Any], ...]] = (
    func.count(
        case(
            (asapcomm.c.response_status == ResponseStatus.ACCEPTED_AND_MOVED, asapcomm.c.f_key)
        ).distinct()
    ).label("slots_filled"),
    func.count(
        case(
            (
                asapcomm.c.sms_send_status.in_(sorted(SENT)),
                func.coalesce(asapcomm.c.guid_message_to_mobile, ""),
            )
        ).distinct()
    ).label("texts_sent"),
)
_TOTALS: Final = select(*_COUNTED).where(*_WITHIN)
_CLINIC_TOTALS: Final = _TOTALS.where(_OF_CLINIC)
_SLOTS: Final = select(*schedule.c["schedule_num", "sched_date", "start_time", "stop_time"]).where(
    schedule.c.schedule_num.in_(bindparam("schedule_nums", expanding=True))
)
_TEXTS: Final = select(smstomobile.c.guid_message, smstomobile.c.msg_text).where(
    smstomobile.c.guid_message.in_(bindparam("guids", expanding=True))
)
_EMAILS: Final = select(emailmessage.c.email_message_num, emailmessage.c.body_text).where(
    emailmessage.c.email_message_num.in_(bindparam("email_nums", expanding=True))
)
_CLINICS: Final = select(clinic.c.clinic_num, clinic.c.abbr)
_MOVES: Final = select(histappointment.c.apt_num, histappointment.c.hist_date_t_stamp).where(
    histappointment.c.apt_num.in_(bindparam("apt_nums", expanding=True)),
    histappointment.c.appt_source == ApptSource.ASAP,
)


def span(
    transaction: Transaction, start: datetime, end: datetime, clinic_num: ClinicNum | None
) -> Span | None:
    """Find where the offers lie that were entered from start up to end; None if there are none."""
    keys = keys_entered(transaction, start, end)
    return None if keys is None else Span(*keys, start, end, clinic_num)


def offers(transaction: Transaction, within: Span) -> list[Line]:
    """Read every offer, by key."""
    return transaction.all(_of(within, _OFFERS, _CLINIC_OFFERS), **within.values)


def page(transaction: Transaction, within: Span, portion: Portion) -> list[Line]:
    """Read some offers, by key, with the names, times and texts that belong to them."""
    statement = _of(within, _PAGE, _CLINIC_PAGE)
    return _whole(transaction, transaction.all(statement, **within.values, **portion.values))


def newest(transaction: Transaction, within: Span, portion: Portion) -> list[Line]:
    """Read some offers as page does, the last that was made first."""
    statement = _of(within, _NEWEST, _CLINIC_NEWEST)
    return _whole(transaction, transaction.all(statement, **within.values, **portion.values))


def _whole(transaction: Transaction, lines: list[Line]) -> list[Line]:
    names = patients.named(transaction, (line["pat_num"] for line in lines))
    slots = _by_key(transaction, _SLOTS, "schedule_nums", (line["schedule_num"] for line in lines))
    guids = (line["guid_message_to_mobile"] for line in lines)
    texts = _by_key(transaction, _TEXTS, "guids", guids)
    emails: dict[Any, Line] = {}
    nums = {line["email_message_num"] for line in lines} - {0}
    if nums:
        with where_allowed(transaction, emailmessage):
            emails = _by_key(transaction, _EMAILS, "email_nums", nums)
    for line in lines:
        line["patient"] = names.get(line["pat_num"], ())
        line["slot"] = slots.get(line["schedule_num"])
        line["text"] = texts.get(line["guid_message_to_mobile"], {}).get("msg_text")
        line["email"] = emails.get(line["email_message_num"], {}).get("body_text")
    return lines


def totals(transaction: Transaction, within: Span) -> Totals:
    """Count as Open Dental's window does.

    Appointments that were moved, each once; and different GuidMessageToMobile among what was sent,
    so that all without one count as one.
    """
    statement = _TOTALS if within.clinic_num is None else _CLINIC_TOTALS
    return transaction.read(Totals, statement, **within.values) or Totals(0, 0)


def clinics(transaction: Transaction) -> dict[int, str]:
    """Return what clinics are called for short."""
    return {row["clinic_num"]: row["abbr"] or "" for row in transaction.all(_CLINICS)}


def operatories(transaction: Transaction, schedule_nums: Iterable[int]) -> dict[int, int]:
    """Return the operatory of each blockout that is there still."""
    return {
        num: ops[0]
        for nums in in_batches(sorted({*schedule_nums}))
        for num, ops in operatories_of(transaction, list(nums)).items()
        if ops
    }


def moves(transaction: Transaction, apt_nums: Iterable[AptNum]) -> dict[AptNum, list[datetime]]:
    """Return when appointments were moved by an acceptance, on the office's clock."""
    found: dict[AptNum, list[datetime]] = {}
    for row in _rows(transaction, _MOVES, "apt_nums", apt_nums):
        found.setdefault(AptNum(row["apt_num"]), []).append(row["hist_date_t_stamp"])
    return found


def _of(within: Span, every: Select[Any], of_clinic: Select[Any]) -> Select[Any]:
    return every if within.clinic_num is None else of_clinic


def _by_key(
    transaction: Transaction, statement: Select[Any], name: str, keys: Iterable[Any]
) -> dict[Any, Line]:
    """Read rows by their keys, and return them by the first of their columns."""
    return {
        next(iter(row.values())): row
        for row in _rows(transaction, statement, name, (key for key in keys if key))
    }


def _rows(
    transaction: Transaction, statement: Select[Any], name: str, keys: Iterable[Any]
) -> Iterator[Line]:
    for some in in_batches(sorted({*keys})):
        yield from transaction.all(statement, **{name: list(some)})
