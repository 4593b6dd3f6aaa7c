"""The clock process: once a second it puts on the queue whatever is due and not on its way."""

import signal
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Final

import structlog

from worker import log
from worker.errors import Unavailable
from worker.queue import messages
from worker.queue.broker import WakingBroker, producer_broker
from worker.queue.client import OUTAGES
from worker.settings import Settings
from worker.steps.sweep import Due, sweep
from worker.store.engine import Store

TICK_SECONDS: Final = 1.0

AGAIN_AFTER: Final = timedelta(seconds=30)
"""A row that was put on the queue is put there again when it is still due after this long."""

logger = structlog.get_logger()


class Nudges:
    """Remembers what was put on the queue of late, so that a backlog is not put there each second.

    Only this process's memory: another clock, or this one after a restart, nudges once more, and
    whoever comes second finds nothing to do.
    """

    def __init__(self) -> None:
        self._at: dict[Hashable, datetime] = {}

    def is_needed(self, key: Hashable, now: datetime) -> bool:
        """Say whether this row was not nudged of late."""
        last = self._at.get(key)
        return last is None or now - last >= AGAIN_AFTER

    def note(self, key: Hashable, now: datetime) -> None:
        """Remember a nudge."""
        self._at[key] = now

    def forget_old(self, now: datetime) -> None:
        """Forget what is long enough ago."""
        self._at = {key: at for key, at in self._at.items() if now - at < AGAIN_AFTER}


def run(settings: Settings) -> None:
    """Tick until SIGTERM or SIGINT."""
    log.configure("clock", settings.log_format)
    store = Store.open(settings.database)
    broker = producer_broker(settings.redis)
    stop: SimpleQueue[None] = SimpleQueue()  # unlike an Event, safe to use in a signal handler
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.put(None))
    nudges = Nudges()
    logger.info("clock.started")
    tick(settings, store, broker, nudges, datetime.now(UTC))
    while not _has_ended(stop):
        tick(settings, store, broker, nudges, datetime.now(UTC))
    store.close()
    logger.info("clock.stopped")


def _has_ended(stop: SimpleQueue[None]) -> bool:
    """Wait for the next tick, or for the end."""
    try:
        stop.get(timeout=TICK_SECONDS)
    except Empty:
        return False
    return True


def tick(
    settings: Settings, store: Store, broker: WakingBroker, nudges: Nudges, now: datetime
) -> None:
    """Look once; a database or Redis that is away is met again at the next tick."""
    try:
        due = sweep(store, settings.zone, now)
        nudge(due, broker, nudges, now)
    except Unavailable as error:
        logger.warning("clock.database-away", reason=error.sentence)
    except OUTAGES as error:
        logger.warning("clock.redis-away", error=type(error).__name__)
    nudges.forget_old(now)


def nudge(due: Due, broker: WakingBroker, nudges: Nudges, now: datetime) -> None:
    """Put a message on the queue for each row that has none; raises what Redis raises."""
    for request in due.requests:
        if nudges.is_needed(request.request_id, now):
            message_id = messages.create_asapcomm(broker, request.message)
            nudges.note(request.request_id, now)
            logger.info("request.nudged", request_id=request.request_id, message_id=message_id)
    for offer in due.offers:
        if nudges.is_needed(offer.asap_comm_num, now):
            message_id = messages.send_asapcomm(broker, offer.asap_comm_num, offer.request_id)
            nudges.note(offer.asap_comm_num, now)
            logger.info(
                "text.nudged",
                request_id=offer.request_id,
                message_id=message_id,
                asap_comm_num=offer.asap_comm_num,
            )
    for attempt in due.attempts:
        if nudges.is_needed(attempt.attempt_id, now):
            message_id = messages.settle_asapcomm(broker, attempt.attempt_id, attempt.request_id)
            nudges.note(attempt.attempt_id, now)
            logger.info("attempt.nudged", request_id=attempt.request_id, message_id=message_id)
