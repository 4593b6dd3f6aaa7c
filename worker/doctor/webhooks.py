"""Whether every end point takes what it is told."""

from datetime import datetime
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.settings import Settings
from worker.store.engine import Transaction
from worker.store.ledger import webhooks
from worker.store.ledger.webhooks import StoredEndpoint

_MAKE: Final = Findings(Part.OFFICE)


def examine(transaction: Transaction, _: Settings, __: datetime) -> list[Finding]:
    """Report end points that are paused or fail; without any there is nothing to say."""
    return [_finding(one) for one in webhooks.read_all(transaction)]


def _finding(one: StoredEndpoint) -> Finding:
    if one.paused_at:
        return _MAKE.note(
            f"End point {one.endpoint_num} is told nothing since {one.paused_at:%Y-%m-%d %H:%M} UTC: "
            "it had taken nothing for days, or wanted nothing more.",
            f"Mend it, and run `asapcomms webhooks replay {one.endpoint_num} --since TIME`.",
        )
    if one.failing_since:
        return _MAKE.note(
            f"End point {one.endpoint_num} has taken nothing since "
            f"{one.failing_since:%Y-%m-%d %H:%M} UTC; it is tried again for three days.",
            "Look into its own log; ours says in webhook.failed what it answers.",
        )
    return _MAKE.ok(f"End point {one.endpoint_num} takes what it is told.")
