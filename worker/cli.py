"""The command line."""

import os
import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from worker.commands import keys, messages, staff, webhooks
from worker.commands.given import whole_number
from worker.commands.hold import hold, release
from worker.commands.opened import AsJson, database, queues, settings_for
from worker.commands.reconcile import reconcile
from worker.errors import AsapError, NotFound
from worker.home import OURS_ALONE, make_private

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain text starts faster, and can be copied
    help="Texts the patients on a dental office's ASAP list about openings, once each, "
    "within seconds.",
    epilog="Every setting is an environment variable, or a line of the file .env in this folder; "
    "`asapcomms settings` lists them.",
)
app.add_typer(staff.app, name="staff")
app.add_typer(keys.app, name="keys")
app.add_typer(messages.app, name="messages")
app.command()(hold)
app.command()(release)
app.command()(reconcile)
app.add_typer(webhooks.app, name="webhooks")


def main() -> None:
    """Run a command; what is wrong is said in its sentence, without a traceback."""
    os.umask(OURS_ALONE)
    try:
        app()
    except AsapError as error:
        _fail(error.sentence)
    except UnicodeError:  # a terminal or a file of another encoding
        _fail("What was given is not text in UTF-8.")


def _fail(sentence: str) -> NoReturn:
    sys.stderr.write(f"asapcomms: {sentence}\n")
    raise SystemExit(1) from None


