"""Whether a patient may be texted at all: consent, phone, life."""

import re
from dataclasses import dataclass

from schemas.codes import OptOut, PatStatus, YesNo
from schemas.keys import PatNum
from worker.rules import skip
from worker.rules.skip import Skip

_NORTH_AMERICA = frozenset({"US", "CA"})
_SHORT_CODE_DIGITS = frozenset({5, 6})
_NORTH_AMERICAN_DIGITS = 11
_NOT_A_DIGIT = re.compile(r"[^0-9]")


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


def dialable(phone: str, country: str) -> str | None:
    """Return the digits to dial with country code, or None where the number is not valid.

    Digits only; in the US and Canada a 1 is put in front and 11 digits are needed, short codes of
    5 or 6 digits aside; elsewhere the digits stand as they are (Open Dental's PatComm).
    """
    digits = _NOT_A_DIGIT.sub("", phone)
    if not digits:
        return None
    if country not in _NORTH_AMERICA or len(digits) in _SHORT_CODE_DIGITS:
        return digits
    digits = digits if digits.startswith("1") else f"1{digits}"
    return digits if len(digits) == _NORTH_AMERICAN_DIGITS else None


def country_of(number: str) -> str:
    """Return a country whose rule for dialing leads to a number: the US, or any that has none."""
    return "US" if number.startswith("1") and len(number) == _NORTH_AMERICAN_DIGITS else ""


def spellings(number: str) -> frozenset[str]:
    """Return the ways in which offices write a number, so that it can be looked up by an index."""
    if not country_of(number):
        return frozenset({number, f"+{number}"})
    area, exchange, line = number[1:4], number[4:7], number[7:]
    plain = {
        f"{area}{exchange}{line}",
        f"({area}){exchange}-{line}",
        f"({area}) {exchange}-{line}",
        f"{area}-{exchange}-{line}",
        f"{area}.{exchange}.{line}",
        f"{area} {exchange} {line}",
        f"{area} {exchange}-{line}",
        f"{area}/{exchange}-{line}",
    }
    prefixes = ("", "1", "1-", "1.", "1 ", "+1", "+1-", "+1.", "+1 ")
    return frozenset(prefix + written for prefix in prefixes for written in plain)


def reason_not_to_text(patient: Patient, policy: TextingPolicy) -> Skip | None:
    """Say why a patient cannot be texted; the first reason counts (PatComm.GetReasonCantText).

    Opting out of automated messages comes last and has the words of the API's documentation.
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
    if patient.pat_status == PatStatus.DECEASED:
        return skip.UNABLE_TO_RECEIVE
    if patient.opt_out_sms & (OptOut.ALL | OptOut.WEB_SCHED_ASAP):
        return skip.OPTED_OUT
    return None
