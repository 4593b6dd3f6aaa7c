"""Webhooks by the Standard Webhooks rules: signatures, back-off, and where none may go.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
LONGEST_URL: Final = 500

GONE: Final = 410
"""The rules' answer of an end point that wants nothing more."""

KEEPS_TRYING: Final = timedelta(days=3)
"""How long an event is tried, and how long an end point may fail before it is paused."""

BOTH_SECRETS: Final = timedelta(days=1)
"""How long the old secret signs beside the new one."""

LONGEST_PAUSE: Final = timedelta(minutes=5)
"""After failures in a row an end point is left alone, but never for longer: it may be back."""

_PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14400)
)
_TRIES: Final = len(_PAUSES) + (KEEPS_TRYING - sum(_PAUSES, timedelta())) // _PAUSES[-1]

_UNICAST: Final = ip_network("2000::/3")
"""The IPv6 addresses that are handed out; what is_global takes besides are old and translators' forms."""

_EMBEDDING: Final = ip_network("64:ff9b::/96")
"""IPv6 addresses that a translator leads to the IPv4 address in their end."""


def new_secret() -> str:
    """Make a secret as the rules write it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """Return one signature; raises ValueError where the secret is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("the secret is not base64") from None
    signed = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def headers(known: Iterable[str], event_id: str, moment: datetime, body: bytes) -> dict[str, str]:
    """Return the headers of one call, signed with each secret that is valid now."""
    timestamp = int(moment.timestamp())
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(one, event_id, timestamp, body) for one in known),
    }


def pause_before(tries: int) -> timedelta | None:
    """Say for how long an event waits that was tried so often; None when it is given up."""
    if tries > _TRIES:
        return None
    return _PAUSES[min(tries, len(_PAUSES)) - 1]


def read_url(text: str) -> str:
    """Read an end point's address; raises ValueError with what is wrong."""
    if len(text) > LONGEST_URL:
        raise ValueError(f"An end point's address has at most {LONGEST_URL} characters.")
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("An end point is an address such as https://example.com/asapcomms.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("An end point's address has neither a user nor a fragment.")
    return text


def may_reach(address: str, allowed: Collection[Network], *, is_tls: bool) -> bool:
    """Say whether a webhook may go to an address that a name leads to.

    To public ones by https alone; to one's own network only where it is allowed.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    if isinstance(found, IPv6Address) and found in _EMBEDDING:
        found = ip_address(int(found) & 0xFFFFFFFF)
    if any(found in network for network in allowed):
        return True
    if isinstance(found, IPv6Address) and found not in _UNICAST:
        return False
    return is_tls and found.is_global and not found.is_multicast
