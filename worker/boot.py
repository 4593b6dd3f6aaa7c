"""What a worker process is built of."""

import logging
import sys
from multiprocessing import parent_process, util
from typing import Final

import dramatiq
import structlog
from dramatiq.middleware import Middleware

from worker import log, traces, vitals
from worker.actors import declare
from worker.errors import AsapError
from worker.lately import Lately
from worker.metrics.events import Counts
from worker.metrics.standing import exposition
from worker.office import Office, open_office, tell_guess
from worker.queue.broker import WakingBroker, producer_broker, worker_broker
from worker.queue.middleware import AroundWork
from worker.queue.watchdog import Watchdog
from worker.rules.health import ProcessKind
from worker.settings import Settings, load_settings
from worker.steps.heartbeat import Heart
from worker.steps.older import hold_if_older_at_start
from worker.steps.own_queue import OwnQueue
from worker.steps.warm_up import warm_up
from worker.store.checks.inspection import require_usable

HANGS_SECONDS: Final = 180.0
"""A message's work is ended after one minute, and what it has done waits one more for Redis."""

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


class Heartbeats(AroundWork):
    """Says that this process lives, and when it last took or ended a message; to its supervisor too."""

    def __init__(self, heart: Heart, settings: Settings) -> None:
        self._heart = heart
        self._settings = settings
        self._in_work: set[str] = set()

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:  # noqa: ARG002
        """Begin to beat."""
        self._heart.start()
        if self._settings.worker_metrics_port:
            port = vitals.port_of_this(self._settings.worker_metrics_port)
            page = Lately(lambda: exposition(None), 1.0)
            vitals.serve(self._settings.metrics_host, port, page, self.trouble)

    def trouble(self) -> str | None:
        """Say what is wrong with this process; None where it does its work or has none."""
        hangs = self._in_work and self._heart.still_seconds > HANGS_SECONDS
        return "It hangs." if hangs else None

    def begin(self, message: dramatiq.MessageProxy) -> None:
        """Note that a message was taken."""
        self._in_work.add(message.message_id)
        self._heart.did()

    def end(self, message: dramatiq.MessageProxy, _: BaseException | None) -> None:
        """Note that it came to its end."""
        self._in_work.discard(message.message_id)
        self._heart.did()

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:  # noqa: ARG002
        """Beat no more, and hand over what was traced."""
        self._heart.stop()
        traces.stop()


def boot() -> WakingBroker:
    """Build the worker from the settings."""
    settings = load_settings()
    _speak_for_ourselves()
    log.configure("worker", settings.log_format, Counts())
    traces.start("worker")
    tell_guess(settings)
    office = open_office(settings)
    require_usable(office.store)
    asking = producer_broker(settings.redis, settings.queue_namespace)  # a worker's own is patient
    if OwnQueue(office.store, asking).claim():
        hold_if_older_at_start(office.store, asking, settings.keep_days)
    asking.client.close()
    broker = worker_broker(settings.redis, settings.queue_namespace)
    broker.add_middleware(WarmUp(office))
    broker.add_middleware(Watchdog())
    broker.add_middleware(Heartbeats(Heart(office.store, ProcessKind.WORKER), settings))
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
