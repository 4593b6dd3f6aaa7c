"""The last step before the call: through the gate, then the attempt is written.

Whoever claims holds the locks of slot and patient, and has found no reason against the text.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from schemas.codes import SendStatus
from schemas.keys import ClinicNum
from worker.office import Office
from worker.rules import skip
from worker.rules.attempt import Purpose, TextKey
from worker.rules.phone import dialable
from worker.rules.segments import count_segments
from worker.rules.sending import statuses_when_skipped
from worker.rules.skip import Skip, add_note
from worker.rules.template import LONGEST_TEXT, at_sending
from worker.rules.texting import Patient
from worker.steps import gate
from worker.steps.dispatch import Claimed, Message, begin
from worker.steps.gate import Closed, Go, Wait
from worker.steps.link import new_short_guid, offer_url
from worker.steps.sending_clinic import SendingClinic
from worker.store import blockouts, offers
from worker.store.engine import Transaction
from worker.store.offers import StoredOffer

log = structlog.get_logger()

WAITING: Final = (SendStatus.SEND_NOT_ATTEMPTED,)


def claim(
    transaction: Transaction,
    offer: StoredOffer,
    message: Message,
    attempts_before: int,
    clinic_num: ClinicNum,
    office: Office,
    now: datetime,
) -> Claimed | None:
    """Ask the gate for an offer's text and write the attempt; else put it off or skip it."""
    now_local = office.local(now)
    if len(message.body) > LONGEST_TEXT:
        skip_offer(transaction, offer, skip.TOO_LONG, now_local)
        return None
    segments = count_segments(message.body)
    match gate.ask(transaction, office, clinic_num, segments, now, is_capped=True):
        case Skip() as reason:
            skip_offer(transaction, offer, reason, now_local)
            return None
        case Wait(until):
            put_off(transaction, offer, office.local(until + timedelta(seconds=1)))
            return None
        case Closed():
            return None
        case Go(is_probe):
            message = replace(message, is_probe=is_probe)
    if message.token != offer.short_guid:
        offers.change(transaction, offer.asap_comm_num, WAITING, short_guid=message.token)
    return begin(transaction, message, attempts_before, office, now)


def offer_message(
    office: Office,
    offer: StoredOffer,
    patient: Patient,
    clinic: SendingClinic,
    valid_for: timedelta,
) -> Message:
    """Render an offer's text, with the link that no other text has."""
    token = offer.short_guid or new_short_guid()
    return Message(
        key=TextKey(Purpose.OFFER, offer.asap_comm_num),
        recipient=dialable(patient.wireless_phone, clinic.policy.country) or "",
        body=at_sending(offer.template_text, patient.f_name, offer_url(office.base_url, token)),
        token=token,
        valid_for=valid_for,
    )


def put_off(transaction: Transaction, offer: StoredOffer, until_local: datetime) -> None:
    """Put the text off; it will be checked anew."""
    waits_until = {"date_time_sms_scheduled": until_local}
    offers.change(transaction, offer.asap_comm_num, WAITING, **waits_until)
    log.info("text.deferred", asap_comm_num=offer.asap_comm_num)


def skip_offer(
    transaction: Transaction, offer: StoredOffer, reason: Skip, now_local: datetime
) -> None:
    """Leave the text with its reason in Note."""
    send_status, response_status = statuses_when_skipped(reason)
    offers.change(
        transaction,
        offer.asap_comm_num,
        WAITING,
        sms_send_status=send_status,
        response_status=response_status,
        date_time_sms_sent=now_local,
        note=add_note(offer.note, reason.sentence),
    )
    blockouts.refresh_note(transaction, offer.schedule_num)
    log.info("text.skipped", asap_comm_num=offer.asap_comm_num, reason=reason.code)
