"""Whether a patient may be texted at all: consent, phone, life."""

from dataclasses import dataclass

from schemas.codes import OptOut, YesNo
from schemas.keys import PatNum
from worker.rules import skip
from worker.rules.move import NOT_SEEN
from worker.rules.phone import dialable
from worker.rules.skip import Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What texting needs to know of a patient."""

    pat_num: PatNum
    f_name: str
    wireless_phone: str
    txt_msg_ok: int
    pat_status: int
    opt_out_sms: int


@dataclass(frozen=True, slots=True)
class TextingPolicy:
    """How the sending clinic texts."""

    is_enabled: bool
    treats_unknown_as_no: bool
    country: str = "US"


def reason_not_to_text(patient: Patient, policy: TextingPolicy) -> Skip | None:
    """Say why a patient cannot be texted; the first reason counts (PatComm.GetReasonCantText).

    Opting out of automated messages comes last and has the words of the API's documentation. Open
    Dental asks for death alone; what an archived or deleted chart is offered could not be accepted.
    """
    if not policy.is_enabled:
        return skip.TEXTING_OFF
    consents = {YesNo.YES} if policy.treats_unknown_as_no else {YesNo.YES, YesNo.UNKNOWN}
    if patient.txt_msg_ok not in consents:
        return skip.NO_TEXTS_WANTED
    if not patient.wireless_phone.strip():
        return skip.NO_WIRELESS_PHONE
    if dialable(patient.wireless_phone, policy.country) is None:
        return skip.INVALID_WIRELESS_PHONE
    if patient.pat_status in NOT_SEEN:
        return skip.UNABLE_TO_RECEIVE
    if patient.opt_out_sms & (OptOut.ALL | OptOut.WEB_SCHED_ASAP):
        return skip.OPTED_OUT
    return None
