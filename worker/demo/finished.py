"""Openings of the past weeks with what became of them, so that the history has something to show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import cycle
from typing import Final

from schemas.codes import (
    AptStatus,
    FKeyType,
    ResponseStatus,
    SendStatus,
    SmsDeliveryStatus,
    SmsMessageSource,
)
from schemas.keys import AptNum, AsapCommNum, ClinicNum, OpNum, PatNum, ScheduleNum
from worker.demo import asap_list, day_sheets, patients
from worker.demo.asap_list import HARBOR, HARBOR_DENTIST, LIST_OF_TWELVE
from worker.demo.bookings import pattern
from worker.demo.day_sheets import filled
from worker.demo.office import UNCONFIRMED
from worker.rules.answer import Answer, Outcome
from worker.rules.appointment import Appointment, f_key_type, reason_not_offered
from worker.rules.phone import dialable
from worker.rules.skip import SLOT_TAKEN
from worker.rules.slot import Slot
from worker.rules.template import at_creation, at_sending
from worker.store.engine import Transaction
from worker.store.ledger import answers
from worker.store.practice import asapcomms, blockouts, records
from worker.store.practice.tables import appointment, smstomobile

_TEXTS_A_DAY: Final = 2
_OFFERED_THEN: Final = (OpNum(1), OpNum(4))
_REFUSED_AGO: Final = timedelta(days=20)

_TAKER: Final = 1
"""The place on the list of who takes the opening: the second."""
_WAS_LATER: Final = timedelta(days=12)
_SAID: Final = (
    ResponseStatus.DECLINED,
    ResponseStatus.VIEWED_NOT_AVAILABLE,
    ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE,
    ResponseStatus.EXPIRED,
)


@dataclass(frozen=True, slots=True)
class Past:
    """An opening that was offered some days ago, and to whom it went."""

    days_ago: int
    hour: int
    days_ahead: int
    texts: int
    pace: int
    """Minutes between two texts."""
    minutes: int | None
    """Until it was filled; None where nobody took it."""
    number: int

    @property
    def taker(self) -> tuple[AptNum, PatNum]:
        """Who has it, or would."""
        return AptNum(12400 + self.number), PatNum(34 + self.number)


PAST: Final = (
    # days ago, hour, days ahead, texts, minutes between, minutes until filled, who took it
    Past(25, 9, 1, 5, 4, 9, 1),
    Past(18, 8, 1, 8, 4, 26, 2),
    Past(17, 13, 1, 12, 2, None, 3),
    Past(11, 9, 1, 3, 4, 6, 4),
    Past(10, 11, 1, 6, 2, 14, 5),
    Past(8, 9, 1, 7, 4, 17, 6),
    Past(1, 9, 3, 4, 8, 11, 3),
)
"""The last is of yesterday, for the day after tomorrow.

