"""What an opening for a list needs to know of everybody on it, read at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, or_, select

from schemas.codes import FKeyType, ResponseStatus
from schemas.keys import AptNum, PatNum, Subject
from worker.rules.appointment import Appointment
from worker.rules.sending import WAITING
from worker.rules.slot import Slot
from worker.rules.texting import Patient
from worker.store.engine import Transaction
from worker.store.ledger import offered
from worker.store.ledger.offered import InSlot, of_row
from worker.store.practice import asapcomms, records
from worker.store.practice.tables import appointment, asapcomm

_APPOINTMENTS: Final = select(
    *appointment.c["apt_num", "pat_num", "apt_status", "pattern", "apt_date_time", "priority"],
    appointment.c.appointment_type_num,
).where(appointment.c.apt_num.in_(bindparam("apt_nums", expanding=True)))
_MADE_FROM: Final = select(appointment.c.next_apt_num).where(
    appointment.c.next_apt_num.in_(bindparam("apt_nums", expanding=True))
)
_REFUSED: Final = select(asapcomm.c.pat_num, asapcomm.c.f_key, asapcomm.c.f_key_type).where(
    asapcomm.c.pat_num.in_(bindparam("pat_nums", expanding=True)),
    asapcomm.c.response_status == ResponseStatus.DECLINED_STOP_COMM,
    asapcomm.c.f_key_type.in_(sorted(FKeyType)),
)
_TOO_LATE: Final = select(asapcomm.c.pat_num).where(
    asapcomm.c.pat_num.in_(bindparam("pat_nums", expanding=True)),
    asapcomm.c.response_status == ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE,
    asapcomm.c.date_time_entry >= bindparam("start"),
)
_TEXTS: Final = select(
    *asapcomm.c["pat_num", "sms_send_status", "date_time_sms_scheduled", "date_time_sms_sent"]
).where(
    asapcomm.c.pat_num.in_(bindparam("pat_nums", expanding=True)),
    or_(asapcomms.DUE_THAT_DAY, asapcomms.SENT_THAT_DAY),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of everybody on a list."""

    patients: Mapping[PatNum, Patient]
    held: InSlot
    """Offers that already bring this slot."""
    refused: Collection[tuple[PatNum, Subject]]
    texts_on: Mapping[PatNum, Mapping[date, int]] = field(default_factory=dict)
    """Texts of each day, sent and still to be sent, over all clinics."""


def appointments(transaction: Transaction, apt_nums: Collection[AptNum]) -> dict[int, Appointment]:
    """Read appointments, and whether others were made from them."""
    if not apt_nums:
        return {}
    made_from = set(transaction.column(_MADE_FROM, apt_nums=sorted(apt_nums)))
    return {
        row["apt_num"]: Appointment(is_already_scheduled=row["apt_num"] in made_from, **row)
        for row in transaction.all(_APPOINTMENTS, apt_nums=sorted(apt_nums))
    }


def known(
    transaction: Transaction,
    listed: Collection[Appointment],
    slot: Slot,
    since: datetime,
    until: datetime,
) -> Known:
    """Read what decides about each; texts are counted from one midnight to another."""
    pat_nums = sorted({one.pat_num for one in listed})
    if not pat_nums:
        return Known({}, InSlot({}, {}), ())
    return Known(
        patients=records.find_patients(transaction, pat_nums),
        held=offered.in_slot(transaction, [(one.pat_num, one.subject) for one in listed], slot),
        refused={
            (PatNum(row["pat_num"]), of_row(row))
            for row in transaction.all(_REFUSED, pat_nums=pat_nums)
        },
        texts_on=_texts_on(transaction, pat_nums, since, until),
    )


def came_too_late(
    transaction: Transaction, pat_nums: Collection[PatNum], since: datetime
) -> set[PatNum]:
    """Return who has accepted an opening that was gone, of offers that were made since a moment."""
    if not pat_nums:
        return set()
    return set(transaction.column(_TOO_LATE, pat_nums=sorted(pat_nums), start=since))


def _texts_on(
    transaction: Transaction, pat_nums: list[PatNum], since: datetime, until: datetime
) -> dict[PatNum, dict[date, int]]:
    found: dict[PatNum, dict[date, int]] = {}
    rows = transaction.all(_TEXTS, pat_nums=pat_nums, midnight=since, next_midnight=until)
    for row in rows:
        is_waiting = row["sms_send_status"] in WAITING
        when = row["date_time_sms_scheduled"] if is_waiting else row["date_time_sms_sent"]
        days = found.setdefault(PatNum(row["pat_num"]), {})
        days[when.date()] = days.get(when.date(), 0) + 1
    return found
