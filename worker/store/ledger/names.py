"""Names of accounts and of API keys: as they are kept, however they are typed."""

from typing import Final

from worker.errors import Refused

LONGEST: Final = 64


def known_as(name: str) -> str:
    """Return a name as it is kept: whoever types it need not care for capitals."""
    return name.strip().lower()


def require_good(name: str) -> str:
    """Return a name as it is kept; raises Refused where it could not be told from another."""
    known = known_as(name)
    if not known or len(known) > LONGEST or not known.isprintable():
        raise Refused(f"A name has 1 to {LONGEST} letters that can be seen.")
    return known
