"""TemplateText: date, time and office are filled when the offer is made, name and link when sent."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from worker.rules.dates import date_text, time_text

LONGEST_TEXT = 1600
"""Characters; longer texts are blocked (Open Dental's manual, and Twilio)."""

_TAG = re.compile(r"\[(\w+)\]")
_NAME_FIRST = re.compile(r"(^\s*|[.!?\n]\s*)\[(?:namef|fname)\][\s,;:!.-]*(\w?)", re.IGNORECASE)
_NAME_WITHIN = re.compile(r"(?:\s+for)?\s*\[(?:namef|fname)\]", re.IGNORECASE)
_PHONE_DIGITS = 10
_LINK: Final = re.compile(
    r"\S*://\S*|\bwww\.\S*|\b(?:tel|sms|mailto):\S*|(?:[\w-]+\.)+[a-z]{2,}[/:?#]\S*", re.IGNORECASE
)
_DOT_WITHIN: Final = re.compile(r"(?<=\w)[.\u2024\u3002\uff0e\uff61](?=\w{2,})")
_AROUND: Final = " ,;:"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeContact:
    """How the office names itself to its patients."""

    name: str
    phone: str
    fax: str
    address: str


def at_creation(
    template: str, slot_start: datetime, office: OfficeContact, date_format: str
) -> str:
    """Fill all but [NameF] and [AsapURL], so that the stored row holds neither name nor link."""
    return _fill(
        template,
        {
            "date": date_text(slot_start, date_format),
            "time": time_text(slot_start),
            **_named(office),
        },
    )


def at_sending(template_text: str, first_name: str, url: str) -> str:
    """Fill [NameF] with the patient's FName and [AsapURL] with the offer's link."""
    name = tidy(first_name)
    return _fill(_addressed(template_text, name), {"namef": name, "asapurl": url})


def confirmation(
    template: str, first_name: str, start: datetime, office: OfficeContact, date_format: str
) -> str:
    """Fill the text that tells a patient what was made of an acceptance."""
    name = tidy(first_name)
    return _fill(
        _addressed(template, name),
        {
            "fname": name,
            "namef": name,
            "apptdate": date_text(start, date_format),
            "appttime": time_text(start),
            **_named(office),
        },
    )


def tidy(first_name: str) -> str:
    """Return a first name without line breaks, unseen signs, links and spaces that are too many.

    A link is left out, and "St.John" is written "St. John", lest a phone make a link of it. What has
    no letter, such as "-" for a name that nobody knows, is none.
    """
    seen = "".join(
        " " if sign.isspace() or unicodedata.category(sign) == "Cc" else sign
        for sign in first_name
        if unicodedata.category(sign) != "Cf"
    )
    name = " ".join(_DOT_WITHIN.sub(". ", _LINK.sub(" ", seen)).split()).strip(_AROUND)
    return name if any(map(str.isalpha, name)) else ""


def one_line(typed: str) -> str:
    """Return what an office has typed of itself without line breaks and spaces that are too many."""
    return " ".join(typed.split())


def phone_text(phone: str) -> str:
    """Write 10 digits as (503)363-5432, and 11 with a leading 1 as 1(503)363-5432."""
    digits = re.sub(r"[^0-9]", "", phone)
    country = "1" if len(digits) == _PHONE_DIGITS + 1 and digits.startswith("1") else ""
    local = digits[len(country) :]
    if len(local) != _PHONE_DIGITS:
        return phone
    return f"{country}({local[:3]}){local[3:6]}-{local[6:]}"


def address_text(line_1: str, line_2: str, city: str, state: str, zip_code: str) -> str:
    """Write an address in one line, leaving out what is blank."""
    region = " ".join(part for part in (state, zip_code) if part)
    return ", ".join(part for part in (line_1, line_2, city, region) if part)


def _named(office: OfficeContact) -> dict[str, str]:
    return {
        "officename": office.name,
        "officephone": phone_text(office.phone),
        "officefax": phone_text(office.fax),
        "officeaddress": office.address,
    }


def _addressed(template: str, name: str) -> str:
    """Write a template as it is for somebody without a name, where there is none.

    "[NameF], an opening" begins with "An opening"; "Hi [NameF], an opening" with "Hi, an opening".
    """
    if name:
        return template
    begun = _NAME_FIRST.sub(lambda found: f"{found[1]}{found[2].upper()}", template)
    return _NAME_WITHIN.sub("", begun)


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Replace known tags in any case, literally and once; unknown tags stay as they are."""
    return _TAG.sub(lambda tag: values.get(tag[1].lower(), tag[0]), template)
