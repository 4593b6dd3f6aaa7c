"""The asapcomm table: offers, and what has come of them."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select

from schemas.asapcomm import AsapComm
from schemas.codes import OF_APPOINTMENTS, FKeyType, ResponseStatus, SendStatus
from schemas.keys import AptNum, AsapCommNum, ClinicNum, PatNum, ScheduleNum
from worker.rules.answer import SEEN, UNANSWERED, WAITING
from worker.rules.attempt import AttemptState, Purpose
from worker.rules.health import Backlog
from worker.rules.sending import SENT
from worker.store.engine import Transaction
from worker.store.ledger.attempts import IS_BUSY, IS_OPEN, has_attempt
from worker.store.ledger.backlogs import counting
from worker.store.ledger.holds import is_held
from worker.store.ledger.tables import attempt, request
from worker.store.portion import Portion, in_portions
from worker.store.practice.tables import asapcomm
from worker.store.rows import Through, columns, values

API_COLUMNS = [asapcomm.c[name] for name in AsapComm.model_fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOffer:
    """An offer as sending needs it."""

    asap_comm_num: AsapCommNum
    f_key: AptNum
    f_key_type: int
    schedule_num: ScheduleNum
    pat_num: PatNum
    clinic_num: ClinicNum
    short_guid: str
    date_time_expire: datetime
    date_time_sms_scheduled: datetime
    date_time_sms_sent: datetime
    sms_send_status: int
    response_status: int
    template_text: str
    note: str

    @property
    def is_recall(self) -> bool:
        """Whether it is about a recall, so that FKey is a RecallNum."""
        return self.f_key_type == FKeyType.RECALL

    @property
    def is_seen(self) -> bool:
        """Whether the patient has opened the link, so that the text has arrived."""
        return self.response_status in SEEN

    @property
    def is_foreign(self) -> bool:
        """Whether it has a number that nobody here knows, so that it is left alone."""
        kind, response = FKeyType(self.f_key_type), ResponseStatus(self.response_status)
        return not (kind.is_known and response.is_known)


@dataclass(frozen=True, slots=True)
class DueOffer:
    """An offer to be sent, and the request it came from if it came from one."""

    asap_comm_num: AsapCommNum
    request_id: str | None
    due_local: datetime | None = None
    """One that was put off is due anew."""
    traceparent: str | None = None
    """The trace that its request came with."""


_FIND = select(*API_COLUMNS).where(asapcomm.c.asap_comm_num == bindparam("num"))
_LOAD = select(*columns(StoredOffer, asapcomm)).where(asapcomm.c.asap_comm_num == bindparam("num"))
_BY_LINKS = select(asapcomm.c.short_guid, asapcomm.c.asap_comm_num, asapcomm.c.schedule_num).where(
    asapcomm.c.short_guid.in_(bindparam("short_guids", expanding=True))
)
_BY_LINK = select(asapcomm.c.asap_comm_num).where(asapcomm.c.short_guid == bindparam("short_guid"))
_REFUSED_FOR_GOOD = select(asapcomm.c.asap_comm_num).where(
    asapcomm.c.f_key == bindparam("f_key"),
    asapcomm.c.pat_num == bindparam("pat_num"),
    asapcomm.c.response_status == ResponseStatus.DECLINED_STOP_COMM,
)
REFUSED = _REFUSED_FOR_GOOD.where(asapcomm.c.f_key_type.in_(sorted(OF_APPOINTMENTS)))
REFUSED_RECALL = _REFUSED_FOR_GOOD.where(asapcomm.c.f_key_type == FKeyType.RECALL)
_IS_AT_THE_PROVIDER = has_attempt(Purpose.OFFER, asapcomm.c.asap_comm_num, IS_OPEN)
_IS_OURS = asapcomm.c.f_key_type.in_(sorted(FKeyType)) & asapcomm.c.response_status.in_(
    sorted(ResponseStatus)
)
"""What has a number that nobody here knows belongs to another program, and is left alone."""

_IS_WAITING = asapcomm.c.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED
SEND_STATUS = asapcomm.c.sms_send_status + 0
"""The status where patients or appointments are given: without a sum SQLite goes through all offers
that were ever sent, by the index of the status, as soon as it is asked about many patients.
"""
SENT_THAT_DAY = SEND_STATUS.in_(sorted(SENT)) & (
    (asapcomm.c.date_time_sms_sent >= bindparam("midnight"))
    & (asapcomm.c.date_time_sms_sent < bindparam("next_midnight"))
)
DUE_THAT_DAY = (
    (SEND_STATUS == SendStatus.SEND_NOT_ATTEMPTED)
    & (asapcomm.c.date_time_sms_scheduled >= bindparam("midnight"))
    & (asapcomm.c.date_time_sms_scheduled < bindparam("next_midnight"))
)
_ON_ITS_WAY = _IS_WAITING & asapcomm.c.asap_comm_num.in_(
    select(attempt.c.subject).where(
        attempt.c.purpose == Purpose.OFFER, attempt.c.state == AttemptState.DISPATCHING
    )
)
_OF_PATIENT = (
    select(func.count()).select_from(asapcomm).where(asapcomm.c.pat_num == bindparam("pat_num"))
)
COUNT_PLANNED = _OF_PATIENT.where(or_(DUE_THAT_DAY, SENT_THAT_DAY))
_COUNT_SENT = _OF_PATIENT.where(or_(_ON_ITS_WAY, SENT_THAT_DAY))
_WAITING_OF = select(*columns(StoredOffer, asapcomm)).where(
    asapcomm.c.pat_num == bindparam("pat_num"), _IS_WAITING, _IS_OURS, ~_IS_AT_THE_PROVIDER
)
_DUE = in_portions(
    select(
        asapcomm.c.asap_comm_num,
        request.c.request_id,
        request.c.traceparent,
        asapcomm.c.date_time_sms_scheduled.label("due_local"),
    )
    .join_from(asapcomm, request, request.c.asap_comm_num == asapcomm.c.asap_comm_num, isouter=True)
    .where(
        _IS_WAITING,
        _IS_OURS,
        asapcomm.c.date_time_sms_scheduled <= bindparam("now_local"),
        or_(
            asapcomm.c.date_time_entry <= bindparam("settled"),
            asapcomm.c.date_time_entry < asapcomm.c.date_time_sms_scheduled,
        ),
        ~has_attempt(Purpose.OFFER, asapcomm.c.asap_comm_num, IS_BUSY),
        ~is_held(asapcomm.c.clinic_num),
    )
    .order_by(asapcomm.c.date_time_sms_scheduled, asapcomm.c.asap_comm_num)
)
_OVERDUE = in_portions(
    select(*columns(StoredOffer, asapcomm))
    .where(
        _IS_WAITING,
        _IS_OURS,
        asapcomm.c.date_time_sms_scheduled <= bindparam("now_local"),
        ~_IS_AT_THE_PROVIDER,
    )
    .order_by(asapcomm.c.date_time_sms_scheduled, asapcomm.c.asap_comm_num)
)
_BACKLOG = counting(
    asapcomm.c.date_time_sms_scheduled,
    _IS_WAITING,
    _IS_OURS,
    asapcomm.c.date_time_sms_scheduled <= bindparam("now_local"),
    asapcomm.c.date_time_expire > bindparam("expires_after"),
    ~has_attempt(Purpose.OFFER, asapcomm.c.asap_comm_num, IS_BUSY),
    ~is_held(asapcomm.c.clinic_num),
)
_UNLESS_ANSWERED = case(
    (asapcomm.c.response_status.in_(sorted(UNANSWERED)), bindparam("new_response_status")),
    else_=asapcomm.c.response_status,
)
_BY_STATUS = (
    select(asapcomm.c.sms_send_status, asapcomm.c.email_send_status, func.count().label("offers"))
    .where(asapcomm.c.schedule_num == bindparam("schedule_num"))
    .group_by(asapcomm.c.sms_send_status, asapcomm.c.email_send_status)
)


def find(transaction: Transaction, num: AsapCommNum) -> AsapComm | None:
    """Read an offer as the API shows it."""
    row = transaction.one(_FIND, num=num)
    return None if row is None else AsapComm.model_validate(row)


def load(transaction: Transaction, num: AsapCommNum) -> StoredOffer | None:
    """Read an offer for sending."""
    return transaction.read(StoredOffer, _LOAD, num=num)


def find_by_link(transaction: Transaction, short_guid: str) -> AsapCommNum | None:
    """Return the offer that has this link."""
    num = transaction.value(_BY_LINK, short_guid=short_guid)
    return None if num is None else AsapCommNum(num)


def find_by_links(
    transaction: Transaction, short_guids: Collection[str]
) -> dict[str, tuple[AsapCommNum, ScheduleNum]]:
    """Return the offers that have these links, with their blockouts."""
    rows = transaction.all(_BY_LINKS, short_guids=sorted(short_guids)) if short_guids else []
    return {
        row["short_guid"]: (AsapCommNum(row["asap_comm_num"]), ScheduleNum(row["schedule_num"]))
        for row in rows
    }


def insert(transaction: Transaction, **values: object) -> AsapCommNum:
    """Write an offer; what is left out gets Open Dental's zero value."""
    return AsapCommNum(
        transaction.insert(asapcomm, email_send_status=SendStatus.DO_NOT_SEND, **values)
    )


