"""What a patient's text leaves in the chart: its row in smsfrommobile and a commlog."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from schemas.codes import CommItemMode, CommItemSource, CommSentOrReceived
from schemas.keys import ClinicNum, PatNum
from worker.store.engine import Transaction
from worker.store.practice.smstomobile import commlog_type
from worker.store.practice.tables import commlog, smsfrommobile

_KNOWN = select(smsfrommobile.c.sms_from_mobile_num).where(
    smsfrommobile.c.pat_num == bindparam("pat_num"),
    smsfrommobile.c.guid_message == bindparam("guid"),
)
_SAME = select(commlog.c.commlog_num).where(
    commlog.c.pat_num == bindparam("pat_num"),
    commlog.c.comm_date_time == bindparam("moment"),
    commlog.c.note == bindparam("note"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedText:
    """A text from a patient; PatNum is 0 where the number is nobody's."""

    guid: str
    pat_num: PatNum
    clinic_num: ClinicNum
    match_count: int
    sender: str
    recipient: str
    body: str
    received_at_local: datetime


def insert_received(transaction: Transaction, text: ReceivedText) -> None:
    """Write a patient's text where Open Dental shows texts, unread, and into the commlog.

    What a worker that died had written already is not written again.
    """
    commlog_num = 0
    if text.pat_num:
        commlog_num = _log(
            transaction,
            text.pat_num,
            f"Text message received: {text.body}",
            text.received_at_local,
            CommSentOrReceived.RECEIVED,
        )
    if transaction.value(_KNOWN, pat_num=text.pat_num, guid=text.guid) is not None:
        return
    transaction.insert(
        smsfrommobile,
        pat_num=text.pat_num,
        clinic_num=text.clinic_num,
        commlog_num=commlog_num,
        msg_text=text.body,
        date_time_received=text.received_at_local,
        sms_phone_number=text.recipient,
        mobile_phone_number=text.sender,
        msg_part=1,
        msg_total=1,
        msg_ref_id=text.guid,
        match_count=text.match_count,
        guid_message=text.guid,
    )


def note(transaction: Transaction, pat_num: PatNum, words: str, now_local: datetime) -> None:
    """Write into a patient's commlog what a text of theirs has changed; once."""
    _log(transaction, pat_num, words, now_local, CommSentOrReceived.RECEIVED)


def _log(
    transaction: Transaction,
    pat_num: PatNum,
    words: str,
    moment: datetime,
    direction: CommSentOrReceived,
) -> int:
    known = transaction.value(_SAME, pat_num=pat_num, moment=moment, note=words)
    if known is not None:
        return int(known)
    return transaction.insert(
        commlog,
        pat_num=pat_num,
        comm_date_time=moment,
        comm_type=commlog_type(transaction),
        note=words,
        mode_=CommItemMode.TEXT,
        sent_or_received=direction,
        comm_source=CommItemSource.WEB_SCHED,
        date_t_entry=moment,
    )
