"""The offers behind one link, and the changes that answers make to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from schemas.codes import OF_APPOINTMENTS, FKeyType, ResponseStatus, ScheduleType, SendStatus
from schemas.keys import AptNum, AsapCommNum, OpNum, PatNum, RecallNum, ScheduleNum
from worker.rules.answer import ASKED, FINAL
from worker.rules.attempt import Purpose
from worker.rules.openings import WrittenOffer
from worker.rules.slot import Slot
from worker.store import rows
from worker.store.engine import Transaction
from worker.store.ledger.attempts import IS_OPEN, has_attempt
from worker.store.practice import blockouts, recalls
from worker.store.practice.records import times_of
from worker.store.practice.tables import appointment, asapcomm, patient, schedule, scheduleop


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link belongs to, and which appointment or recall it is about."""

    asap_comm_num: AsapCommNum
    pat_num: PatNum
    f_key: AptNum
    f_key_type: FKeyType
    expires: datetime

    @property
    def is_recall(self) -> bool:
        """Whether it is about a recall, so that FKey is a RecallNum."""
        return self.f_key_type is FKeyType.RECALL

    @property
    def page(self) -> str:
        """The name under which all answers for this appointment are kept."""
        return f"{self.pat_num}/{_subject(self.f_key_type)}/{self.f_key}"


class Place(NamedTuple):
    """Where a blockout stands; nothing is known of one that staff removed."""

    op: OpNum | None
    start: datetime | None
    stop: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedOffer(WrittenOffer):
    """An offer as it is stored, with its place on the schedule."""

    date_time_orig: datetime
    op: OpNum | None
    start: datetime | None
    stop: datetime | None
    """The end of its blockout; None where the blockout has been ended by us."""


_LINK = (
    *asapcomm.c["asap_comm_num", "pat_num", "f_key", "f_key_type", "short_guid"],
    asapcomm.c.date_time_expire.label("expires"),
)
_BY_LINK = (
    select(*_LINK)
    .where(asapcomm.c.short_guid == bindparam("short_guid"))
    .order_by(asapcomm.c.date_time_expire.desc(), asapcomm.c.asap_comm_num.desc())
)
_LINK_OF = select(*_LINK).where(asapcomm.c.asap_comm_num == bindparam("num"))
_OF_PAGE = (
    select(
        *asapcomm.c["asap_comm_num", "f_key_type", "response_status", "sms_send_status"],
        *asapcomm.c["schedule_num", "clinic_num", "date_time_orig", "note"],
        asapcomm.c.date_time_entry.label("entered"),
        asapcomm.c.date_time_expire.label("expires"),
        *schedule.c["sched_date", "start_time", "stop_time"],
        scheduleop.c.operatory_num,
    )
    .join_from(
        asapcomm,
        schedule,
        (schedule.c.schedule_num == asapcomm.c.schedule_num)
        & (schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP),
        isouter=True,
    )
    .join(scheduleop, scheduleop.c.schedule_num == schedule.c.schedule_num, isouter=True)
    .where(asapcomm.c.f_key == bindparam("f_key"), asapcomm.c.pat_num == bindparam("pat_num"))
)
_ANSWERED = (
    update(asapcomm)
    .where(
        asapcomm.c.asap_comm_num == bindparam("num"),
        asapcomm.c.response_status.not_in(sorted(FINAL)),
    )
    .values(response_status=bindparam("new"))
)
_STOP = (
    update(asapcomm)
    .where(
        asapcomm.c.asap_comm_num.in_(bindparam("asap_comm_nums", expanding=True)),
        asapcomm.c.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED,
        ~has_attempt(Purpose.OFFER, asapcomm.c.asap_comm_num, IS_OPEN),
    )
    .values(
        sms_send_status=SendStatus.DO_NOT_SEND,
        date_time_sms_sent=bindparam("now_local"),
        note=bindparam("text"),
    )
)
_IS_STOPPED = (
    asapcomm.c.asap_comm_num.in_(bindparam("asap_comm_nums", expanding=True)),
    asapcomm.c.response_status == ResponseStatus.AWAITING_TRANSMIT,
    asapcomm.c.sms_send_status == SendStatus.DO_NOT_SEND,
)
_STOPPED = select(asapcomm.c.asap_comm_num).where(*_IS_STOPPED).order_by(asapcomm.c.asap_comm_num)
_MARK_STOPPED = update(asapcomm).where(*_IS_STOPPED).values(response_status=ResponseStatus.FAILED)
_BLOCKOUTS_THAT_DAY = select(
    schedule.c.schedule_num, schedule.c.sched_date, schedule.c.start_time
).where(
    schedule.c.sched_date.in_(bindparam("days", expanding=True)),
    schedule.c.sched_type == ScheduleType.WEB_SCHED_ASAP,
    blockouts.IS_THERE,
)
_UNANSWERED = (
    select(
        *asapcomm.c["asap_comm_num", "schedule_num", "note", "f_key", "f_key_type"],
        appointment.c.pattern,
    )
    .join_from(asapcomm, appointment, appointment.c.apt_num == asapcomm.c.f_key, isouter=True)
    .where(
        asapcomm.c.schedule_num.in_(bindparam("nums", expanding=True)),
        asapcomm.c.response_status == ResponseStatus.AWAITING_TRANSMIT,
        asapcomm.c.f_key_type.in_(sorted(FKeyType)),
    )
)
_LANGUAGE = select(patient.c.language).where(patient.c.pat_num == bindparam("pat_num"))


