"""Which clinic sends, how it names itself, and whether it may text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas.keys import ClinicNum
from worker.rules import skip
from worker.rules.phone import dialable
from worker.rules.preferences import Preferences
from worker.rules.skip import Skip
from worker.rules.template import OfficeContact
from worker.rules.texting import Patient, TextingPolicy
from worker.store.engine import Transaction
from worker.store.ledger import numbers
from worker.store.ledger.numbers import NumberState
from worker.store.practice import records
from worker.store.practice.records import Clinic

_AGAINST: Final[Mapping[NumberState, Skip]] = {
    NumberState.BAD: skip.BAD_NUMBER,
    NumberState.OPTED_OUT: skip.OPTED_OUT,
}


@dataclass(frozen=True, slots=True)
class SendingClinic:
    """The clinic in whose name a text goes out; 0 while the office does not use clinics."""

    clinic_num: ClinicNum
    preferences: Preferences
    policy: TextingPolicy
    contact: OfficeContact


def contact(transaction: Transaction, clinic_num: ClinicNum) -> OfficeContact:
    """Read how the clinic of an offer names itself."""
    _, clinic = _find(transaction, clinic_num)
    return clinic.contact


def load(transaction: Transaction, clinic_num: ClinicNum) -> SendingClinic:
    """Read the clinic of an operatory or of an offer.

    Clinic 0 texts as TextingDefaultClinicNum when the office uses clinics; without clinics the
    practice's own contract date counts (Open Dental's SmsPhones.IsTextingEnabled).
    """
    preferences, clinic = _find(transaction, clinic_num)
    clinic_num = texting_clinic = clinic.clinic_num
    if not preferences.clinics_on:
        may_text = preferences.has_date("SmsContractDate")
    elif clinic_num:
        may_text = clinic.has_texting_contract
    else:
        texting_clinic = ClinicNum(preferences.number("TextingDefaultClinicNum"))
        may_text = records.texting_contract(transaction, texting_clinic)
    return SendingClinic(
        clinic_num,
        preferences,
        TextingPolicy(
            is_enabled=may_text,
            treats_unknown_as_no=preferences.is_on("TextMsgOkStatusTreatAsNo"),
            country=records.texting_country(transaction, texting_clinic),
        ),
        clinic.contact,
    )


def _find(transaction: Transaction, clinic_num: ClinicNum) -> tuple[Preferences, Clinic]:
    """Read a clinic with its preferences; without clinics, the practice."""
    preferences = records.preferences(transaction, clinic_num)
    if clinic_num and not preferences.clinics_on:
        clinic_num = ClinicNum(0)
        preferences = records.preferences(transaction, clinic_num)
    return preferences, records.find_clinic(transaction, clinic_num, preferences)


def is_subscribed_to_texting(transaction: Transaction, clinic: SendingClinic) -> bool:
    """Say whether the office has Integrated Texting at all, if not for this clinic."""
    if clinic.policy.is_enabled:
        return True
    return clinic.preferences.clinics_on and records.any_texting_contract(transaction)


def reason_against_number(
    transaction: Transaction, patient: Patient | None, policy: TextingPolicy
) -> Skip | None:
    """Say what is known against a patient's number; another number is another matter."""
    number = number_of(patient, policy)
    return None if number is None else against(numbers.state_of(transaction, number))


def number_of(patient: Patient | None, policy: TextingPolicy) -> str | None:
    """Return the number at which a patient is texted."""
    return dialable(patient.wireless_phone, policy.country) if patient else None


def against(state: NumberState) -> Skip | None:
    """Say what a number's state keeps from being sent."""
    return _AGAINST.get(state)
