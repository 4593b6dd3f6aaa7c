"""How many segments a body takes, which Twilio bills and carriers count, and what of it stays in them."""

from collections.abc import Iterable

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")

_GSM7_ALONE, _GSM7_JOINED = 160, 153
_UCS2_ALONE, _UCS2_JOINED = 70, 67
_ASTRAL = 0x10000


def is_gsm7(body: str) -> bool:
    """Whether the GSM 03.38 alphabet and its extension hold every character."""
    return all(character in _BASIC or character in _EXTENDED for character in body)


def costly_signs(body: str) -> str:
    """Return the signs because of which a body takes more segments than it would without them."""
    odd = "".join(dict.fromkeys(sign for sign in body if not is_gsm7(sign)))
    plain = "".join(sign if is_gsm7(sign) else "?" for sign in body)
    return odd if count_segments(plain) < count_segments(body) else ""


def fingerprint(body: str) -> str:
    """Return by what a body is known again: its letters and digits, or its signs if it has no others.

    Smart Encoding, which new Messaging Services have, writes signs that GSM 03.38 lacks as others.
    """
    return "".join(filter(str.isalnum, body)) or body


def count_segments(body: str) -> int:
    """Count segments: one message if it fits alone, else parts that leave room for a header."""
    if is_gsm7(body):
        widths = [2 if character in _EXTENDED else 1 for character in body]
        alone, joined = _GSM7_ALONE, _GSM7_JOINED
    else:
        widths = [2 if ord(character) >= _ASTRAL else 1 for character in body]
        alone, joined = _UCS2_ALONE, _UCS2_JOINED
    return 1 if sum(widths) <= alone else _parts(widths, joined)


def _parts(widths: Iterable[int], size: int) -> int:
    """Fill parts in order; a character of two units is never torn between two parts."""
    parts, used = 1, 0
    for width in widths:
        if used + width > size:
            parts, used = parts + 1, 0
        used += width
    return parts
