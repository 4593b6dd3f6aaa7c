"""The people and numbers of the demo: invented, and enough of them."""

import re
from collections import Counter

import pytest

from schemas.codes import AptStatus, Priority
from schemas.keys import AptNum, PatNum
from tests.demo.days import contents
from worker.demo.office import CHAIRS
from worker.rules.phone import dialable
from worker.rules.preferences import DEFAULTS
from worker.rules.texting import TextingPolicy, reason_not_to_text
from worker.store.engine import Transaction
from worker.store.practice import records

FICTION = re.compile(r"(1?[2-9]\d\d)?55501\d\d")
_OFFERABLE = (
    AptStatus.SCHEDULED,
    AptStatus.UNSCHED_LIST,
    AptStatus.PLANNED,
    AptStatus.BROKEN,
)


def _phones(transaction: Transaction) -> list[str]:
    rows = contents(transaction)
    cells = [
        str(value)
        for table in ("patient", "clinic", "smsphone", "smstomobile")
        for row in rows[table]
        for name, value in row.items()
        if name.endswith(("phone", "fax", "phone_number")) and value
    ]
    return cells + [
        str(row["value_string"])
        for row in rows["preference"]
        if str(row["pref_name"]).endswith(("Phone", "Fax"))
    ]


def test_numbers_are_reserved_for_fiction(transaction: Transaction) -> None:
    """Every phone number lies between 555-0100 and 555-0199."""
    phones = _phones(transaction)

    assert len(phones) > 45
    for phone in phones:
        assert FICTION.fullmatch(re.sub(r"\D", "", phone)), phone


def test_wireless_phones_are_all_different(transaction: Transaction) -> None:
    """No two patients share a number, so every text has one addressee."""
    phones = [
        dialable(str(row["wireless_phone"]), "US") for row in contents(transaction)["patient"]
    ]
    shared = [phone for phone, times in Counter(filter(None, phones)).items() if times > 1]

    assert shared == []


def test_there_are_forty_patients(transaction: Transaction) -> None:
    """Forty patients, each with a first name for the text."""
    patients = contents(transaction)["patient"]

    assert len(patients) == 40
    assert all(row["f_name"] and row["l_name"] for row in patients)


def test_most_patients_can_be_texted(transaction: Transaction) -> None:
    """Three quarters of the patients get texts."""
    policy = TextingPolicy(is_enabled=True, treats_unknown_as_no=True)
    found = [records.find_patient(transaction, PatNum(num)) for num in range(1, 41)]

    texted = [patient for patient in found if patient and not reason_not_to_text(patient, policy)]
    assert len(texted) >= 30


def test_the_documented_example_is_there(transaction: Transaction) -> None:
    """Appointment 11939 is patient 26's, broken, of 40 minutes, in the past."""
    appointment = records.find_appointment(transaction, AptNum(11939))

    assert appointment is not None
    assert appointment.pat_num == 26
    assert appointment.apt_status == AptStatus.BROKEN
    assert appointment.pattern == "//XXXX//"


@pytest.mark.parametrize("status", _OFFERABLE)
def test_asap_list_has_every_status(transaction: Transaction, status: AptStatus) -> None:
    """There are several ASAP appointments of each status that may be offered an opening."""
    rows = contents(transaction)["appointment"]

    asap = [row for row in rows if row["priority"] == Priority.ASAP and row["pattern"]]
    assert sum(row["apt_status"] == status for row in asap) >= 5


def test_operatories_are_spread_over_clinics(transaction: Transaction) -> None:
    """Three operatories are clinic 1's, two clinic 2's, one nobody's; a seventh is hidden."""
    seen = Counter(row["clinic_num"] for row in contents(transaction)["operatory"][:6])

    assert seen == {1: 3, 2: 2, 0: 1}
    assert [chair.op for chair in CHAIRS if chair.is_hidden] == [7]


def test_every_preference_that_is_read_is_there(transaction: Transaction) -> None:
    """No preference of the demo is left to a default."""
    names = {row["pref_name"] for row in contents(transaction)["preference"]}

    assert set(DEFAULTS) <= names
