"""Whether the sender is stopped because every text of it would fail."""

from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import AsapError
from worker.gateways import codes
from worker.settings import Settings
from worker.store.checks.version import is_current
from worker.store.engine import Store
from worker.store.ledger import senders

_MAKE: Final = Findings(Part.OFFICE)


def examine(store: Store, settings: Settings) -> list[Finding]:
    """Report a stopped sender; the rest of the check-up speaks of a database that is not ready."""
    try:
        with store.reading() as transaction:
            if not is_current(transaction):
                return []
            stopped = senders.find_stopped(transaction, settings.sender_key)
    except AsapError:
        return []  # said before
    if stopped is None:
        return [_MAKE.ok("The sender is not stopped.")]
    meaning = codes.of_receipt if stopped.is_by_receipt else codes.of_refusal
    return [
        _MAKE.wrong(
            f"Nothing is sent since {stopped.stopped_at:%Y-%m-%d %H:%M} UTC, and texts wait: code "
            f"{stopped.code}. {meaning(stopped.code).sentence}",
            f"Mend that (https://www.twilio.com/docs/errors/{stopped.code}); then one of the texts "
            "that try it every five minutes goes through and all follow, or run "
            "`asapcomms release-sender`.",
        )
    ]
