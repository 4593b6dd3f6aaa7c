"""Whether texts go out: nobody holds them, and the sender is not stopped because all would fail."""

from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import AsapError
from worker.gateways import codes
from worker.rules.hold import Hold
from worker.settings import Settings
from worker.store.checks.version import is_current
from worker.store.engine import Store
from worker.store.ledger import holds, senders
from worker.store.ledger.senders import StoppedSender

_MAKE: Final = Findings(Part.OFFICE)


def examine(store: Store, settings: Settings) -> list[Finding]:
    """Report holds and a stopped sender; elsewhere is said that a database is not ready."""
    try:
        with store.reading() as transaction:
            if not is_current(transaction):
                return []
            stopped = senders.find_stopped(transaction, settings.sender_key)
            held = holds.in_force(transaction)
    except AsapError:
        return []  # said before
    return [_sender(stopped), *(_hold(each) for each in held)]


def _hold(held: Hold) -> Finding:
    clinic = "" if held.is_of_every_clinic else f" --clinic {held.clinic_num}"
    return _MAKE.wrong(
        held.sentence,
        "Texts wait meanwhile, and go out afterwards where the slot still allows: "
        f"`asapcomms release{clinic}` when that is over.",
    )


def _sender(stopped: StoppedSender | None) -> Finding:
    if stopped is None:
        return _MAKE.ok("The sender is not stopped.")
    meaning = codes.of_receipt if stopped.is_by_receipt else codes.of_refusal
    return _MAKE.wrong(
        f"Nothing is sent since {stopped.stopped_at:%Y-%m-%d %H:%M} UTC, and texts wait: code "
        f"{stopped.code}. {meaning(stopped.code).sentence}",
        f"Mend that (https://www.twilio.com/docs/errors/{stopped.code}); then one of the texts "
        "that try it every five minutes goes through and all follow, or run "
        "`asapcomms release-sender`.",
    )
