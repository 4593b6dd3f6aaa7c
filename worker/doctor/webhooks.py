"""Whether every end point takes what it is told."""

from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import AsapError
from worker.settings import Settings
from worker.store.checks.version import is_current
from worker.store.engine import Store
from worker.store.ledger import webhooks
from worker.store.ledger.webhooks import StoredEndpoint

_MAKE: Final = Findings(Part.OFFICE)


def examine(store: Store, settings: Settings) -> list[Finding]:  # noqa: ARG001 - as the others
    """Report end points that are paused or fail; without any there is nothing to say."""
    try:
        with store.reading() as transaction:
            found = webhooks.read_all(transaction) if is_current(transaction) else []
    except AsapError:
        return []  # said before
    return [_finding(one) for one in found]


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
