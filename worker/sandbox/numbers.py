"""Phone numbers: what may be texted, what may send, and the ones that Twilio refuses on purpose."""

import re
from collections.abc import Mapping

from worker.sandbox.errors import TwilioError

REFUSED_TO: Mapping[str, int] = {
    "+15005550001": 21211,  # not a valid number
    "+15005550002": 21612,  # cannot be reached from this sender
    "+15005550003": 21408,  # region that is not enabled
    "+15005550004": 21610,  # recipient has opted out
    "+15005550009": 21614,  # cannot receive texts
}
"""Numbers that cannot be texted, as Twilio's test credentials treat them."""

REFUSED_FROM: Mapping[str, int] = {
    "+15005550001": 21212,  # not a valid number
    "+15005550007": 21606,  # not the account's, or cannot text
    "+15005550008": 21611,  # its queue is full
}
"""Numbers that cannot send, as Twilio's test credentials treat them."""

_PUNCTUATION = re.compile(r"[\s().\-]")
_E164 = re.compile(r"\+(?:1[2-9]\d{9}|[2-9]\d{6,14})")
_SHORT_CODE = re.compile(r"\d{5,6}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")
_US_DIGITS = 10


def e164(text: str) -> str | None:
    """Read a number as Twilio does: with a country code, or else as a North American one."""
    digits = _PUNCTUATION.sub("", text)
    if not digits.startswith("+"):
        digits = f"+1{digits}" if len(digits) == _US_DIGITS else f"+{digits}"
    return digits if _E164.fullmatch(digits) else None


def known(text: str) -> str:
    """Return a number that JSON tells; raises ValueError with what it must be."""
    number = e164(text)
    if number is None:
        raise ValueError("must be a number with country code such as +15035550100")
    return number


def recipient(text: str, sender: str) -> str:
    """Return the number to text; raises the error that Twilio has for it."""
    number = e164(text)
    if number is None:
        raise TwilioError(21211, to=text)
    if code := REFUSED_TO.get(number):
        raise TwilioError(code, to=number, sender=sender)
    return number


def sender(text: str) -> str:
    """Return the sending number, short code or name; raises the error that Twilio has for it."""
    known = text if _SHORT_CODE.fullmatch(text) else e164(text)
    if known is None and _NAME.fullmatch(text):
        known = text
    if known is None:
        raise TwilioError(21212, sender=text)
    if code := REFUSED_FROM.get(known):
        raise TwilioError(code, sender=known)
    return known
