"""`asapcomms staff`: who may sign in to the staff pages."""

import sys
from typing import Annotated, Final

import typer

from worker.commands.opened import database, group
from worker.errors import Conflict, NotFound, Refused
from worker.rules.role import Role

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200

app = group(
    "Say who may sign in to the staff pages.",
    "The pages are at /staff, and not there at all until there is an account.",
)


Name = Annotated[str, typer.Argument(help="The name that is typed to sign in.")]


@app.command()
def add(
    name: Name,
    *,
    role: Annotated[
        Role, typer.Option(help="look only reads; send may also text patients, and stop that.")
    ] = Role.SEND,
) -> None:
    """Add an account.

    The password is asked for, or read from a line of the standard input. To give somebody a new
    one, remove the account and add it again.
    """
    from worker.store.ledger import accounts, names

    known_as = names.require_good(name)
    password = _password()
    with database("staff") as (_, store):
        now = store.now()
        with store.writing() as transaction:
            is_new = accounts.add(transaction, name, password, role, now)
    if not is_new:
        raise Conflict(f"There is an account {known_as} already; remove it first.")
    typer.echo(f"{known_as} may sign in at /staff ({role}).")


@app.command("list")
def list_accounts() -> None:
    """List the accounts."""
    from worker.store.ledger import accounts

    with database("staff") as (_, store), store.reading() as transaction:
        found = accounts.read_all(transaction)
    for one in found:
        last = one.signed_in_at
        seen = f"signed in last {last:%Y-%m-%d %H:%M} UTC" if last else "has not signed in yet"
        typer.echo(f"{one.name:<20} {one.role:<5} {seen}")
    if not found:
        typer.echo("There is no account, so there are no staff pages.")


@app.command()
def remove(name: Name) -> None:
    """Remove an account; whoever is signed in with it is signed out at once."""
    from worker.store.ledger import accounts, names

    with database("staff") as (_, store), store.writing() as transaction:
        was_there = accounts.remove(transaction, name)
    if not was_there:
        raise NotFound(f"There is no account {names.known_as(name)}.")
    typer.echo(f"{names.known_as(name)} can no longer sign in.")


def _password() -> str:
    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; "
            "a few words make a good one."
        )
    return password