def add(transaction: Transaction, offer: StoredOffer, **more: object) -> StoredOffer:
    """Write an offer that has no number yet, and return it with its number."""
    new = values(offer)
    del new["asap_comm_num"]
    return replace(offer, asap_comm_num=insert(transaction, **new, **more))


def add_all(
    transaction: Transaction, offers: Iterable[StoredOffer], date_time_entry: datetime
) -> None:
    """Write offers that have no number yet, in one go; there must be one."""
    rows = [
        {
            **values(offer),
            "email_send_status": SendStatus.DO_NOT_SEND,
            "date_time_entry": date_time_entry,
        }
        for offer in offers
    ]
    for row in rows:
        del row["asap_comm_num"]
    transaction.insert_all(asapcomm, rows)


def change(
    transaction: Transaction,
    num: AsapCommNum,
    expected: Collection[SendStatus],
    **new: Any,  # noqa: ANN401 - columns
) -> bool:
    """Change an offer that still has one of the expected send statuses; say whether it had.

    A patient's answer stays, whatever is said of the text.
    """
    if "response_status" in new:
        new["response_status"] = Through(_UNLESS_ANSWERED, new["response_status"])
    return transaction.change(asapcomm, num, {"sms_send_status": expected}, **new)


def undelivered(transaction: Transaction, num: AsapCommNum, note: str) -> bool:
    """Show an offer as failed whose text did not arrive, unless the patient has answered it."""
    return transaction.change(
        asapcomm,
        num,
        {"sms_send_status": SENT, "response_status": [ResponseStatus.PENDING_RSVP]},
        sms_send_status=SendStatus.SEND_FAILED,
        response_status=ResponseStatus.FAILED,
        note=note,
    )


