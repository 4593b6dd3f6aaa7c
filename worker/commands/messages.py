"""`asapcomms messages`: what could not be read or worked on, and what becomes of it."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from worker.commands.opened import AsJson, database, group, person, queues
from worker.errors import Refused

if TYPE_CHECKING:
    from worker.store.ledger.dead_letters import KeptMessage

_STDIN: Final = "-"

app = group(
    "Replay or drop messages that nobody could work on.",
    "Those that could not be read are in the database, those whose work failed in Redis for "
    "seven days; whoever replays or drops one leaves their name.",
)

Id = Annotated[str, typer.Argument(help="Its message_id, as the list and the log have it.")]


@app.command("list")
def list_messages(*, as_json: AsJson = False) -> None:
    """List what waits for somebody, the oldest first, with its reason."""
    from worker.steps import replay as step

    with database("messages") as (settings, store), queues(settings, store) as broker:
        found = step.waiting(store, broker)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], default=str, indent=2))
        return
    for each in found:
        typer.echo(f"{each.message_id}  {each.received_at:%Y-%m-%d %H:%M} UTC  {each.actor or '-'}")
        typer.echo(f"    {each.reason}")
    if not found:
        typer.echo("No message is kept, and none is dead.")


@app.command()
def show(message_id: Id, *, as_json: AsJson = False) -> None:
    """Show one with its arguments, which may hold whatever its producer put there."""
    from worker.steps import replay as step

    with database("messages") as (settings, store), queues(settings, store) as broker:
        found = step.find(message_id, store, broker)
    if as_json:
        typer.echo(json.dumps(asdict(found), default=str, indent=2))
        return
    typer.echo("\n".join(_lines(found)))


@app.command()
def replay(
    message_id: Id,
    *,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="Correct a field first, as aptNum=11939; nothing after = takes it away."
        ),
    ] = None,
    body: Annotated[
        str | None,
        typer.Option("--body", help="All fields as JSON; - reads them from standard input."),
    ] = None,
) -> None:
    """Put one on the queue again, corrected or as it is.

    What would be wrong again is refused with the reason, and nothing is changed. Each is replayed
    once; one that named no request becomes the request of its own message_id, so that it is one
    offer, whoever replays it.
    """
    from worker.steps import replay as step

    change = step.Change(_body(body), dict(map(_field, changes or [])))
    with database("messages") as (settings, store), queues(settings, store) as broker:
        done = step.replay(message_id, change, store, broker, who=person(), now=store.now())
    if done.request_id is None:
        typer.echo("It is on the queue again.")
    elif done.answer is not None:
        typer.echo(f"Request {done.request_id} was decided before: {done.answer}")
    else:
        queued = (
            "on the queue" if done.is_queued else "written down; the clock puts it on the queue"
        )
        typer.echo(f"It is {queued}, as request {done.request_id}.")


@app.command()
def drop(
    message_id: Id,
    *,
    why: Annotated[str, typer.Option("--why", help="Why nothing is to come of it.")],
) -> None:
    """Say that nothing is to come of one; it stays on record with the reason."""
    from worker.steps import replay as step

    if not why.strip():
        raise Refused("Say why nothing is to come of it.")
    told = {"who": person(), "why": why.strip()}
    with database("messages") as (settings, store), queues(settings, store) as broker:
        step.drop(message_id, store, broker, now=store.now(), **told)
    typer.echo("It is dropped.")


def _lines(kept: "KeptMessage") -> list[str]:
    args, kwargs = kept.told
    lines = [
        f"message_id  {kept.message_id}",
        f"queue       {kept.queue}",
        f"actor       {kept.actor or '-'}",
        f"kept        {kept.received_at:%Y-%m-%d %H:%M} UTC",
        f"reason      {kept.reason}",
        f"fields      {json.dumps(kwargs)}",
    ]
    if args:
        lines.append(f"positional  {json.dumps(args)}")
    if kept.outcome is not None:
        lines.append(f"{kept.outcome:<11} {kept.ended_at:%Y-%m-%d %H:%M} UTC by {kept.ended_by}")
    if kept.why:
        lines.append(f"why         {kept.why}")
    if kept.request_id:
        lines.append(f"request     {kept.request_id}")
    return lines


def _body(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        read = json.loads(sys.stdin.read() if text == _STDIN else text)
    except (ValueError, RecursionError):
        raise Refused("The body is no JSON.") from None
    if not isinstance(read, dict):
        raise Refused("The body must be a JSON object.")
    return read


def _field(text: str) -> tuple[str, Any]:
    """Read name=value; a value that is no JSON is a text, and none takes the field away."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Refused("A correction is a name, = and a value, as aptNum=11939.")
    if not value:
        return name, None
    try:
        return name, json.loads(value)
    except (ValueError, RecursionError):
        return name, value
