"""What a command begins with: the settings, a log, the database and the queues."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from worker.errors import Unavailable

if TYPE_CHECKING:
    from worker.queue.broker import WakingBroker
    from worker.settings import Settings
    from worker.store.engine import Store

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON, for machines.")]


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
def queues(settings: "Settings") -> "Iterator[WakingBroker]":
    """Open the queues that the settings name; raises Unavailable where Redis does not serve."""
    from worker.queue.broker import producer_broker
    from worker.queue.client import OUTAGES

    broker = producer_broker(settings.redis, settings.queue_namespace)
    try:
        with closing(broker.client):
            yield broker
    except OUTAGES as error:
        raise Unavailable("Redis cannot be used now; `asapcomms doctor` says why.") from error
