"""A patient's first name, as it stands in a text."""

import re
import unicodedata
from typing import Final

_LINK: Final = re.compile(r"\S*://\S*|\bwww\.\S*|(?:[\w-]+\.)+[a-z]{2,}[/:?#]\S*", re.IGNORECASE)
_DOT_WITHIN: Final = re.compile(r"(?<=\w)\.(?=\w{2,})")


def tidy(first_name: str) -> str:
    """Return a name without line breaks, unseen signs, links and spaces that are too many.

    A link is left out, and "St.John" is written "St. John", lest a phone make a link of it.
    """
    seen = "".join(
        " " if sign.isspace() or unicodedata.category(sign) == "Cc" else sign
        for sign in first_name
        if unicodedata.category(sign) != "Cf"
    )
    return " ".join(_DOT_WITHIN.sub(". ", _LINK.sub(" ", seen)).split())
