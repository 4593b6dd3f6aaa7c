"""The clock process: once a second it puts on the queue whatever is due and not on its way."""

import signal
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final

import structlog

from schemas.keys import AsapCommNum
from worker import log
from worker.errors import Unavailable
from worker.office import FrontDesk, tell_guess
from worker.queue import messages
from worker.queue.broker import WakingBroker, producer_broker
from worker.queue.client import OUTAGES
from worker.settings import Settings
from worker.steps.end_blockout import sweep_blockouts
from worker.steps.housekeeping import remove_old
from worker.steps.own_queue import OwnQueue
from worker.steps.sweep import Due, Rounds, sweep
from worker.store.engine import Store
from worker.store.offers import DueOffer
from worker.store.pool import Pool

TICK_SECONDS: Final = 1.0

AGAIN_AFTER: Final = timedelta(seconds=30)
"""A row that was put on the queue is put there again when it is still due after this long."""

_HOUSEKEEPING: Final = "housekeeping"
"""What is remembered like a nudge, so that old rows are removed as often as one is repeated."""

logger = structlog.get_logger()


class Nudges:
    """Remembers what was put on the queue of late, so that a backlog is not put there each second.

    Only this process's memory: another clock, or this one after a restart, nudges once more, and
    whoever comes second finds nothing to do.
    """

    def __init__(self) -> None:
        self._at: dict[Hashable, datetime] = {}
        self.rounds = Rounds()

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
    tell_guess(settings)
    store = Store.open(settings.database, pool=Pool.of(settings))
    broker = producer_broker(settings.redis, settings.queue_namespace)
    own_queue = OwnQueue(store, broker)
    own_queue.claim()
    stop: SimpleQueue[None] = SimpleQueue()  # unlike an Event, safe to use in a signal handler
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.put(None))
    nudges = Nudges()
    logger.info("clock.started")
    tick(settings, store, broker, nudges, store.now)
    while not _has_ended(stop):
        own_queue.claim()  # again, because whoever empties Redis takes the mark away
        tick(settings, store, broker, nudges, store.now)
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
    settings: Settings,
    store: Store,
    broker: WakingBroker,
    nudges: Nudges,
    clock: Callable[[], datetime],
) -> None:
    """Look once; a database or Redis that is away is met again at the next tick."""
    try:
        now = clock()
        nudges.forget_old(now)
        due = sweep(store, settings.zone, settings.sender_key, now, nudges.rounds)
        nudge(due, broker, nudges, now)
        desk = FrontDesk.of(settings, store)
        if not desk.keeps_blockouts:
            _end_blockouts(desk, broker, nudges, now)
        if nudges.is_needed(_HOUSEKEEPING, now):
            nudges.note(_HOUSEKEEPING, now)
            _remove_old(settings, store, now)
    except Unavailable as error:
        logger.warning("clock.database-away", reason=error.sentence)
    except OUTAGES as error:
        logger.warning("clock.redis-away", error=type(error).__name__)


def _remove_old(settings: Settings, store: Store, now: datetime) -> None:
    removed = remove_old(store, settings.zone, settings.keep_days, now)
    if removed:
        logger.info("rows.removed", **removed)


def nudge(due: Due, broker: WakingBroker, nudges: Nudges, now: datetime) -> None:
    """Put a message on the queue for each row that has none; raises what Redis raises."""
    for key, enqueue, ids in _messages(due, broker):
        if nudges.is_needed(key, now):
            message_id = enqueue()
            nudges.note(key, now)
            logger.info("row.nudged", row=key[0], message_id=message_id, **ids)


def _end_blockouts(desk: FrontDesk, broker: WakingBroker, nudges: Nudges, now: datetime) -> None:
    for schedule_num in sweep_blockouts(desk, now):
        if nudges.is_needed(("blockout", schedule_num), now):
            message_id = messages.end_blockout(broker, schedule_num)
            nudges.note(("blockout", schedule_num), now)
            logger.info(
                "row.nudged", row="blockout", message_id=message_id, schedule_num=schedule_num
            )


Enqueue = Callable[[], str]
"""Puts a message on the queue and returns its id."""


def _messages(
    due: Due, broker: WakingBroker
) -> Iterator[tuple[tuple[str, object], Enqueue, dict[str, object]]]:
    """Yield what each row is called, how its message is made, and its ids for the log."""
    for request in due.requests:
        enqueue = partial(messages.create_asapcomm, broker, request.message)
        yield ("request", request.request_id), enqueue, {"request_id": request.request_id}
    for offer in due.offers:
        yield _of_offer("offer", offer, partial(messages.send_asapcomm, broker))
    for text_num in due.texts:
        enqueue = partial(messages.send_text, broker, text_num)
        yield ("text", text_num), enqueue, {"text_num": text_num}
    for attempt in due.attempts:
        enqueue = partial(messages.settle_asapcomm, broker, attempt.attempt_id, attempt.request_id)
        key = (attempt.attempt_id, attempt.next_at)  # each look, and each lease that ends
        yield ("attempt", key), enqueue, {"request_id": attempt.request_id}
    for answer_num in due.answers:
        enqueue = partial(messages.finish_answer, broker, answer_num)
        yield ("answer", answer_num), enqueue, {"answer_num": answer_num}
    for offer in due.over:
        yield _of_offer("expired-offer", offer, partial(messages.expire_asapcomm, broker))
    yield from _answers(due, broker)


def _answers(
    due: Due, broker: WakingBroker
) -> Iterator[tuple[tuple[str, object], Enqueue, dict[str, object]]]:
    """Go through what came back from the provider, or should have."""
    for receipt_num in due.receipts:
        enqueue = partial(messages.apply_receipt, broker, receipt_num)
        yield ("receipt", receipt_num), enqueue, {"receipt_num": receipt_num}
    for inbound_num in due.inbound:
        enqueue = partial(messages.apply_inbound, broker, inbound_num)
        yield ("inbound", inbound_num), enqueue, {"inbound_num": inbound_num}
    for attempt_id in due.unconfirmed:
        enqueue = partial(messages.ask_receipt, broker, attempt_id)
        yield ("unconfirmed", attempt_id), enqueue, {"attempt_id": attempt_id}


def _of_offer(
    row: str, offer: DueOffer, enqueue: Callable[[AsapCommNum, str | None], str]
) -> tuple[tuple[str, object], Enqueue, dict[str, object]]:
    num, request_id = offer.asap_comm_num, offer.request_id
    ids: dict[str, object] = {"request_id": request_id, "asap_comm_num": num}
    return (row, (num, offer.due_local)), partial(enqueue, num, request_id), ids
