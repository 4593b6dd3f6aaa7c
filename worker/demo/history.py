"""Offers of the past: the one that was refused for good, and the two that fill up a day."""

from datetime import date, datetime, time, timedelta
from typing import Final

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AptNum, OpNum
from worker.demo import day_sheets, patients, story
from worker.rules.appointment import f_key_type, reason_not_offered
from worker.rules.slot import Slot
from worker.rules.template import at_creation
from worker.store.engine import Transaction
from worker.store.practice import asapcomms, blockouts, records

_TEXTS_A_DAY: Final = 2
_OFFERED_THEN: Final = (OpNum(1), OpNum(4))
_REFUSED_AGO: Final = timedelta(days=20)


def insert_refusal(transaction: Transaction, today: date) -> None:
    """Write an offer of weeks ago whose patient wants no more of them."""
    day = today - _REFUSED_AGO
    start = datetime.combine(day, time(14))
    _insert_sent(
        transaction,
        story.REFUSED_BEFORE,
        Slot(OpNum(2), start, start + timedelta(minutes=40)),
        datetime.combine(day, time(9)),
        ResponseStatus.DECLINED_STOP_COMM,
    )


def use_up_texts(transaction: Transaction, today: date) -> None:
    """Let the patient at the daily limit have had two texts today.

    They were sent at midnight, so that they are in the past whenever the day is looked at.
    """
    sent = asapcomms.count_sent(transaction, patients.AT_DAILY_LIMIT, today)
    tomorrow = today + timedelta(days=1)
    for op in _OFFERED_THEN[sent:_TEXTS_A_DAY]:
        hour = day_sheets.open_hour(tomorrow, op)
        _insert_sent(
            transaction,
            story.AT_DAILY_LIMIT,
            Slot(op, hour.start, hour.start + timedelta(minutes=30)),
            datetime.combine(today, time()),
            ResponseStatus.PENDING_RSVP,
        )


def _insert_sent(
    transaction: Transaction,
    apt_num: AptNum,
    slot: Slot,
    sent_at_local: datetime,
    response: ResponseStatus,
) -> None:
    appointment = records.find_appointment(transaction, apt_num)
    operatory = records.find_operatory(transaction, slot.op)
    if appointment is None or operatory is None or reason_not_offered(appointment):
        return  # somebody has changed the demo, so it no longer tells this
    preferences = records.preferences(transaction, operatory.clinic_num)
    schedule_num = blockouts.insert(transaction, slot, 1)
    asapcomms.insert(
        transaction,
        f_key=apt_num,
        f_key_type=f_key_type(appointment),
        schedule_num=schedule_num,
        pat_num=appointment.pat_num,
        clinic_num=operatory.clinic_num,
        short_guid=f"demo-{sent_at_local:%y%m%d}-{slot.op}",
        date_time_entry=sent_at_local,
        date_time_expire=slot.link_expires(),
        date_time_sms_scheduled=sent_at_local,
        sms_send_status=SendStatus.SEND_SUCCESSFUL,
        date_time_sms_sent=sent_at_local,
        response_status=response,
        date_time_orig=appointment.apt_date_time,
        template_text=at_creation(
            preferences.text("WebSchedAsapTextTemplate"),
            slot.start,
            records.find_clinic(transaction, operatory.clinic_num, preferences).contact,
            preferences.text("PatientCommunicationDateFormat"),
        ),
    )
    blockouts.refresh_note(transaction, schedule_num)
