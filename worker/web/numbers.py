"""Numbers in addresses and queries."""

from typing import Final

from worker.errors import Refused

BIGGEST: Final = 2**63 - 1
"""No key of a table is larger."""

_MOST_DIGITS: Final = len(str(BIGGEST))


def is_whole(text: str) -> bool:
    """Say whether a text is digits and nothing else."""
    return text.isascii() and text.isdecimal()


def read_whole(text: str) -> int | None:
    """Read digits, however many; None where it is anything else, or larger than any key."""
    if not is_whole(text):
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:
        return None
    number = int(digits)
    return number if number <= BIGGEST else None


def read_key(text: str, name: str) -> int | None:
    """Read the key in an address; None where it is larger than any, so that there is no such row."""
    if not is_whole(text):
        raise Refused(f"{name} must be a whole number.", "wrong-number")
    return read_whole(text)
