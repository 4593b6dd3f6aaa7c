"""What the terminal shows when everything is ready: where it all is, and a first request."""

import json
from datetime import datetime, timedelta
from typing import Final

from worker.demo import STAFF_NAME, STAFF_PASSWORD
from worker.settings import Settings
from worker.up.account import DEMO_KEY, uses_sandbox
from worker.up.addresses import sandbox_url, web_url, without_password

_DEMO_OPERATORY: Final = 2
_DEMO_APPOINTMENT: Final = 11939
"""The documentation's own example; the demo practice has both."""


def facts(settings: Settings) -> dict[str, str]:
    """Return each thing that is ready, and where."""
    web = web_url(settings)
    places = {"Web": web, "API docs": f"{web}/docs"}
    if not settings.database_url:
        places["Staff pages"] = f"{web}/staff, name {STAFF_NAME}, password {STAFF_PASSWORD}"
    if uses_sandbox(settings):
        places["Sent texts"] = f"{sandbox_url(settings)}/"
    else:
        places["Gateway"] = settings.twilio_api_url
    places["Database"] = without_password(settings.database)
    places["Redis"] = without_password(settings.redis)
    places["Data folder"] = str(settings.home)
    guess = (
        ", as this machine keeps: set TIME_ZONE to the office's" if settings.guesses_zone else ""
    )
    places["Time zone"] = f"{settings.time_zone}{guess}"
    places["API key"] = "as set in API_KEYS" if settings.api_keys else DEMO_KEY
    return places


def curl(settings: Settings, now: datetime) -> str:
    """Return a first request that can be pasted into a shell as it stands."""
    tomorrow = now.astimezone(settings.zone).date() + timedelta(days=1)
    body = {
        "op": _DEMO_OPERATORY,
        "aptNum": _DEMO_APPOINTMENT,
        "dateTimeStart": f"{tomorrow} 14:00:00",
    }
    key = "developerKey/customerKey" if settings.api_keys else DEMO_KEY
    lines = (
        f"curl {web_url(settings)}/asapcomms",
        f"  -H 'Authorization: ODFHIR {key}'",
        "  -H 'Content-Type: application/json'",
        f"  -d '{json.dumps(body)}'",
    )
    return " \\\n".join(lines)


def text(settings: Settings, now: datetime) -> str:
    """Return the facts and the request: coloured for a terminal, the same as plain text elsewhere."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    with console.capture() as capture:
        console.print()
        for name, place in facts(settings).items():
            console.print(Text.assemble((f"  {name:<12}", "bold"), (place, "cyan")))
        console.print(Text(f"\n{_invitation(settings)}\n\n{curl(settings, now)}\n"))
        console.print("Ctrl-C stops everything; the data stays.")
    return capture.get()


def _invitation(settings: Settings) -> str:
    if settings.database_url:
        return "Offer an opening, with an operatory and an appointment of your own:"
    return "Offer tomorrow's opening at 2 PM to a patient of the demo practice:"
