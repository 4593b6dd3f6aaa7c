"""`asapcomms hold` and `release`: keep texts from the provider for a while."""

import sys
import time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from worker.commands.given import whole_number
from worker.commands.opened import database, person, queues
from worker.errors import Refused

if TYPE_CHECKING:
    from schemas.keys import ClinicNum

_LOOK_SECONDS: Final = 0.5

Clinic = Annotated[
    int | None,
    typer.Option(
        "--clinic",
        parser=whole_number,
        metavar="N",
        help="Only this ClinicNum's texts; 0 is the practice.",
    ),
]


def hold(
    *,
    why: Annotated[str, typer.Option("--why", help="The reason, for whoever finds it held.")],
    clinic: Clinic = None,
) -> None:
    """Hand nothing to the provider until `asapcomms release`.

    Requests are decided, answers are taken, and what would have been sent waits. Returns when what
    was being handed over in that moment is done too, after 15 seconds at most.
    """
    from worker.rules.hold import what
    from worker.steps import hold as step

    if not why.strip():
        raise Refused("Say why: whoever finds it held must know whether to release it.")
    with database("hold") as (_, store):
        step.hold(store, _scope(clinic), who=person(), why=why.strip(), now=store.now())
        for count in step.in_flight(store, store.now, lambda: time.sleep(_LOOK_SECONDS)):
            sys.stderr.write(f"Being handed over still: {count}\n")
    typer.echo(f"{what(_scope(clinic))} is held. `asapcomms release` ends that.")


def release(
    *,
    clinic: Clinic = None,
    unreconciled: Annotated[
        bool,
        typer.Option(
            "--unreconciled",
            help="Release what the service itself holds after a restore: what was sent before may "
            "be sent again.",
        ),
    ] = False,
) -> None:
    """Let what is held go to the provider again.

    Everything is checked anew first; what waited goes in the order in which it was due, within the
    limits.
    """
    from worker.queue import mark
    from worker.rules.hold import UNTIL_RECONCILED, what
    from worker.steps import hold as step

    scope = UNTIL_RECONCILED if unreconciled else _scope(clinic)
    with database("release") as (settings, store):
        if unreconciled:
            with queues(settings, store) as broker:
                mark.forget_ledger(broker.client, broker.namespace)
        known = step.release(store, scope, who=person(), now=store.now())
        still = step.still_held(store)
    typer.echo(f"{what(known.clinic_num)} is released. It was held by {known.held_by}: {known.why}")
    for sentence in still:
        typer.echo(f"But: {sentence}")


def _scope(clinic: int | None) -> "ClinicNum":
    from schemas.keys import ClinicNum
    from worker.rules.hold import EVERY_CLINIC

    return EVERY_CLINIC if clinic is None else ClinicNum(clinic)
