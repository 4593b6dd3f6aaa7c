"""What texts leave in the chart: rows in smstomobile and smsfrommobile, and commlogs."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from schemas.codes import (
    CommItemMode,
    CommItemSource,
    CommSentOrReceived,
    DefCategory,
    SmsDeliveryStatus,
)
from schemas.keys import ClinicNum, PatNum
from worker.rules.attempt import OutgoingText
from worker.store.engine import Transaction
from worker.store.ledger.inbound import Inbound
from worker.store.practice.tables import commlog, definition, smsfrommobile, smstomobile

_KNOWN = select(smsfrommobile.c.sms_from_mobile_num).where(
    smsfrommobile.c.pat_num == bindparam("pat_num"),
    smsfrommobile.c.guid_message == bindparam("guid"),
)
_SAME = select(commlog.c.commlog_num).where(
    commlog.c.pat_num == bindparam("pat_num"),
    commlog.c.comm_date_time == bindparam("moment"),
    commlog.c.note == bindparam("note"),
)

_BY_GUID = select(smstomobile.c.sms_to_mobile_num).where(
    smstomobile.c.guid_message == bindparam("guid")
)
_SAME_COMMLOG = select(commlog.c.commlog_num).where(
    commlog.c.pat_num == bindparam("pat_num"),
    commlog.c.comm_date_time == bindparam("moment"),
    commlog.c.mode_ == CommItemMode.TEXT,
    commlog.c.comm_source == CommItemSource.WEB_SCHED,
)
_DELIVERY = (
    update(smstomobile)
    .where(smstomobile.c.guid_message == bindparam("guid"))
    .values(
        sms_status=bindparam("told"),
        date_time_terminated=bindparam("ended"),
        cust_error_text=bindparam("why"),
    )
)
_COMMLOG_TYPES = (
    select(definition.c.def_num, definition.c.item_value)
    .where(definition.c.category == DefCategory.COMMLOG_TYPES)
    .order_by(definition.c.item_order)
)


def insert_received(
    transaction: Transaction,
    text: Inbound,
    pat_num: PatNum,
    clinic_num: ClinicNum,
    *,
    match_count: int,
    received_at_local: datetime,
) -> None:
    """Write a patient's text where Open Dental shows texts, unread, and into the commlog.

    What a worker that died had written already is not written again. PatNum is 0 where the number is
    nobody's.
    """
    commlog_num = 0
    if pat_num:
        words = f"Text message received: {text.body}"
        commlog_num = note(transaction, pat_num, words, received_at_local)
    guid = text.message_sid
    if transaction.value(_KNOWN, pat_num=pat_num, guid=guid) is not None:
        return
    transaction.insert(
        smsfrommobile,
        pat_num=pat_num,
        clinic_num=clinic_num,
        commlog_num=commlog_num,
        msg_text=text.body,
        date_time_received=received_at_local,
        sms_phone_number=text.recipient,
        mobile_phone_number=text.sender,
        msg_part=1,
        msg_total=1,
        msg_ref_id=guid,
        match_count=match_count,
        guid_message=guid,
    )


def note(transaction: Transaction, pat_num: PatNum, words: str, moment: datetime) -> int:
    """Write into a patient's commlog what a text of theirs says or has changed; once."""
    known = transaction.value(_SAME, pat_num=pat_num, moment=moment, note=words)
    if known is not None:
        return int(known)
    return _insert_commlog(transaction, pat_num, words, moment, CommSentOrReceived.RECEIVED)


def insert_sent(
    transaction: Transaction,
    text: OutgoingText,
    *,
    pat_num: PatNum,
    clinic_num: ClinicNum,
    msg_type: int,
    sender: str,
    parts: int,
    sent_at_local: datetime,
) -> None:
    """Write a text where Open Dental shows texts, and into the patient's commlog.

    What a worker that died had written already is not written again. A number that belongs to no
    patient has no chart.
    """
    guid = text.attempt_id
    was_begun = not transaction.is_atomic and transaction.value(_BY_GUID, guid=guid) is not None
    if not was_begun:
        transaction.insert(
            smstomobile,
            pat_num=pat_num,
            guid_message=guid,
            guid_batch=guid,
            sms_phone_number=sender,
            mobile_phone_number=text.recipient,
            is_time_sensitive=1,
            msg_type=msg_type,
            msg_text=text.body,
            sms_status=SmsDeliveryStatus.PENDING,
            msg_parts=parts,
            clinic_num=clinic_num,
            date_time_sent=sent_at_local,
        )
    if not pat_num:
        return
    if was_begun and transaction.value(_SAME_COMMLOG, pat_num=pat_num, moment=sent_at_local):
        return
    note = f"Text message sent: {text.body}"
    _insert_commlog(transaction, pat_num, note, sent_at_local, CommSentOrReceived.SENT)


def mark_delivery(
    transaction: Transaction,
    guid: str,
    status: SmsDeliveryStatus,
    *,
    ended_local: datetime,
    reason: str,
) -> None:
    """Show in Open Dental's text window how a text has fared; NEVER while it is not at its end."""
    transaction.run(_DELIVERY, guid=guid, told=status, ended=ended_local, why=reason)


def _insert_commlog(
    transaction: Transaction,
    pat_num: PatNum,
    words: str,
    moment: datetime,
    direction: CommSentOrReceived,
) -> int:
    return transaction.insert(
        commlog,
        pat_num=pat_num,
        comm_date_time=moment,
        comm_type=_commlog_type(transaction),
        note=words,
        mode_=CommItemMode.TEXT,
        sent_or_received=direction,
        comm_source=CommItemSource.WEB_SCHED,
        date_t_entry=moment,
    )


def _commlog_type(transaction: Transaction) -> int:
    """Return the commlog type for texts, else the first of the list."""
    types = transaction.memory.get("commlog-types", lambda: transaction.all(_COMMLOG_TYPES))
    for_texts = [row["def_num"] for row in types if row["item_value"] == "TEXT"]
    return next(iter(for_texts or [row["def_num"] for row in types]), 0)
