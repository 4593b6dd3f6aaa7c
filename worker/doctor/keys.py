"""Whether any program may use the API, and whose key ends soon."""

from datetime import datetime, timedelta
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.settings import Settings
from worker.store.engine import Transaction
from worker.store.ledger import api_keys

SOON: Final = timedelta(days=14)
_MAKE: Final = Findings(Part.SETTINGS)


def examine(transaction: Transaction, settings: Settings, now: datetime) -> list[Finding]:
    """Report how many keys there are; a name that has a newer pair has been seen to."""
    found = api_keys.read_live(transaction, now).values()
    newest = {key.name: key for key in sorted(found, key=lambda key: key.turn)}
    count = len(newest) + len(settings.api_keys)
    if not count:
        return [
            _MAKE.note(
                "There is no API key, so nobody may use the API.",
                "Run `asapcomms keys add NAME`; only `asapcomms up` has a demo key.",
            )
        ]
    return [
        _MAKE.ok(f"{count} API key{'' if count == 1 else 's'} may be used."),
        *(
            _MAKE.note(
                f"The API key {key.name} ends on {key.ends_at:%Y-%m-%d}.",
                f"Run `asapcomms keys rotate {key.name}` and change it in the program.",
            )
            for key in newest.values()
            if key.ends_at is not None and key.ends_at - now < SOON
        ),
    ]
