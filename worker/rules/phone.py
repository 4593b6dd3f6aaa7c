"""Telephone numbers, as offices write them and as they are dialed."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    PhoneNumberType,
)

_MOBILE: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
"""In North America a number does not tell which of the two it is."""

_NOBODYS: Final = re.compile(r"1\d{3}55501\d\d|1500555\d{4}")
"""Reserved for fiction, or Twilio's for tests: no phone has them, whatever their area code is."""

_ODD: Final = re.compile(r"[^\w+().,;/#\-\s]|_")
"""Signs that the library does not take for a separator."""

_EXTENSION_FIRST: Final = re.compile(
    r"(?<!\w)(?:ext(?:ensi[oó]n|n)?|x)\W{0,2}\d{1,5}(?=[\s.,;/)]+[\d(+])", re.IGNORECASE
)
"""The library looks for an extension behind a number only."""

_HAS_COUNTRY_CODE: Final = re.compile(r"\+\W*\d")
_LOCAL_WITH_EXTENSION: Final = re.compile(r"\D*\d{3}\D*\d{4}\D+\d{3}\D*")
_NORTH_AMERICA: Final = 1
_HOME: Final = "US"
_FORMATS: Final = {True: PhoneNumberFormat.NATIONAL, False: PhoneNumberFormat.INTERNATIONAL}
_TELLING_DIGITS: Final = 7


@lru_cache(maxsize=16_384)
def dialable(written: str, country: str) -> str | None:
    """Return the digits to dial with country code, or None where there is not one mobile number.

    What is written with a + is that number or none; words, separators and extensions do not count.
    """
    found = {_digits(number) for number in _read(written, country) if _can_be_mobile(number)}
    return found.pop() if len(found) == 1 else None


def numbers_in(written: str, country: str) -> frozenset[str]:
    """Return every number that is written, whether it can be dialed or not, with country code."""
    return frozenset(_digits(number) for number in _read(written, country))


def is_written(written: str, number: str) -> bool:
    """Say whether a number, digits with country code, is among those that an office has written."""
    parsed = _parsed(number)
    if parsed is None:
        return False
    country = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return number in numbers_in(written, country)


def of_office(written: str) -> tuple[str, str]:
    """Return an office's number as it is read, (503) 555-0190, and as a phone dials it.

    An extension is read and not dialed; a number in letters, or none that is known, stays as it is.
    """
    number = next(iter(_read(written, _HOME)), None)
    text = number and phonenumbers.format_number(number, _FORMATS[_is_at_home(number)])
    number = number or _parsed(written, _HOME)
    if number is None:
        return written, "".join(filter(str.isdigit, written))
    digits = _digits(number)
    return text or written, digits.removeprefix("1") if _is_at_home(number) else f"+{digits}"


def without_channel(address: str) -> str:
    """Return the digits of a provider's address: +1503..., rcs:+1503... and whatsapp:+1503... are one.

    A sender that has no number, such as an agent of RCS, keeps its name.
    """
    return address.rpartition(":")[2].strip().removeprefix("+")


def telling_digits(number: str) -> str:
    """Return the last digits of a number: however it is written, they stand there in this order.

    What cannot be a number, such as a short code, has none.
    """
    return "" if _parsed(number) is None else number[-_TELLING_DIGITS:]


def _read(written: str, country: str) -> list[PhoneNumber]:
    """Read what is written with a + first; the rest is read as at home, if no other + is left in it."""
    text = _EXTENSION_FIRST.sub(" ", _ODD.sub(" ", unicodedata.normalize("NFKC", written)))
    matches: list[PhoneNumberMatch] = []
    if _HAS_COUNTRY_CODE.search(text):
        matches += PhoneNumberMatcher(text, None, Leniency.POSSIBLE)
    for match in matches:
        text = text.replace(match.raw_string, ";")
    if not _HAS_COUNTRY_CODE.search(text):
        matches += PhoneNumberMatcher(text, country.upper(), Leniency.POSSIBLE)
    return [
        match.number
        for match in matches
        if match.number.country_code != _NORTH_AMERICA
        or not _LOCAL_WITH_EXTENSION.fullmatch(match.raw_string)
    ]


def _can_be_mobile(number: PhoneNumber) -> bool:
    is_nobodys = _NOBODYS.fullmatch(_digits(number)) is not None
    return is_nobodys or phonenumbers.number_type(number) in _MOBILE


def _is_at_home(number: PhoneNumber) -> bool:
    return number.country_code == _NORTH_AMERICA


def _digits(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164).removeprefix("+")


def _parsed(number: str, country: str | None = None) -> PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number if country else f"+{number}", country)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None
