"""An account of one's own under `asapcomms up`: used as it is, or refused; never played."""

from collections.abc import Iterator
from typing import Final

from worker.errors import CannotStart
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, Settings
from worker.up.addresses import sandbox_url

DEMO_KEY: Final = "demo/demo"


def uses_sandbox(settings: Settings) -> bool:
    """Whether the sandbox is the provider: because it is named, or because nothing else is."""
    if "twilio_api_url" in settings.model_fields_set:
        return settings.sends_to_sandbox
    return not settings.names_account


def require_known(settings: Settings) -> None:
    """Raise CannotStart where real phones would be texted with something that is only for play."""
    if uses_sandbox(settings) or not settings.sends_from_machine:
        return
    missing = list(_missing(settings))
    if missing:
        *others, last = missing
        listed = f"{', '.join(others)} and {last}" if others else last
        raise CannotStart(
            f"With a Twilio account or address of your own `up` texts real phones: set {listed} "
            f"for that, or TWILIO_API_URL={sandbox_url(settings)} to stay in the sandbox."
        )


def _missing(settings: Settings) -> Iterator[str]:
    """Name what has a default that is good for the sandbox only."""
    if settings.twilio_account_sid == SANDBOX_ACCOUNT_SID:
        yield "TWILIO_ACCOUNT_SID"
    if settings.twilio_auth_token.get_secret_value() == SANDBOX_AUTH_TOKEN:
        yield "TWILIO_AUTH_TOKEN"
    keys = [key.pair for key in settings.api_keys]
    if not keys or DEMO_KEY in keys:
        yield "API_KEYS"
    if not settings.database_url:
        yield "DATABASE_URL"  # the demo practice's patients are invented, their numbers may not be
    if not settings.public_url:
        yield "PUBLIC_URL"
