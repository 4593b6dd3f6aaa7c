"""The demo practice itself: clinics, operatories, providers and what the office has set up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.codes import DefCategory
from schemas.keys import ClinicNum, OpNum
from worker.rules.preferences import DEFAULTS
from worker.store.engine import Transaction
from worker.store.practice.tables import (
    appointmenttype,
    clinic,
    clinicpref,
    definition,
    operatory,
    preference,
    provider,
    providercliniclink,
    smsphone,
)

MARK: Final = "AsapcommsDemoPractice"
"""The preference by which the practice is known again as invented: only such a one is written to."""

_SIGNED_UP: Final = datetime(2024, 1, 15)  # noqa: DTZ001 - the office's wall time

GENERAL: Final = 319
STAFF_MEETING: Final = 253
LUNCH: Final = 254
EMERGENCY: Final = 320
UNCONFIRMED: Final = 19
EMERGENCY_VISIT: Final = 1

_DEFINITIONS: Final = (
    (GENERAL, DefCategory.BLOCKOUT_TYPES, "Held for New Patient", "DC"),
    (STAFF_MEETING, DefCategory.BLOCKOUT_TYPES, "Staff Meeting", "NS"),
    (LUNCH, DefCategory.BLOCKOUT_TYPES, "Lunch", "NS,DC"),
    (EMERGENCY, DefCategory.BLOCKOUT_TYPES, "Emergency", ""),
    (UNCONFIRMED, DefCategory.APPT_CONFIRMED, "Unconfirmed", "Unconf"),
    (20, DefCategory.APPT_CONFIRMED, "Texted", "Texted"),
    (21, DefCategory.APPT_CONFIRMED, "Appointment Confirmed", "Conf"),
    (22, DefCategory.APPT_CONFIRMED, "In Treatment Room", "Seated"),
    (224, DefCategory.COMMLOG_TYPES, "Appointment Related", "APPT"),
    (226, DefCategory.COMMLOG_TYPES, "Text Message", "TEXT"),
    (228, DefCategory.COMMLOG_TYPES, "Recall", "RECALL"),
    (229, DefCategory.COMMLOG_TYPES, "Misc", ""),
)

_PREFERENCES: Final = {
    **DEFAULTS,
    MARK: "1",
    # The same time twice lets texts go out at any hour, so that the first one does not wait for
    # the morning when somebody tries this at night.
    "AutomaticCommunicationTimeEnd": "01-01-0001 00:00:00",
    "AutomaticCommunicationTimeStart": "01-01-0001 00:00:00",
    "AppointmentTimeIncrement": "10",
    "EasyNoClinics": "0",
    "PracticeAddress": "1 Heron Square",
    "PracticeCity": "Quillwater",
    "PracticeDefaultProv": "3",
    "PracticeFax": "5035550199",
    "PracticePhone": "5035550198",
    "PracticeST": "OR",
    "PracticeTitle": "Quillwater Dental",
    "PracticeZip": "97000",
    "SmsContractDate": _SIGNED_UP.date().isoformat(),
    "TextMsgOkStatusTreatAsNo": "1",
    "WebSchedAsapEnabled": "1",
    "WebSchedAsapTextLimit": "2",
}

_CLINICS: Final = (
    (1, "Quillwater Dental Northside", "North", "12 Plover Lane", "5035550190", "5035550191"),
    (2, "Quillwater Dental Harbor", "Harbor", "7 Lighthouse Row", "5035550192", "5035550193"),
)
_TEXTING_NUMBERS: Final = ((1, "15035550194"), (2, "15035550195"))

_HARBOR_TEMPLATE: Final = (
    "[NameF], [OfficeName] has an opening on [Date] at [Time]. "
    "Take it at [AsapURL] or call [OfficePhone]."
)

_GREEN: Final = -5963868
_VIOLET: Final = -3434497

_PROVIDERS: Final = (
    (1, "DOC1", "Alma", "Bellweather", 0, 1),
    (2, "HYG1", "Jonah", "Cricklewood", 1, 1),
    (3, "DOC2", "Priya", "Summerhayes", 0, 2),
    (4, "HYG2", "Walt", "Gingerbread", 1, 2),
)
"""The last number is the clinic that they are restricted to."""


@dataclass(frozen=True, slots=True)
class Chair:
    """An operatory with who works there."""

    op: OpNum
    name: str
    clinic_num: ClinicNum
    dentist: int
    hygienist: int

    @property
    def is_hygiene(self) -> bool:
        """Whether a hygienist works there."""
        return self.name.startswith("Hygiene")

    @property
    def is_hidden(self) -> bool:
        """Whether it is not used any more."""
        return self.name.startswith("Old")

    @property
    def works_there(self) -> int:
        """The provider who has hours in this operatory."""
        return self.hygienist if self.is_hygiene else self.dentist


CHAIRS: Final = (
    Chair(OpNum(1), "North 1", ClinicNum(1), 1, 2),
    Chair(OpNum(2), "North 2", ClinicNum(1), 1, 2),
    Chair(OpNum(3), "Hygiene North", ClinicNum(1), 1, 2),
    Chair(OpNum(4), "Harbor 1", ClinicNum(2), 3, 4),
    Chair(OpNum(5), "Hygiene Harbor", ClinicNum(2), 3, 4),
    # No clinic, and no clinic texts in its stead: texting is off here.
    Chair(OpNum(6), "Overflow", ClinicNum(0), 1, 0),
    Chair(OpNum(7), "Old X-Ray Room", ClinicNum(1), 1, 0),
)


def insert_office(transaction: Transaction) -> None:
    """Write all that does not change from day to day."""
    _insert_clinics(transaction)
    _insert_setup(transaction)
    for num, abbr, first, last, is_hygienist, clinic_num in _PROVIDERS:
        transaction.insert(
            provider,
            prov_num=num,
            abbr=abbr,
            item_order=num,
            f_name=first,
            l_name=last,
            is_secondary=is_hygienist,
            prov_color=_VIOLET if is_hygienist else _GREEN,
        )
        transaction.insert(providercliniclink, prov_num=num, clinic_num=clinic_num)
    for chair in CHAIRS:
        transaction.insert(
            operatory,
            operatory_num=chair.op,
            op_name=chair.name,
            abbrev=chair.name,
            item_order=chair.op,
            is_hidden=int(chair.is_hidden),
            prov_dentist=chair.dentist,
            prov_hygienist=chair.hygienist,
            is_hygiene=int(chair.is_hygiene),
            clinic_num=chair.clinic_num,
        )


def _insert_clinics(transaction: Transaction) -> None:
    for num, description, abbr, address, phone, fax in _CLINICS:
        transaction.insert(
            clinic,
            clinic_num=num,
            description=description,
            abbr=abbr,
            address=address,
            city="Quillwater",
            state="OR",
            zip="97000",
            phone=phone,
            fax=fax,
            sms_contract_date=_SIGNED_UP,
        )
    for num, phone in _TEXTING_NUMBERS:
        transaction.insert(
            smsphone,
            clinic_num=num,
            phone_number=phone,
            date_time_active=_SIGNED_UP,
            country_code="US",
        )
    transaction.insert(
        clinicpref,
        clinic_num=2,
        pref_name="WebSchedAsapTextTemplate",
        value_string=_HARBOR_TEMPLATE,
    )


def _insert_setup(transaction: Transaction) -> None:
    for name, value in _PREFERENCES.items():
        transaction.insert(preference, pref_name=name, value_string=value)
    for order, (num, category, name, value) in enumerate(_DEFINITIONS):
        transaction.insert(
            definition,
            def_num=num,
            category=category,
            item_order=order,
            item_name=name,
            item_value=value,
        )
    transaction.insert(
        appointmenttype,
        appointment_type_num=EMERGENCY_VISIT,
        appointment_type_name="Emergency Visit",
        pattern="/XXXX/",
        blockout_types=str(EMERGENCY),
    )
