"""What a check-up needs to know of the office: its preferences, and its clinics' own."""

from dataclasses import dataclass

from sqlalchemy import select

from schemas.keys import ClinicNum
from schemas.wire import is_never
from worker.rules.preferences import Preferences
from worker.rules.template import OfficeContact
from worker.store.engine import Transaction
from worker.store.practice import records, templates
from worker.store.practice.tables import clinic

_CONTRACTS = select(clinic.c.clinic_num, clinic.c.sms_contract_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFacts:
    """The practice's preferences, and what its clinics have of their own."""

    preferences: Preferences
    templates: dict[int, str]
    """Texts that clinics use instead of the practice's, by ClinicNum."""
    has_contract: dict[int, bool]
    """Whether each clinic has signed up for texting."""
    country: str
    """Of the practice's texting number."""
    contacts: dict[int, OfficeContact]
    """How the practice, ClinicNum 0, and the clinics that are not hidden name themselves."""


def read(transaction: Transaction) -> PracticeFacts:
    """Read them."""
    preferences = records.preferences(transaction, ClinicNum(0))
    clinics = templates.clinic_nums(transaction) if preferences.clinics_on else []
    return PracticeFacts(
        preferences=preferences,
        templates=templates.of_clinics(transaction),
        has_contract={
            row["clinic_num"]: not is_never(row["sms_contract_date"])
            for row in transaction.all(_CONTRACTS)
        },
        country=records.texting_country(transaction, ClinicNum(0)),
        contacts={
            num: records.find_clinic(transaction, num, preferences).contact
            for num in (ClinicNum(0), *clinics)
        },
    )
