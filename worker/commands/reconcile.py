"""`asapcomms reconcile`: after a restore, find at the provider what has gone out already."""

import time
from typing import TYPE_CHECKING, Final

import typer

from worker.commands.opened import queues, settings_for
from worker.errors import Unavailable

if TYPE_CHECKING:
    from worker.steps.restored.adopt import Report

_LOOK_SECONDS: Final = 0.5
_NAMED: Final = 20


def reconcile() -> None:
    """Find at the provider what a restored backup has not.

    Holds everything, goes through the provider's list back to before the backup, adopts what has
    gone out, hears what patients have written, and releases. Killed, it leaves the hold, and can be
    run again.
    """
    from worker.gateways.port import CannotAsk
    from worker.office import open_office
    from worker.queue import mark
    from worker.steps.restored.reconcile import reconcile_all
    from worker.store.checks.inspection import require_usable
    from worker.store.checks.unreachable import explained

    settings = settings_for("reconcile")
    office = open_office(settings)
    try:
        require_usable(office.store)
        with explained(office.store.engine.url), queues(settings, office.store) as broker:
            report = reconcile_all(
                office,
                office.store.now,
                pause=lambda: time.sleep(_LOOK_SECONDS),
                tell=lambda line: typer.echo(line, err=True),
                before_release=lambda: mark.forget_ledger(broker.client, broker.namespace),
            )
    except CannotAsk as error:
        raise Unavailable(
            f"The provider did not show its list ({error}). Everything stays held; run this again."
        ) from None
    except Unavailable as error:
        raise Unavailable(f"{error.sentence} Run this again; what is held stays so.") from None
    finally:
        office.store.close()
    typer.echo("\n".join(lines(report)))


def lines(report: "Report") -> list[str]:
    """Say what was found, and what of it somebody must see to."""
    since = f"{report.since:%Y-%m-%d %H:%M} UTC"
    told = [
        f"Looked at {report.looked_at} texts at the provider, back to {since}.",
        f"Had gone out and were not known here: {report.adopted}. They are not sent again.",
        f"From patients and not known here: {report.heard}. What they ask for is done.",
        f"Due and not at the provider: {report.waiting}. They go out if they still may.",
    ]
    if report.given_up:
        told.append(
            f"Given up, because the provider's list hides whether they went out: {report.given_up}. "
            "Each one's Note says so."
        )
    if report.doubled:
        told.append(f"Sent twice, before this was run: {_named(report.doubled)}")
    if report.unknown:
        told.append(
            f"With a link that nothing here has: {_named(report.unknown)}\n"
            "    They are of requests that were decided after the backup. Their patients' links lead "
            "nowhere, and who\n    asks for the same again, as a client may with its Idempotency-Key, "
            "gets a new offer and a new text:\n    look these up at the provider, and call the "
            "patients."
        )
    return [*told, *(f"But: {sentence}" for sentence in report.still_held)]


def _named(sids: list[str]) -> str:
    more = f" and {len(sids) - _NAMED} more" if len(sids) > _NAMED else ""
    return f"{len(sids)} ({', '.join(sids[:_NAMED])}{more})."