The others are more than a week ago, so that who lists the offers of a week sees their own soon.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What became of one offer."""

    apt_num: AptNum
    due: datetime
    is_sent: bool
    response: ResponseStatus


def insert_finished(transaction: Transaction, today: date, zone: tzinfo) -> None:
    """Write the openings that are over: blockout, offers, texts, and the appointment that moved."""
    for number, past in enumerate(PAST):
        offered = datetime.combine(today - timedelta(days=past.days_ago), time(past.hour))
        slot = filled(offered.date() + timedelta(days=past.days_ahead))
        schedule_num = blockouts.insert(transaction, slot, past.texts)
        _insert_taken(transaction, past, slot, today)
        for place, offer in enumerate(_offers(past, offered)):
            guid = f"demo-{number}-{place}"
            num = _insert_offer(transaction, offer, (schedule_num, slot, offered), guid)
            if offer.response is ResponseStatus.ACCEPTED_AND_MOVED:
                _insert_answer(transaction, num, past, slot, offered.replace(tzinfo=zone))
        blockouts.refresh_note(transaction, schedule_num)


def _offers(past: Past, offered: datetime) -> Iterator[Offer]:
    """Return the offers in their order; who comes after the acceptance is not texted any more."""
    others, said = cycle(LIST_OF_TWELVE), cycle(_SAID)
    taken = None if past.minutes is None else offered + timedelta(minutes=past.minutes)
    for place in range(past.texts):
        due = offered + timedelta(minutes=place * past.pace)
        is_sent = taken is None or due < taken
        if place == _TAKER and taken is not None:
            response, apt_num = ResponseStatus.ACCEPTED_AND_MOVED, past.taker[0]
        else:
            response, apt_num = next(said) if is_sent else ResponseStatus.FAILED, next(others)
        yield Offer(apt_num=apt_num, due=due, is_sent=is_sent, response=response)


def _insert_taken(transaction: Transaction, past: Past, slot: Slot, today: date) -> None:
    """Put the appointment where it has moved to."""
    if past.minutes is None:
        return
    apt_num, pat_num = past.taker
    transaction.insert(
        appointment,
        apt_num=apt_num,
        pat_num=pat_num,
        apt_status=AptStatus.COMPLETE if slot.start.date() < today else AptStatus.SCHEDULED,
        pattern=pattern(60),
        confirmed=UNCONFIRMED,
        op=slot.op,
        prov_num=HARBOR_DENTIST,
        clinic_num=HARBOR,
        apt_date_time=slot.start,
        proc_descript="Comp, 2 surfaces",
    )


def _insert_offer(
    transaction: Transaction, offer: Offer, made: tuple[ScheduleNum, Slot, datetime], guid: str
) -> AsapCommNum:
    _, slot, _ = made
    found = records.find_appointment(transaction, offer.apt_num)
    if found is None:
        raise LookupError(f"The demo has no appointment {offer.apt_num}.")
    text = _text(transaction, slot, HARBOR)
    more: dict[str, object] = {"guid_message_to_mobile": guid}
    if offer.is_sent:
        _insert_text(transaction, found.pat_num, text, offer, guid)
    else:
        more = {"sms_send_status": SendStatus.DO_NOT_SEND, "note": SLOT_TAKEN.sentence}
    has_moved = offer.response is ResponseStatus.ACCEPTED_AND_MOVED
    if has_moved:
        more["date_time_orig"] = slot.start + _WAS_LATER
    return _write(
        transaction,
        found,
        made,
        HARBOR,
        f_key_type=FKeyType.SCHEDULED_APPT if has_moved else f_key_type(found),
        short_guid=guid,
        date_time_sms_scheduled=offer.due,
        date_time_sms_sent=offer.due,
        response_status=offer.response,
        template_text=text,
        **more,
    )


def _insert_text(
    transaction: Transaction,
    pat_num: PatNum,
    template_text: str,
    offer: Offer,
    guid: str,
) -> None:
    patient = records.find_patients(transaction, [pat_num])[pat_num]
    transaction.insert(
        smstomobile,
        pat_num=pat_num,
        guid_message=guid,
        guid_batch=guid,
        mobile_phone_number=dialable(patient.wireless_phone, "US"),
        is_time_sensitive=1,
        msg_type=SmsMessageSource.WEB_SCHED_ASAP,
        msg_text=at_sending(template_text, patient.f_name, f"https://quillwater.example/a/{guid}"),
        sms_status=SmsDeliveryStatus.DELIVERY_CONF,
        clinic_num=HARBOR,
        date_time_sent=offer.due,
        date_time_terminated=offer.due,
    )


def _insert_answer(
    transaction: Transaction, num: AsapCommNum, past: Past, slot: Slot, offered: datetime
) -> None:
    """Write when it was accepted, by which the history counts the minutes."""
    apt_num, pat_num = past.taker
    accepted = offered + timedelta(minutes=past.minutes or 0)
    answers.add(
        transaction,
        page=f"{pat_num}/apt/{apt_num}",
        after=0,
        asap_comm_num=num,
        answer=Answer.ACCEPT,
        was_start=slot.start + _WAS_LATER,
        slot_start=slot.start,
        answered_at=accepted,
        outcome=Outcome.MOVED,
        ended_at=accepted,
    )


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
    _write(
        transaction,
        appointment,
        (schedule_num, slot, sent_at_local),
        operatory.clinic_num,
        f_key_type=f_key_type(appointment),
        short_guid=f"demo-{sent_at_local:%y%m%d}-{slot.op}",
        response_status=response,
        template_text=_text(transaction, slot, operatory.clinic_num),
    )
    blockouts.refresh_note(transaction, schedule_num)


def _text(transaction: Transaction, slot: Slot, clinic_num: ClinicNum) -> str:
    """Return what all patients read alike of a clinic's text about an opening."""
    preferences = records.preferences(transaction, clinic_num)
    return at_creation(
        preferences.text("WebSchedAsapTextTemplate"),
        slot.start,
        records.find_clinic(transaction, clinic_num, preferences).contact,
        preferences.text("PatientCommunicationDateFormat"),
    )


def _write(
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
