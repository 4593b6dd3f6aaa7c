"""Numbers in addresses and queries."""

from typing import Final

BIGGEST: Final = 2**63 - 1
"""No key of a table is larger."""

_MOST_DIGITS: Final = len(str(BIGGEST))


def is_whole(text: str) -> bool:
    """Say whether a text is digits and nothing else."""
    return text.isascii() and text.isdecimal()


def read_whole(text: str) -> int | None:
    """Read digits, however many; None where the number is larger than any key."""
    digits = text.lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:
        return None
    number = int(digits)
    return number if number <= BIGGEST else None
