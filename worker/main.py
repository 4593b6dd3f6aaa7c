"""The worker process: ``dramatiq worker.main`` loads this module."""

import logging
import sys
from multiprocessing import parent_process, util

import dramatiq
import structlog
from dramatiq.middleware import Middleware

from worker import log
from worker.actors import declare
from worker.errors import AsapError
from worker.office import Office, open_office, tell_guess
from worker.queue.broker import WakingBroker, producer_broker, worker_broker
from worker.queue.watchdog import Watchdog
from worker.settings import load_settings
from worker.steps.older import hold_if_older_at_start
from worker.steps.own_queue import OwnQueue
from worker.steps.warm_up import warm_up
from worker.store.checks.inspection import require_usable

logger = structlog.get_logger()


class WarmUp(Middleware):
    """Makes the first message of a process as quick as the others."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:  # noqa: ARG002
        """Open connections and compile statements; what is away now is met by the first message."""
        try:
            warm_up(self._office, self._office.store.now())
        except AsapError as error:
            logger.warning("worker.cold", reason=error.sentence)


def boot() -> WakingBroker:
    """Build the worker from the settings."""
    settings = load_settings()
    _speak_for_ourselves()
    log.configure("worker", settings.log_format)
    tell_guess(settings)
    office = open_office(settings)
    require_usable(office.store)
    asking = producer_broker(
        settings.redis, settings.queue_namespace
    )  # the worker's own is patient
    if OwnQueue(office.store, asking).claim():
        hold_if_older_at_start(office.store, asking, settings.keep_days)
    asking.client.close()
    broker = worker_broker(settings.redis, settings.queue_namespace)
    broker.add_middleware(WarmUp(office))
    broker.add_middleware(Watchdog())
    declare(broker, office, office.store.now)
    return broker


def _speak_for_ourselves() -> None:
    """Write to our own standard error instead of the pipe through which the master passes lines on.

    When the master is killed nobody reads that pipe, but this process holds its other end too: once
    it is full the next line waits for ever, and with it whatever lock its thread has taken.
    """
    if parent_process() is not None:
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        util.Finalize(None, logging.shutdown, exitpriority=0)  # atexit is not for such a process


try:
    dramatiq.set_broker(boot())
except AsapError as error:
    sys.stderr.write(f"{error.sentence}\n")
    sys.exit(1)
