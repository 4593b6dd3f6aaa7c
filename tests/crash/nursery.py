"""A process whose copies are a house's mortal workers, one after the other: all it has is a store.

It has looked at the database and built its statements, which takes a worker most of its start. Each
copy is dramatiq's worker process that loads ``tests.crash.mortal``, with settings, broker and
connections of its own. Each line of standard input is what one copy is told, as JSON; the answer is
how that one ended.
"""

import gc
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from threading import Event
from typing import Any

from dramatiq import cli
from dramatiq.canteen import Canteen

import worker.boot
from worker.gateways.twilio import TwilioGateway
from worker.office import Office, office_of
from worker.settings import Settings, load_settings
from worker.steps.warm_up import warm_up
from worker.store import remembered
from worker.store.checks.inspection import require_usable
from worker.store.engine import Store
from worker.store.pool import Pool

remembered.SECONDS = 0  # type: ignore[misc] # what is asked again must not depend on the time


def main() -> None:
    """Begin a copy for each line, and wait until it has died."""
    arguments = cli.make_argument_parser().parse_args()
    vars(worker.boot).update(
        open_office=_office_on(_known_store(load_settings())), require_usable=lambda _: None
    )
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _work(arguments, json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


def _known_store(settings: Settings) -> Store:
    """Return a store that has asked what every worker asks at its start, and has no connection."""
    store = Store.open(settings.database, remembered.SECONDS, Pool.of(settings))
    require_usable(store)
    warm_up(_office_on(store)(settings), store.now())
    store.close()
    return store


def _office_on(store: Store) -> Callable[[Settings], Office]:
    def open_office(settings: Settings) -> Office:
        return office_of(settings, store, TwilioGateway.of(settings))

    return open_office


def _work(arguments: Any, told: dict[str, str]) -> None:
    """Be dramatiq's worker process until the end; its words go where ours go."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.environ.update(told)
    canteen = multiprocessing.Value(Canteen)
    sys.exit(cli.worker_process(arguments, 0, sys.stderr, canteen, Event()))
