"""Where a callback goes, and how patiently: Twilio's settings in the fragment of an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

_LIMITS: Mapping[str, tuple[int, int, int]] = {
    "ct": (100, 10_000, 5_000),
    "rt": (100, 15_000, 15_000),
    "tt": (100, 15_000, 15_000),
    "rc": (0, 5, 1),
}
"""Least, most and default: milliseconds to connect, to read and in all; number of retries."""

_POLICIES = frozenset({"4xx", "5xx", "ct", "rt"})
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:=&?~+!$,;'@()*[]-._"


@dataclass(frozen=True, slots=True)
class Address:
    """A callback's address, taken apart."""

    url: str
    """As it was given, without the fragment: what is signed."""
    host: str
    port: int
    is_tls: bool
    named: str
    """The Host header."""
    target: str
    connect_seconds: float
    read_seconds: float
    total_seconds: float
    retries: int
    retries_on: frozenset[str]
    """4xx, 5xx, ct for a connection that does not come about, rt for an answer that does not."""


def address(url: str) -> Address:
    """Take a callback's address apart; what its fragment says wrongly counts for nothing."""
    plain, _, fragment = url.partition("#")
    parts = urlsplit(plain)
    asked = dict(parse_qsl(fragment))
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    policy = set(asked.get("rp", "ct").split(","))
    name = f"[{host}]" if ":" in host else host
    query = f"?{parts.query}" if parts.query else ""
    return Address(
        url=plain,
        host=host,
        port=port,
        is_tls=parts.scheme == "https",
        named=name if port == _PORTS[parts.scheme] else f"{name}:{port}",
        target=quote(f"{parts.path or '/'}{query}", safe=_SAFE),
        connect_seconds=_number(asked, "ct") / 1000,
        read_seconds=_number(asked, "rt") / 1000,
        total_seconds=_number(asked, "tt") / 1000,
        retries=_number(asked, "rc"),
        retries_on=_POLICIES if "all" in policy else _POLICIES & policy,
    )


def _number(asked: Mapping[str, str], name: str) -> int:
    least, most, default = _LIMITS[name]
    text = asked.get(name, "")
    return int(text) if text.isdecimal() and least <= int(text) <= most else default
