"""`asapcomms keys`: which programs may call the API, and a new secret for the pages."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from worker.api_key import USUAL, Permission
from worker.commands import given
from worker.commands.opened import database, group
from worker.errors import Conflict, NotFound, Refused

if TYPE_CHECKING:
    from worker.settings import Settings
    from worker.store.engine import Transaction
    from worker.store.ledger.api_keys import StoredKey

_GRACE_HOURS: Final = 24
_MOST_GRACE_HOURS: Final = 9_999_999

app = group(
    "Say which programs may call the API. Renews what pages are signed with, too.",
    "Each sends its pair as Authorization: ODFHIR developerKey/customerKey. What is said "
    "of keys holds two seconds later in every web process. API_KEYS names further ones.",
)

Name = Annotated[str, typer.Argument(help="What the program is called here, as billing.")]
Expires = Annotated[
    date | None,
    typer.Option(parser=given.day, help="The last day on which it is good.", metavar="DAY"),
]


@app.command()
def add(
    name: Name,
    *,
    permission: Annotated[
        list[Permission] | None,
        typer.Option(help="What it may do, once for each; by itself ReadAll and TextingASAP."),
    ] = None,
    expires: Expires = None,
) -> None:
    """Make a pair of keys, and show it.

    The pair alone goes to the standard output. Only a digest of it is kept, so nobody can read it
    again; whoever loses it makes a new one by `asapcomms keys rotate`.
    """
    from worker.store.ledger import api_keys, names

    known_as = names.require_good(name)
    with database("keys") as (settings, store):
        now = store.now()
        ends_at = _end_of(expires, settings, now)
        may = frozenset(permission or USUAL)
        with store.writing() as transaction:
            pair = api_keys.add(transaction, known_as, may, now, ends_at)
    if pair is None:
        raise Conflict(f"There is a key {known_as} already; rotate or revoke it.")
    typer.echo(pair)
    typer.echo(f"{known_as} may {_permissions(may)}. The pair is not shown again.", err=True)


@app.command("list")
def list_keys() -> None:
    """List the pairs, and when each was last used."""
    from worker.store.ledger import api_keys

    with database("keys") as (settings, store):
        now = store.now()
        with store.reading() as transaction:
            found = api_keys.read_all(transaction)
    for one in found:
        typer.echo(
            f"{one.name:<20} {one.developer_key}  {_permissions(one.may):<24} "
            f"{_state(one, settings, now)}"
        )
    if settings.api_keys:
        typer.echo(f"{len(settings.api_keys)} more in API_KEYS.")
    elif not found:
        typer.echo("There is no key, so no program may call.")


@app.command()
def rotate(
    name: Name,
    *,
    grace: Annotated[
        int,
        typer.Option(
            parser=given.whole_number,
            metavar="HOURS",
            help="For how long the old pair is good as well.",
        ),
    ] = _GRACE_HOURS,
    expires: Expires = None,
) -> None:
    """Make a new pair in place of an old one.

    It is shown this once, may do the same, and lives as long as the old one did unless told otherwise. The developer key
    stays. The old pair is good for some hours more, so that the program can be changed meanwhile; one
    that is older still ends now.
    """
    from worker.store.ledger import api_keys

    if grace > _MOST_GRACE_HOURS:
        raise Refused(f"The old pair is good for {_MOST_GRACE_HOURS} hours more at most.")
    with database("keys") as (settings, store):
        now = store.now()
        told = _end_of(expires, settings, now)
        with store.writing() as transaction:
            old = _live(transaction, name, now)
            lives = None if old.ends_at is None else old.ends_at - old.created_at
            ends_at = told or (None if lives is None else now + lives)
            over = now + timedelta(hours=grace)
            old_ends_at = over if old.ends_at is None else min(over, old.ends_at)
            pair = api_keys.rotate(transaction, old, now, old_ends_at, ends_at)
    if pair is None:
        raise Conflict(f"Somebody has changed the key {old.name} in this moment; look at the list.")
    typer.echo(pair)
    until = _shown(old_ends_at, settings)
    typer.echo(f"The old pair of {old.name} is good until {until}.", err=True)


@app.command()
def revoke(
    name: Name,
    *,
    old: Annotated[
        bool, typer.Option("--old", help="Only what a rotation has taken the place of.")
    ] = False,
) -> None:
    """End a program's pairs now."""
    from worker.store.ledger import api_keys

    with database("keys") as (_, store):
        now = store.now()
        with store.writing() as transaction:
            newest = _live(transaction, name, now)
            last_turn = newest.turn - 1 if old else newest.turn
            ended = api_keys.end(transaction, newest.name, last_turn, now)
    if not ended:
        raise NotFound(f"No old pair of {newest.name} is good any more.")
    typer.echo(f"{'The old pair' if old else 'Every pair'} of {newest.name} has ended.")


@app.command("renew-pages")
def renew_pages() -> None:
    """Make a new secret for the pages of patients and staff.

    Web processes take it when they are started again. Then the staff have to sign in again, and a
    patient whose page was open has to tap twice; no link and no text is concerned.
    """
    from worker.store.ledger import page_secret

    with database("keys") as (_, store):
        page_secret.renew(store)
    typer.echo("There is a new secret; start every web process again.")


def _live(transaction: "Transaction", name: str, now: datetime) -> "StoredKey":
    from worker.store.ledger import api_keys, names

    found = api_keys.find_newest(transaction, name)
    if found is None or not found.is_live(now):
        raise NotFound(f"There is no key {names.known_as(name)} that is good.")
    return found


def _end_of(day: date | None, settings: "Settings", now: datetime) -> datetime | None:
    """Return when a day of the office's calendar is over; raises Refused where it is already."""
    if day is None:
        return None
    over = datetime.combine(day + timedelta(1), time(), settings.zone)
    if over <= now:
        raise Refused("That day is over already.")
    return over


def _permissions(may: frozenset[Permission]) -> str:
    return " and ".join(sorted(may))


def _state(key: "StoredKey", settings: "Settings", now: datetime) -> str:
    used = f"used {_shown(key.used_at, settings)}" if key.used_at else "never used"
    if key.ends_at is None:
        return used
    return f"{used}, {'ends' if key.is_live(now) else 'ended'} {_shown(key.ends_at, settings)}"


def _shown(moment: datetime, settings: "Settings") -> str:
    return f"{moment.astimezone(settings.zone):%Y-%m-%d %H:%M}"
