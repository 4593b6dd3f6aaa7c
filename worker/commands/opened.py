"""What a command begins with: the settings, a log, the database, the queues, and who gives it."""

import getpass
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from worker.errors import Unavailable

if TYPE_CHECKING:
    from worker.queue.broker import WakingBroker
    from worker.settings import Settings
    from worker.store.engine import Store

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON, for machines.")]

_LONGEST_NAME: Final = 64


def group(says: str, ends_with: str) -> typer.Typer:
    """Make a command that has commands of its own."""
    return typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=says, epilog=ends_with)


def settings_for(command: str) -> "Settings":
    """Read the settings and set up the log of a command."""
    from worker.log import configure
    from worker.settings import load_settings

    settings = load_settings()
    configure(command, settings.log_format)
    return settings


@contextmanager
def database(command: str) -> "Iterator[tuple[Settings, Store]]":
    """Open the database that the settings name; raises CannotStart where it is not up to date.

    Whatever the database refuses, then or later, is said with what to do about it.
    """
    from worker.store.checks.unreachable import explained
    from worker.store.checks.version import require_current
    from worker.store.engine import Store

    settings = settings_for(command)
    with closing(Store.open(settings.database)) as store, explained(store.engine.url):
        require_current(store)
        yield settings, store


@contextmanager
def queues(settings: "Settings", store: "Store") -> "Iterator[WakingBroker]":
    """Open the queues that the settings name.

    Raises CannotStart where they are another's, Unavailable where Redis does not serve.
    """
    from worker.queue.broker import producer_broker
    from worker.queue.client import OUTAGES
    from worker.steps.own_queue import OwnQueue

    broker = producer_broker(settings.redis, settings.queue_namespace)
    try:
        with closing(broker.client):
            OwnQueue(store, broker).require()
            yield broker
    except OUTAGES as error:
        raise Unavailable("Redis cannot be used now; `asapcomms doctor` says why.") from error


def person() -> str:
    """Return user@machine; whoever became another user by sudo is named as themselves."""
    try:
        user = os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number that has no name
        user = str(os.geteuid())
    return f"{user}@{socket.gethostname()}"[:_LONGEST_NAME]
