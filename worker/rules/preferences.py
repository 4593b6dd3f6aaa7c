"""The office's preferences, read from Open Dental's text values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas.codes import VerifyType
from worker.rules.window import SendWindow

DEFAULTS: Final[Mapping[str, str]] = {
    "AppointmentTimeIncrement": "10",
    "AutomaticCommunicationTimeEnd": "01-01-0001 22:00:00",
    "AutomaticCommunicationTimeStart": "01-01-0001 07:00:00",
    "EasyNoClinics": "1",
    "PatientCommunicationDateFormat": "d",
    "PracticeAddress": "",
    "PracticeAddress2": "",
    "PracticeCity": "",
    "PracticeDefaultProv": "0",
    "PracticeFax": "",
    "PracticePhone": "",
    "PracticeST": "",
    "PracticeTitle": "",
    "PracticeZip": "",
    "SmsContractDate": "",
    "TextMsgOkStatusTreatAsNo": "1",
    "TextingDefaultClinicNum": "0",
    "WebSchedAsapEnabled": "0",
    "WebSchedAsapTextLimit": "2",
    "WebSchedAsapTextTemplate": "[NameF], an appointment opening has become available on [Date] "
    "at [Time] at [OfficeName]. Visit [AsapURL] to reserve it.",
    "WebSchedVerifyASAPText": "Appointment scheduled for [FName] on [ApptDate] [ApptTime] "
    "at [OfficeName], [OfficeAddress]",
    "WebSchedVerifyASAPType": "3",
}
"""The preferences this service reads, with the values of a fresh Open Dental database."""

PER_CLINIC: Final = frozenset(
    {
        *("WebSchedAsapTextLimit", "WebSchedAsapTextTemplate"),
        *("WebSchedVerifyASAPText", "WebSchedVerifyASAPType"),
    }
)
"""Those that a clinicpref row overrides, even with a blank."""

_BY_TEXT: Final = {str(int(VerifyType.TEXT)), str(int(VerifyType.TEXT_AND_EMAIL))}
_YEAR = re.compile(r"\d{4}")
_EMPTY_BEFORE_YEAR = 1880


@dataclass(frozen=True, slots=True)
class Preferences:
    """Preferences of the practice, overridden by those of one clinic."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, practice: Mapping[str, str], clinic: Mapping[str, str]) -> "Preferences":
        """Lay the clinic's rows over the practice's, and those over Open Dental's defaults."""
        overrides = {name: text for name, text in clinic.items() if name in PER_CLINIC}
        return cls({**DEFAULTS, **practice, **overrides})

    def is_on(self, name: str) -> bool:
        """Say whether a yes-or-no preference is set."""
        return self.values[name].strip() == "1"

    def text(self, name: str) -> str:
        """Return a preference as it is."""
        return self.values[name]

    def number(self, name: str) -> int:
        """Return a preference that is a key; 0 when it is no number."""
        text = self.values[name].strip()
        return int(text) if text.isdecimal() else 0

    def has_date(self, name: str) -> bool:
        """Say whether a preference holds a date, whatever its format; years before 1880 are none."""
        years = [int(year) for year in _YEAR.findall(self.values[name])]
        return any(year >= _EMPTY_BEFORE_YEAR for year in years)

    @property
    def clinics_on(self) -> bool:
        """Whether the office uses clinics."""
        return not self.is_on("EasyNoClinics")

    @property
    def confirms_by_text(self) -> bool:
        """Whether who accepts gets a text; the e-mail is not this service's."""
        return self.values["WebSchedVerifyASAPType"].strip() in _BY_TEXT

    @property
    def window(self) -> SendWindow:
        """The office's send window."""
        return SendWindow.from_preferences(
            self.values["AutomaticCommunicationTimeStart"],
            self.values["AutomaticCommunicationTimeEnd"],
        )

    @property
    def text_limit(self) -> int | None:
        """Texts per patient and day; a blank is no limit, what is no number is Open Dental's 2."""
        text = self.values["WebSchedAsapTextLimit"].strip()
        if not text:
            return None
        return int(text) if text.isdecimal() else int(DEFAULTS["WebSchedAsapTextLimit"])