@dataclass(frozen=True, slots=True)
class UnsentOffer:
    """Another patient's offer that waits to be sent."""

    asap_comm_num: AsapCommNum
    schedule_num: ScheduleNum
    note: str


def find_link(transaction: Transaction, short_guid: str) -> Link | None:
    """Return whom a link belongs to; letter case counts, also where the database ignores it.

    The newest DateTimeExpire wins where two offers have the same link.
    """
    for row in transaction.all(_BY_LINK, short_guid=short_guid):
        if row["short_guid"] == short_guid:
            return rows.read(Link, row)
    return None


def link_of(transaction: Transaction, num: AsapCommNum) -> Link | None:
    """Return whom an offer belongs to."""
    return transaction.read(Link, _LINK_OF, num=num)


def of_page(transaction: Transaction, link: Link) -> list[LinkedOffer]:
    """Read every offer to the same patient for the same appointment, or for the same recall."""
    found = {
        row["asap_comm_num"]: row
        for row in transaction.all(_OF_PAGE, f_key=link.f_key, pat_num=link.pat_num)
        if _subject(link.f_key_type) == _subject(FKeyType(row["f_key_type"]))
    }
    gone = (one["schedule_num"] for one in found.values() if not _place(one))
    ended = blockouts.ended(transaction, gone)
    places = {
        num: _place(row) or Place(*ended.get(row["schedule_num"], (None, None)))
        for num, row in found.items()
    }
    return [rows.read(LinkedOffer, found[num] | places[num]._asdict()) for num in sorted(found)]


def _place(row: dict[str, Any]) -> Place | None:
    """Say where an offer's blockout stands; None where it is not on the schedule."""
    if row["operatory_num"] is None:
        return None
    return Place(OpNum(row["operatory_num"]), *times_of(row))


def mark_opened(transaction: Transaction, num: AsapCommNum, new: ResponseStatus) -> bool:
    """Write that an offer was looked at, unless it was answered meanwhile; say whether it was not."""
    return transaction.change(asapcomm, num, {"response_status": ASKED}, response_status=new)


def mark_answered(transaction: Transaction, num: AsapCommNum, new: ResponseStatus) -> None:
    """Write what has come of an offer; what is final stays."""
    transaction.run(_ANSWERED, num=num, new=new)


def stop_sending(
    transaction: Transaction, nums: Sequence[AsapCommNum], note: str, now_local: datetime
) -> None:
    """Stop the texts that nobody is sending in this moment, and give them one Note."""
    transaction.run(_STOP, asap_comm_nums=nums, text=note, now_local=now_local)


def mark_stopped(transaction: Transaction, nums: Sequence[AsapCommNum]) -> list[AsapCommNum]:
    """Write that nothing comes of the offers whose texts were stopped; returns which these are."""
    stopped = transaction.column(_STOPPED, asap_comm_nums=nums)
    if stopped:
        transaction.run(_MARK_STOPPED, asap_comm_nums=stopped)
    return stopped


def unanswered_in(transaction: Transaction, slot: Slot) -> Iterable[UnsentOffer]:
    """Find offers that wait to be sent for a time which overlaps a slot."""
    starts = {
        row["schedule_num"]: datetime.combine(row["sched_date"], row["start_time"])
        for row in transaction.all(_BLOCKOUTS_THAT_DAY, op=slot.op, days=slot.days())
    }
    if not starts:
        return
    found = transaction.all(_UNANSWERED, nums=sorted(starts))
    of_recalls = {RecallNum(row["f_key"]) for row in found if row["f_key_type"] == FKeyType.RECALL}
    patterns = recalls.find_patterns(transaction, of_recalls)
    for row in found:
        is_recall = row["f_key_type"] == FKeyType.RECALL
        pattern = patterns.get(row["f_key"]) if is_recall else row["pattern"]
        other = Slot.for_pattern(slot.op, starts[row["schedule_num"]], pattern)
        if slot.overlaps(other.start, other.end):
            yield rows.read(UnsentOffer, row)


def unanswered_of(transaction: Transaction, schedule_num: ScheduleNum) -> list[UnsentOffer]:
    """Find the offers of a blockout that wait to be sent."""
    return transaction.read_all(UnsentOffer, _UNANSWERED, nums=[schedule_num])


def language(transaction: Transaction, pat_num: PatNum) -> str:
    """Return the language that the office has noted for a patient; blank is the usual one."""
    return str(transaction.value(_LANGUAGE, pat_num=pat_num) or "")


def _subject(kind: FKeyType) -> str:
    """Say what a kind of offers is about; what is not known is about nothing else."""
    if kind in OF_APPOINTMENTS:
        return "apt"
    return "recall" if kind is FKeyType.RECALL else kind.name
