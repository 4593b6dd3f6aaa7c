"""Offers of the past: the one that was refused for good, and the two that fill up a day."""

from datetime import date, datetime, time, timedelta
from typing import Final

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AptNum, AsapCommNum, ClinicNum, OpNum, ScheduleNum
from worker.demo import asap_list, day_sheets, patients
from worker.rules.appointment import Appointment, f_key_type, reason_not_offered
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
        asap_list.REFUSED_BEFORE,
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
            asap_list.AT_DAILY_LIMIT,
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
    schedule_num = blockouts.insert(transaction, slot, 1)
    insert_offer(
        transaction,
        appointment,
        (schedule_num, slot, sent_at_local),
        operatory.clinic_num,
        f_key_type=f_key_type(appointment),
        short_guid=f"demo-{sent_at_local:%y%m%d}-{slot.op}",
        response_status=response,
        template_text=template_text(transaction, slot, operatory.clinic_num),
    )
    blockouts.refresh_note(transaction, schedule_num)


def template_text(transaction: Transaction, slot: Slot, clinic_num: ClinicNum) -> str:
    """Return what all patients read alike of a clinic's text about an opening."""
    preferences = records.preferences(transaction, clinic_num)
    return at_creation(
        preferences.text("WebSchedAsapTextTemplate"),
        slot.start,
        records.find_clinic(transaction, clinic_num, preferences).contact,
        preferences.text("PatientCommunicationDateFormat"),
    )


def insert_offer(
    transaction: Transaction,
    appointment: Appointment,
    made: tuple[ScheduleNum, Slot, datetime],
    clinic_num: ClinicNum,
    **values: object,
) -> AsapCommNum:
    """Write an offer: sent in the moment when it was made, unless the values say otherwise."""
    schedule_num, slot, made_at = made
    as_usual = {
        "date_time_sms_scheduled": made_at,
        "sms_send_status": SendStatus.SEND_SUCCESSFUL,
        "date_time_sms_sent": made_at,
        "date_time_orig": appointment.apt_date_time,
    }
    return asapcomms.insert(
        transaction,
        f_key=appointment.apt_num,
        schedule_num=schedule_num,
        pat_num=appointment.pat_num,
        clinic_num=clinic_num,
        date_time_entry=made_at,
        date_time_expire=slot.link_expires(),
        **{**as_usual, **values},
    )
