"""Whether something waits for a person: a stopped sender, a hold, a message that was kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.gateways import codes
from worker.rules.hold import UNTIL_RECONCILED, Hold
from worker.settings import Settings
from worker.store.engine import Transaction
from worker.store.ledger import backlogs, holds, senders
from worker.store.ledger.senders import StoppedSender

_MAKE: Final = Findings(Part.OFFICE)


def examine(
    transaction: Transaction,
    settings: Settings,
    _: datetime,
) -> list[Finding]:
    """Report what waits for a person."""
    stopped = senders.find_stopped(transaction, settings.sender_key)
    held = map(_hold, holds.in_force(transaction))
    return [_sender(stopped), *held, *_kept(backlogs.count(transaction, backlogs.KEPT).count)]


def _kept(count: int) -> Iterator[Finding]:
    if count:
        yield _MAKE.note(
            f"Messages that could not be read: {count}. What they asked for was not done.",
            "`asapcomms messages list` says why; replay them corrected, or drop them.",
        )


def _hold(held: Hold) -> Finding:
    if held.clinic_num == UNTIL_RECONCILED:
        return _MAKE.wrong(held.sentence, "Nothing is sent before that has been done.")
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
