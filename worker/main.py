"""The worker process: ``dramatiq worker.main`` loads this module."""

import sys

import dramatiq
import structlog
from dramatiq.middleware import Middleware

from worker import log
from worker.actors import declare, utc_now
from worker.errors import AsapError
from worker.office import Office, open_office
from worker.queue.broker import WakingBroker, worker_broker
from worker.queue.watchdog import Watchdog
from worker.settings import load_settings
from worker.steps.warm_up import warm_up
from worker.store.inspection import require_usable

logger = structlog.get_logger()


class WarmUp(Middleware):
    """Makes the first message of a process as quick as the others."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:  # noqa: ARG002
        """Open connections and compile statements; what is away now is met by the first message."""
        try:
            warm_up(self._office, utc_now())
        except AsapError as error:
            logger.warning("worker.cold", reason=error.sentence)


def boot() -> WakingBroker:
    """Build the worker from the settings."""
    settings = load_settings()
    log.configure("worker", settings.log_format)
    office = open_office(settings)
    require_usable(office.store)
    broker = worker_broker(settings.redis)
    broker.add_middleware(WarmUp(office))
    broker.add_middleware(Watchdog())
    declare(broker, office)
    return broker


try:
    dramatiq.set_broker(boot())
except AsapError as error:
    sys.stderr.write(f"{error.sentence}\n")
    sys.exit(1)