def waiting_of(transaction: Transaction, pat_num: PatNum) -> list[StoredOffer]:
    """Read a patient's offers that are still to be sent and that nobody is sending."""
    return transaction.read_all(StoredOffer, _WAITING_OF, pat_num=pat_num)


def revive(transaction: Transaction, num: AsapCommNum, note: str) -> bool:
    """Show an offer that was given up as sent without a receipt; say whether it was."""
    return transaction.change(
        asapcomm,
        num,
        {
            "sms_send_status": [SendStatus.SEND_FAILED],
            "response_status": [ResponseStatus.FAILED],
        },
        sms_send_status=SendStatus.SENT_AWAITING_RECEIPT,
        response_status=ResponseStatus.PENDING_RSVP,
        note=note,
    )


def expire(transaction: Transaction, num: AsapCommNum) -> bool:
    """Show an offer as Expired if the patient has not answered; say whether that was so."""
    return transaction.change(
        asapcomm, num, {"response_status": WAITING}, response_status=ResponseStatus.EXPIRED
    )


def has_refused(
    transaction: Transaction, pat_num: PatNum, f_key: AptNum, *, is_recall: bool = False
) -> bool:
    """Say whether the patient wants no more offers for an appointment, whatever its status was.

    Or for a recall, whose numbers are others.
    """
    statement = REFUSED_RECALL if is_recall else REFUSED
    return transaction.value(statement, pat_num=pat_num, f_key=f_key) is not None


def count_sent(transaction: Transaction, pat_num: PatNum, day: date) -> int:
    """Count a patient's texts of a day that went out or are on their way, over all clinics."""
    return int(transaction.value(_COUNT_SENT, pat_num=pat_num, **hours_of(day)))


def count_sent_since(
    transaction: Transaction, pat_num: PatNum, since: datetime, until: datetime
) -> int:
    """Count a patient's texts of some days that went out or are on their way, over all clinics."""
    hours = {"midnight": since, "next_midnight": until + timedelta(seconds=1)}
    return int(transaction.value(_COUNT_SENT, pat_num=pat_num, **hours))


def due(
    transaction: Transaction,
    now_local: datetime,
    now: datetime,
    settled: datetime,
    portion: Portion,
) -> list[DueOffer]:
    """Find offers whose time has come and that nobody is sending; a held clinic's are left out.

    ``now`` is the instant and ``now_local`` the office's clock; offers entered after ``settled``
    are left to the one who made them, who has just put them on the queue.
    """
    moments = {"now_local": now_local, "now": now, "settled": settled}
    return transaction.read_all(DueOffer, _DUE, **moments, **portion.values)


def waiting(
    transaction: Transaction, now_local: datetime, now: datetime, expires_after: datetime
) -> Backlog:
    """Count the offers that are due and that nobody is sending, the oldest by the office's clock.

    A held clinic's are left out.

    ``expires_after`` leaves out those whose DateTimeExpire is not later than that.
    """
    moments = {"now_local": now_local, "now": now, "expires_after": expires_after}
    return transaction.read(Backlog, _BACKLOG, **moments) or Backlog()


def overdue(transaction: Transaction, now_local: datetime, portion: Portion) -> list[StoredOffer]:
    """Read offers whose time has come and that nobody is sending, held or not, the oldest first."""
    return transaction.read_all(StoredOffer, _OVERDUE, now_local=now_local, **portion.values)


def count_by_status(
    transaction: Transaction, schedule_num: ScheduleNum
) -> tuple[Counter[int], Counter[int]]:
    """Count the offers of one blockout by SmsSendStatus, and by EmailSendStatus."""
    texts, emails = Counter[int](), Counter[int]()
    for row in transaction.all(_BY_STATUS, schedule_num=schedule_num):
        texts[row["sms_send_status"]] += row["offers"]
        emails[row["email_send_status"]] += row["offers"]
    return texts, emails


def hours_of(day: date) -> dict[str, datetime]:
    """Return the parameters by which a day's texts are counted."""
    midnight = datetime.combine(day, time())
    return {"midnight": midnight, "next_midnight": midnight + timedelta(days=1)}
