"""Whether the settings make sense together; each alone is checked when it is read."""

import os
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import CannotStart
from worker.settings import SANDBOX_ACCOUNT_SID, Settings

_MAKE = Findings(Part.SETTINGS)
_TWILIO = "twilio.com"


def unreadable(error: CannotStart) -> list[Finding]:
    """Report settings that cannot be understood, one a line."""
    todo = "Correct it in the environment or in .env; `asapcomms --help` says more."
    return [_MAKE.wrong(line, todo) for line in error.sentence.splitlines()]


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Report what the settings say of the outside."""
    return [
        _MAKE.ok("Every setting can be understood; `asapcomms settings` lists them."),
        _clock(settings, now),
        *(_outside(settings) if sends_by_twilio(settings) else ()),
    ]


def sends_by_twilio(settings: Settings) -> bool:
    """Say whether texts go out by Twilio itself, and with an account of the office's own."""
    host = urlsplit(settings.twilio_api_url).hostname or ""
    return (host == _TWILIO or host.endswith(f".{_TWILIO}")) and not uses_sandbox_account(settings)


def uses_sandbox_account(settings: Settings) -> bool:
    """Say whether nobody named an account."""
    return settings.twilio_account_sid == SANDBOX_ACCOUNT_SID


def _clock(settings: Settings, now: datetime) -> Finding:
    """Every time of Open Dental's is the office's wall time, so a wrong clock is wrong everywhere."""
    shows = f"The office's clock shows {now.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    if settings.guesses_zone:
        return _MAKE.note(
            f"{shows} ({settings.time_zone}), which is only what this machine keeps.",
            "Set TIME_ZONE to the office's zone, such as America/Los_Angeles.",
        )
    return _MAKE.ok(f"{shows} ({settings.time_zone}).")


def _outside(settings: Settings) -> Iterator[Finding]:
    """Uvicorn reads the variable itself, from the environment and never from .env."""
    yield _public_url(settings)
    if not os.environ.get("FORWARDED_ALLOW_IPS"):
        yield _MAKE.note(
            "FORWARDED_ALLOW_IPS is not set, so a proxy is believed only on this machine.",
            "If a proxy elsewhere, or a platform's router, stands before the web process, set "
            "FORWARDED_ALLOW_IPS in its environment to the proxy's address: all patients count as "
            "one address otherwise, and are slowed down together.",
        )


def _public_url(settings: Settings) -> Finding:
    url = urlsplit(settings.base_url)
    if _is_local(url.hostname or ""):
        return _MAKE.wrong(
            f"PUBLIC_URL is {settings.base_url}, which no patient's phone can reach.",
            "Set PUBLIC_URL to the https:// address under which patients reach the web process.",
        )
    if url.scheme != "https":
        return _MAKE.wrong(
            f"PUBLIC_URL is {settings.base_url}, so links and callbacks travel unprotected.",
            "Put the web process behind https:// and set PUBLIC_URL to that address.",
        )
    if "_" in (url.hostname or ""):
        return _MAKE.wrong(
            f"PUBLIC_URL is {settings.base_url}, and Twilio calls no host with an underscore.",
            "Give the web process a name without one.",
        )
    return _MAKE.ok(f"Links lead patients to {settings.base_url}.")


def _is_local(host: str) -> bool:
    """Say whether a host is this machine, or one in a private network."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host
    return not address.is_global
