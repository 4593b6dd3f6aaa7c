"""The text that tells a patient that the appointment was moved."""

from datetime import datetime

import structlog

from schemas.codes import SmsMessageSource
from schemas.keys import AsapCommNum
from worker.office import FrontDesk
from worker.rules import template, texting
from worker.rules.attempt import Purpose
from worker.rules.phone import dialable
from worker.rules.slot import Slot
from worker.rules.texting import Patient
from worker.rules.wall_clock import instant
from worker.steps import sending_clinic
from worker.store.engine import Transaction
from worker.store.ledger import own_texts
from worker.store.ledger.own_texts import NewText
from worker.store.practice import records

log = structlog.get_logger()


def write_confirmation(
    transaction: Transaction,
    num: AsapCommNum,
    patient: Patient,
    slot: Slot,
    desk: FrontDesk,
    now: datetime,
) -> int | None:
    """Write the confirmation down, to be sent at once, whatever the hour: the patient is there.

    Returns its number, if it is new. It is written once for the offer that was accepted, whose
    number is given; who may not be texted gets none.
    """
    operatory = records.find_operatory(transaction, slot.op)
    if operatory is None:
        return None
    clinic = sending_clinic.load(transaction, operatory.clinic_num)
    if not clinic.preferences.confirms_by_text:
        return None
    reason = texting.reason_not_to_text(patient, clinic.policy)
    if reason is not None:
        log.info("confirmation.skipped", asap_comm_num=num, reason=reason.code)
        return None
    words = clinic.preferences.text("WebSchedVerifyASAPText")
    date_format = clinic.preferences.text("PatientCommunicationDateFormat")
    body = template.confirmation(words, patient.f_name, slot.start, clinic.contact, date_format)
    new = NewText(
        purpose=Purpose.CONFIRMATION,
        subject=num,
        pat_num=patient.pat_num,
        clinic_num=clinic.clinic_num,
        recipient=dialable(patient.wireless_phone, clinic.policy.country) or "",
        body=body[: template.LONGEST_TEXT],
        msg_type=SmsMessageSource.VERIFY,
        due_at=now,
        expires_at=instant(slot.start, desk.zone),
    )
    return own_texts.add(transaction, new, now)
