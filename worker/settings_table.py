"""The list that `asapcomms settings` shows: every setting, its meaning, default and value."""

from typing import Final

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from worker.settings import Settings
from worker.up.addresses import without_password

_FILLED_IN: Final = {
    "database_url": "database",
    "redis_url": "redis",
    "public_url": "base_url",
    "asapcomms_home": "home",
}
"""Settings whose value in use differs from what was written, and where that value is."""

_DEFAULTS: Final = {
    "database_url": "asapcomms.db in ASAPCOMMS_HOME",
    "redis_url": "the embedded server",
    "public_url": "http://127.0.0.1:PORT",
    "time_zone": "the system's",
    "unknown_policy": "resend",
    "twilio_account_sid": "the sandbox's",
    "twilio_auth_token": "the sandbox's",
    "twilio_secondary_auth_token": "none",
    "quiet_hours": "none",
}
"""Defaults that say more in words."""


def show(settings: Settings) -> None:
    """Print one block a setting: narrow enough for 80 columns, whole enough to copy from."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    for name, field in Settings.model_fields.items():
        chosen = name in settings.model_fields_set
        value = Text(shown_value(settings, name), "bold green" if chosen else "cyan")
        console.print(Text.assemble((name.upper(), "bold"), "  ", value), soft_wrap=True)
        console.print(Padding(Text(field.description or ""), (0, 0, 0, 4), expand=False))
        default = f"Default: {shown_default(name, field)}."
        console.print(Padding(Text(default, "dim"), (0, 0, 0, 4), expand=False))
        console.print()


def shown_value(settings: Settings, name: str) -> str:
    """Return the value in use; what opens something is hidden."""
    if name == "api_keys":
        return f"{len(settings.api_keys)} hidden" if settings.api_keys else "none"
    return _shown(getattr(settings, _FILLED_IN.get(name, name)))


def shown_default(name: str, field: FieldInfo) -> str:
    """Return the default in words."""
    return _DEFAULTS.get(name) or _shown(field.default)


def _shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case SecretStr():
            return "hidden" if value.get_secret_value() else "none"
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case tuple():
            return ",".join(_shown(part) for part in value) or "none"
        case _:
            return without_password(str(value)) or "none"
