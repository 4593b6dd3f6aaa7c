"""Kinds of settings: how each is read from its text, and what may be written there."""

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, PositiveFloat

from worker import sentinel_url
from worker.api_key import ApiKey
from worker.rules.attempt import SOONEST_LAST_LOOK, UnknownPolicies, read_policies
from worker.rules.quiet_hours import QuietHours
from worker.rules.webhook import Network

_REDIS_FILES: Final = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"})
_REDIS_OPTIONS: Final = _REDIS_FILES | {
    *("db", "username", "password", "client_name", "protocol", "health_check_interval"),
    *("socket_timeout", "socket_connect_timeout", "socket_keepalive", "max_connections"),
    *("ssl_cert_reqs", "ssl_check_hostname", "ssl_ca_path", "ssl_ca_data", "ssl_password"),
}
_REDIS_NUMBERS: Final = frozenset(
    {
        *("db", "protocol", "health_check_interval", "max_connections"),
        *("socket_timeout", "socket_connect_timeout"),
    }
)
_CERT_REQS: Final = re.compile(r"(?<=[?&]ssl_cert_reqs=)CERT_\w+")
"""Python's own words, which many platforms' pages tell to write there."""


def _written(read: Callable[[str], object]) -> BeforeValidator:
    """Return what reads a text, and leaves alone what is no text any more."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def _read_keys(text: str) -> tuple[ApiKey, ...]:
    return tuple(ApiKey.parse(part) for part in text.split(",") if part.strip())


def _read_networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ValueError("must be networks such as 10.1.0.0/16,192.168.7.12/32") from None


def _looks_rise(value: tuple[float, ...]) -> tuple[float, ...]:
    if not value or list(value) != sorted(set(value)):
        raise ValueError("must be rising numbers of seconds such as 15,60,180")
    if value[-1] < SOONEST_LAST_LOOK.total_seconds():
        raise ValueError(
            f"must end at {SOONEST_LAST_LOOK.total_seconds():g} or later: until then a slow "
            "call may still show up at the provider, and its text would be sent twice"
        )
    return value


def _fits_into_urls(value: Path) -> Path:
    if set("?#%") & set(str(value.absolute())):
        raise ValueError("must be a folder without ?, # and % in its path")
    return value


def _zone_exists(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be an IANA time zone such as America/Los_Angeles") from None
    return value


def _like(pattern: str, must: str) -> AfterValidator:
    """Return what refuses a text of another form."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(must)
        return value

    return AfterValidator(check)


def _redis_url(value: str) -> str:
    if not value:
        return value
    asked = sentinel_url.read(value)
    plain = asked.master if asked else value
    if not plain.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss://, unix:// or redis+sentinel://")
    try:
        parts = urlsplit(plain)
        _ = parts.port
    except ValueError:
        raise ValueError(
            "must be written as redis://user:password@host:6379/0, with special characters of "
            "user and password percent-encoded"
        ) from None
    if parts.scheme != "unix" and parts.path.strip("/") and not parts.path.strip("/").isdecimal():
        raise ValueError("must name its database by a number, as /0 at the end")
    _require_redis_options(dict(parse_qsl(parts.query)), is_tls=parts.scheme == "rediss")
    return _CERT_REQS.sub(lambda found: found[0].replace("CERT_", "").lower(), value)


def _require_redis_options(told: dict[str, str], *, is_tls: bool) -> None:
    if unknown := sorted(told.keys() - _REDIS_OPTIONS):
        raise ValueError(f"must be without {', '.join(unknown)}, which the Redis client lacks")
    for name in sorted(told.keys() & _REDIS_NUMBERS):
        is_time = name.endswith("timeout")
        if not (told[name].replace(".", "", 1) if is_time else told[name]).isdecimal():
            raise ValueError(f"must have a number as {name}")
    if not is_tls and any(name.startswith("ssl_") for name in told):
        raise ValueError("must begin with rediss:// where it says how to check a certificate")
    for name in sorted(told.keys() & _REDIS_FILES):
        if not Path(told[name]).is_file():
            raise ValueError(f"must name a file that is there in {name}")


def _http_base(value: str) -> str:
    if not value:
        return value
    try:
        url = urlsplit(value)
        has_place = bool(url.hostname) and url.port != 0
    except ValueError:  # half an IPv6 address, or a port that is none
        has_place = False
    if not value.lower().startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    if not has_place:
        raise ValueError("must be an address such as https://texts.example.com")
    return value.rstrip("/")


ApiKeys = Annotated[tuple[ApiKey, ...], _written(_read_keys)]
Looks = Annotated[
    tuple[PositiveFloat, ...], _written(lambda text: text.split(",")), AfterValidator(_looks_rise)
]
Quiet = Annotated[QuietHours | None, _written(QuietHours.parse)]
Policies = Annotated[UnknownPolicies, _written(read_policies)]
Networks = Annotated[tuple[Network, ...], _written(_read_networks)]
Home = Annotated[Path, AfterValidator(_fits_into_urls)]
ZoneName = Annotated[str, AfterValidator(_zone_exists)]
AccountSid = Annotated[str, _like(r"AC[0-9a-fA-F]{32}", "must be AC and 32 hexadecimal digits")]
ServiceSid = Annotated[str, _like(r"(MG[0-9a-fA-F]{32})?", "must be MG and 32 hexadecimal digits")]
Number = Annotated[
    str,
    _like(r"(\+[1-9]\d{6,14})?", "must be a number with + and country code such as +15035550100"),
]
RedisUrl = Annotated[str, AfterValidator(_redis_url)]
HttpBase = Annotated[str, AfterValidator(_http_base)]
HttpBases = Annotated[
    tuple[HttpBase, ...],
    _written(lambda text: [part.strip() for part in text.split(",") if part.strip()]),
]
