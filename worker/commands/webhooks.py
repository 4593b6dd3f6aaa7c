"""`asapcomms webhooks`: who is told what happens."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from worker.commands.given import whole_number
from worker.commands.opened import database, group
from worker.errors import Refused

if TYPE_CHECKING:
    from schemas.webhooks import AddedEndpoint

app = group(
    "Say which other systems are told what happens.",
    "What they are told, and how they verify it, is in docs/events.md.",
)

Num = Annotated[
    int,
    typer.Argument(parser=whole_number, help="The end point's number, as `list` shows it."),
]

_MOMENT: Final = "%Y-%m-%d %H:%M"


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where events go, as https://example.com/asapcomms.")],
) -> None:
    """Add an end point, which is told of what happens from now on.

    Its secret is shown this once; whoever receives needs it to know that what comes is ours.
    """
    from worker.steps import webhooks

    with database("webhooks") as (settings, store):
        added = webhooks.add(store, url, settings.webhook_networks, store.now())
    _show_secret(added)


@app.command("list")
def list_endpoints() -> None:
    """List the end points, and how they do."""
    from worker.steps import webhooks

    with database("webhooks") as (_, store):
        found = webhooks.read_all(store)
    for one in found:
        state = "is told"
        if one.failing_since:
            state = f"fails since {one.failing_since:{_MOMENT}} UTC"
        if one.paused_at:
            state = f"is paused since {one.paused_at:{_MOMENT}} UTC; replay takes it up again"
        typer.echo(f"{one.endpoint_num:<4} {one.url}  {state}")
    if not found:
        typer.echo("Nobody is told; the feed at /events has it all the same.")


@app.command()
def rotate(num: Num) -> None:
    """Give an end point a new secret; for a day both sign, so that nothing is refused meanwhile."""
    from worker.steps import webhooks

    with database("webhooks") as (_, store):
        added = webhooks.rotate(store, num, store.now())
    _show_secret(added)


@app.command()
def remove(num: Num) -> None:
    """Remove an end point; what it has not taken yet is not told any more."""
    from worker.steps import webhooks

    with database("webhooks") as (_, store):
        webhooks.remove(store, num)
    typer.echo(f"End point {num} is told nothing more.")


@app.command()
def replay(
    num: Num,
    *,
    since: Annotated[
        str, typer.Option(help="On the office's clock, as '2026-12-24 14:00:00'.", metavar="TIME")
    ],
) -> None:
    """Tell an end point again of what happened since, also one that is paused.

    Each event has the id that it had before, so a receiver knows what it has.
    """
    from schemas.wire import parse_date_time
    from worker.rules.wall_clock import instant
    from worker.steps import webhooks

    try:
        local = parse_date_time(since if " " in since else f"{since} 00:00:00")
    except ValueError:
        raise Refused("--since is a time such as '2026-12-24 14:00:00'.") from None
    with database("webhooks") as (settings, store):
        count = webhooks.replay(store, num, instant(local, settings.zone), store.now())
    typer.echo(f"{count} events are on their way to end point {num}.")


def _show_secret(added: "AddedEndpoint") -> None:
    typer.echo(f"End point {added.endpoint_num}: {added.url}")
    typer.echo(f"Its secret, which is not shown again: {added.secret}")