def _say_version(wanted: bool) -> None:  # noqa: FBT001 - typer hands over the flag
    if wanted:
        typer.echo(f"asapcomms {version('asapcomms')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take the options that come before a command."""


@app.command()
def up() -> None:
    """Run everything on this machine, with a demo practice.

    Starts Redis, the database, a sandbox instead of Twilio, web, worker and clock; starts again
    what dies; Ctrl-C stops it all. The data stays in ASAPCOMMS_HOME. With a Twilio account
    of your own it sends by that, once API_KEYS, DATABASE_URL and PUBLIC_URL are your own too.
    """
    from worker.settings import load_settings
    from worker.up.run import run

    run(load_settings())


@app.command()
def clock() -> None:
    """Put on the queue whatever is due or was left behind."""
    from worker import clock as clock_process
    from worker.settings import load_settings

    clock_process.run(load_settings())


@app.command()
def sandbox() -> None:
    """Run the Twilio look-alike, which sends nothing."""
    import uvicorn

    from worker.up.addresses import HOST, require_free

    settings = settings_for("sandbox")
    make_private(settings.home)
    require_free(SANDBOX_PORT=settings.sandbox_port)
    uvicorn.run(
        "worker.sandbox.app:create_app",
        factory=True,
        host=HOST,
        port=settings.sandbox_port,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=1,  # whoever is kept waiting on purpose does not delay the end
    )


@app.command()
def migrate(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be done.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Bring this service's own tables up to date.

    Shows first what it would do, and asks on a terminal. Open Dental's own tables are not touched;
    they are created only in an empty database. Safe to run twice, and on two machines at once.
    """
    from worker.store.migrate import plan, upgrade

    settings = settings_for("migrate")
    planned = plan(settings)
    typer.echo("\n".join(planned.lines()))
    if planned.is_empty or dry_run:
        return
    if sys.stdin.isatty() and not yes:
        typer.confirm("Do it now?", abort=True)
    upgrade(settings)
    typer.echo("Done.")


@app.command()
def doctor(
    *,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong here, and what to do about it.

    Looks at settings, database, Redis and gateway; changes and sends nothing. The exit code is 1
    if the worker would not do its job.
    """
    from datetime import UTC, datetime

    from worker.doctor import report
    from worker.doctor.examination import examine

    findings = examine(lambda: datetime.now(UTC))
    if as_json:
        typer.echo(report.as_json(findings))
    else:
        report.show(findings, sys.stdout)
    raise typer.Exit(int(report.has_wrong(findings)))


@app.command()
def status(
    *,
    once: Annotated[bool, typer.Option("--once", help="Look once, and do not go on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how the service stands.

    Who lives, what waits and since when, what needs a look: on a terminal live until Ctrl-C, else
    once. Looked at once, the exit code is 1 if something needs a look.
    """
    from worker.explain import status as telling
    from worker.rules.health import problems
    from worker.steps.standing import see

    with database("status") as (settings, store), queues(settings, store) as broker:
        if sys.stdout.isatty() and not once and not as_json:
            telling.watch(lambda: see(store, broker, settings))
            return
        health = see(store, broker, settings)
    if as_json:
        typer.echo(telling.as_json(health))
    else:
        telling.show(health, sys.stdout)
    raise typer.Exit(int(bool(problems(health))))


@app.command()
def grants(
    *,
    user: Annotated[str, typer.Option(help="The service's user.")] = "asapcomms",
    host: Annotated[
        str, typer.Option(help="From where it may come, on MariaDB and MySQL: % is anywhere.")
    ] = "%",
    back_out: Annotated[
        bool, typer.Option("--back-out", help="Print what takes all of it back instead.")
    ] = False,
) -> None:
    """Print what gives the service's database user its rights.

    They are for the database that DATABASE_URL names, which is looked at and not changed: give them
    to its administrator, or to its client, as in `asapcomms grants | mariadb`.
    """
    from worker.store.checks import grants

    settings = settings_for("grants")
    grantee = grants.Grantee(user, host)
    print_them = grants.back_out if back_out else grants.grant
    typer.echo("\n".join(print_them(settings.database, grantee)))


@app.command()
def show(
    number: Annotated[
        int, typer.Argument(parser=whole_number, help="The offer's AsapCommNum.", metavar="N")
    ],
    *,
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Say also who was texted, and what.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what became of one offer, step by step.

    Request, decision, blockout, each call of the provider, receipts and the patient's answer, with
    times on the office's clock. Names, numbers and texts are left out unless asked for.
    """
    from schemas.keys import AsapCommNum
    from worker.explain import report
    from worker.explain.timeline import timeline

    with database("show") as (settings, store), store.reading() as transaction:
        base = settings.base_url if with_names else None
        told = timeline(transaction, AsapCommNum(number), settings.zone, base)
    if told is None:
        raise NotFound(f"There is no offer {number}.")
    if as_json:
        typer.echo(report.as_json(told))
    else:
        report.show(told, sys.stdout)


@app.command("release-sender")
def release_sender() -> None:
    """Let a stopped sender send again.

    It was stopped because every text of it would fail. It releases itself as soon as one of the
    texts that try it now and then goes through; this is for whoever has mended the cause and does
    not want to wait.
    """
    from worker.store.ledger import senders

    with database("release-sender") as (settings, store), store.writing() as transaction:
        was_stopped = senders.release(transaction, settings.sender_key)
    typer.echo("The sender sends again." if was_stopped else "The sender was not stopped.")


@app.command("number")
def show_number(
    number: Annotated[str, typer.Argument(help="The number, as +15035550100.")],
    *,
    clear: Annotated[
        bool, typer.Option("--clear", help="Text it again, whatever is known against it.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask whether the patient wants texts.")
    ] = False,
) -> None:
    """Tell what is known of a number, or clear it.

    Whether it is texted, whose it is, what it has said.

    One that cannot receive texts is texted again by itself when its owner writes. A stop may be
    cleared only if the patient has asked for texts; Twilio's own block of a number ends when the
    patient texts START.
    """
    from worker.office import FrontDesk
    from worker.steps import known_number

    with database("number") as (settings, store):
        desk = FrontDesk.of(settings, store)
        phone = known_number.read(store, number)
        with store.reading() as transaction:
            typer.echo("\n".join(known_number.describe(transaction, phone, desk)))
        if clear:
            if not yes:
                typer.confirm("Does whoever has this number want texts?", abort=True)
            known_number.clear(phone, desk, store.now())
            typer.echo("It is texted again.")


@app.command()
def templates(
    *,
    clinic: Annotated[
        int | None,
        typer.Option(
            parser=whole_number, help="One clinic's ClinicNum; 0 is the practice.", metavar="N"
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--set", help="Save this text; - reads it from standard input."),
    ] = None,
    use_practice: Annotated[
        bool, typer.Option("--use-practice", help="Give the clinic the practice's text again.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check, and show what patients would get.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List, check and set the texts that offer an opening.

    Each clinic's, or the practice's, where Open Dental keeps them, with what is wrong with it and as
    three patients of the ASAP list would get it. What cannot work is not saved. The exit code is 1
    if a text that is listed cannot work.
    """
    from schemas.keys import ClinicNum
    from worker.explain import templates as telling
    from worker.office import wall_time

    given = sys.stdin.read().rstrip("\r\n") if text == "-" else text
    with database("templates") as (settings, store):
        now_local = wall_time(store.now(), settings.zone)
        told = telling.answer(
            store,
            settings.base_url,
            now_local,
            clinic_num=None if clinic is None else ClinicNum(clinic),
            text=given,
            uses_practice=use_practice,
            is_dry=dry_run,
        )
    typer.echo(telling.as_json(told) if as_json else "\n".join(telling.lines(told)))
    raise typer.Exit(int(told.has_wrong))


@app.command("settings")
def show_settings() -> None:
    """List every setting: value, meaning, default."""
    from worker.settings import load_settings
    from worker.settings_table import show

    show(load_settings())
