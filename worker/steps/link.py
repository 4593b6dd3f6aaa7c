"""The link in a text, which leads the patient to the offer, and the one for the provider."""

import secrets
import string
from typing import Final

_LETTERS: Final = string.ascii_letters + string.digits
LENGTH: Final = 12
"""62 to the power of 12 is 71 bits: nobody guesses one."""


def new_short_guid() -> str:
    """Make up the part of the link that no other text has: letters and digits, so phones link it."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def callback_url(base_url: str, attempt_id: str) -> str:
    """Return the address at which the provider tells what becomes of an attempt."""
    return f"{base_url}/twilio/status/{attempt_id}"


def offer_url(base_url: str, short_guid: str) -> str:
    """Return the address of an offer's page."""
    return f"{base_url}/a/{short_guid}"
