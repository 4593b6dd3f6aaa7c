"""REDIS_URL where Sentinels say which server is the master: redis+sentinel://a:26379,b:26379/name/0."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_SCHEMES: Final = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}
_PORT: Final = 26379
_OWN: Final = {"sentinel_username": "username", "sentinel_password": "password"}
"""What the Sentinels themselves are told, where they ask for a password too."""

_FORM: Final = "must be written as redis+sentinel://user:password@one:26379,two:26379/name/0"


@dataclass(frozen=True, slots=True)
class SentinelUrl:
    """Whom to ask, for which master, and how to talk to it."""

    sentinels: tuple[tuple[str, int], ...]
    name: str
    master: str
    """The rest as a plain URL, whose host means nothing."""
    own: tuple[tuple[str, str], ...] = ()
    """User and password for the Sentinels."""


def read(url: str) -> SentinelUrl | None:
    """Read such a URL; None for any other; raises ValueError with what it must be like."""
    scheme, _, rest = url.partition("://")
    if scheme not in _SCHEMES:
        return None
    place, _, rest = rest.partition("/")
    login, at, places = place.rpartition("@")
    parts = urlsplit(f"/{rest}")
    name, _, number = unquote(parts.path).strip("/").partition("/")
    if not name or (number and not number.isdecimal()):
        raise ValueError(_FORM)
    told = parse_qsl(parts.query)
    query = urlencode([(key, value) for key, value in told if key not in _OWN], quote_via=quote)
    return SentinelUrl(
        tuple(_place(place) for place in places.split(",")),
        name,
        f"{_SCHEMES[scheme]}://{login}{at}{name}/{number or 0}" + (f"?{query}" if query else ""),
        tuple((_OWN[key], value) for key, value in told if key in _OWN),
    )


def _place(text: str) -> tuple[str, int]:
    try:
        found = urlsplit(f"//{text}")
        host, port = found.hostname, found.port or _PORT
    except ValueError:
        raise ValueError(_FORM) from None
    if not host:
        raise ValueError(_FORM)
    return host, port
