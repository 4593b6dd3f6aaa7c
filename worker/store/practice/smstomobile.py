"""The trace a text leaves in the patient's chart: its row in smstomobile and a commlog."""

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
from worker.store.practice.tables import commlog, definition, smstomobile

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


def insert(
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
    transaction.insert(
        commlog,
        pat_num=pat_num,
        comm_date_time=sent_at_local,
        comm_type=commlog_type(transaction),
        note=f"Text message sent: {text.body}",
        mode_=CommItemMode.TEXT,
        sent_or_received=CommSentOrReceived.SENT,
        comm_source=CommItemSource.WEB_SCHED,
        date_t_entry=sent_at_local,
    )


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


def commlog_type(transaction: Transaction) -> int:
    """Return the commlog type for texts, else the first of the list."""
    types = transaction.memory.get("commlog-types", lambda: transaction.all(_COMMLOG_TYPES))
    for_texts = [row["def_num"] for row in types if row["item_value"] == "TEXT"]
    return next(iter(for_texts or [row["def_num"] for row in types]), 0)
