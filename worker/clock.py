"""The clock process: once a second it puts on the queue whatever is due and not on its way."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Final

import structlog

from schemas.messages import CreateAsapComm, CreateOpening
from worker import log, traces, vitals
from worker.ending import ask_thread
from worker.errors import Unavailable
from worker.lately import Lately
from worker.metrics.events import Counts
from worker.metrics.standing import exposition
from worker.office import FrontDesk, tell_guess
from worker.queue import kinds, messages
from worker.queue.broker import WakingBroker, producer_broker
from worker.queue.client import OUTAGES
from worker.queue.waiting import Waiting, about
from worker.rules.health import ProcessKind
from worker.settings import Settings
from worker.steps import feed
from worker.steps.end_blockout import sweep_blockouts
from worker.steps.heartbeat import Heart
from worker.steps.housekeeping import remove_old
from worker.steps.older import hold_if_older
from worker.steps.outbox import Due, Rounds, sweep
from worker.steps.own_queue import OwnQueue
from worker.steps.standing import see
from worker.store.engine import Store
from worker.store.ledger.attempts import OverdueAttempt
from worker.store.ledger.openings import StoredOpening
from worker.store.ledger.requests import StoredRequest
from worker.store.ledger.webhooks import DueEndpoint
from worker.store.pool import Pool
from worker.store.practice.asapcomms import DueOffer

TICK_SECONDS: Final = 1.0

HANGS_SECONDS: Final = 60.0
"""A round that takes longer will never end."""

AGAIN_AFTER: Final = timedelta(seconds=30)
"""A row that was put on the queue is put there again when it is due after this long and not there."""

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
        self.waiting = Waiting()

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
    stop: SimpleQueue[None] = SimpleQueue()
    ask_thread(lambda: stop.put(None))
    log.configure("clock", settings.log_format, Counts())
    traces.start("clock")
    tell_guess(settings)
    store = Store.open(settings.database, pool=Pool.of(settings))
    broker = producer_broker(settings.redis, settings.queue_namespace)
    own_queue = OwnQueue(store, broker)
    own_queue.claim()
    nudges, heart = Nudges(), Heart(store, ProcessKind.CLOCK)
    logger.info("clock.started")

    def look() -> None:
        heart.moved()
        if tick(settings, store, broker, nudges, store.now):
            heart.did()

    look()
    heart.start()
    if settings.clock_metrics_port:
        standing = Lately(lambda: see(store, broker, settings))
        vitals.serve(
            settings.metrics_host,
            settings.clock_metrics_port,
            Lately(lambda: exposition(standing), 1.0),
            lambda: "It hangs." if heart.still_seconds > HANGS_SECONDS else None,
        )
    while not _has_ended(stop):
        own_queue.claim()  # again, because whoever empties Redis takes the mark away
        look()
    heart.stop()
    traces.stop()
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
) -> bool:
    """Look once; a database or Redis that is away is met again at the next tick.

    Says whether this one came to its end.
    """
    try:
        now = clock()
        nudges.forget_old(now)
        hold_if_older(store, broker, settings.keep_days, now)
        feed.give_places(store, now)
        due = sweep(store, settings.zone, settings.sender_key, now, nudges.rounds)
        nudge(due, broker, nudges, now)
        desk = FrontDesk.of(settings, store)
        if not desk.keeps_blockouts:
            nudge({kinds.END_BLOCKOUT: sweep_blockouts(desk, now)}, broker, nudges, now)
        if nudges.is_needed(_HOUSEKEEPING, now):
            nudges.note(_HOUSEKEEPING, now)
            if removed := remove_old(store, settings.zone, settings.keep_days, now):
                logger.info("rows.removed", tables=removed)
    except Unavailable as error:
        logger.warning("clock.database-away", reason=error.sentence)
    except OUTAGES as error:
        logger.warning("clock.redis-away", error=type(error).__name__)
    else:
        return True
    return False


def nudge(due: Due, broker: WakingBroker, nudges: Nudges, now: datetime) -> None:
    """Put a message on the queue for each row that has none; raises what Redis raises.

    What was nudged of late is left out, and what lies on the queue all the same.
    """
    found = (
        (kind, row, of, request_id, (kind.row, of, turn))
        for kind, rows in due.items()
        for row in rows
        for of, request_id, turn in [_told(row)]
    )
    needed = [each for each in found if nudges.is_needed(each[-1], now)]
    waiting = nudges.waiting.look(broker) if needed else set()
    for kind, row, of, request_id, key in needed:
        if about(kind.actor, of) in waiting:
            continue
        ids = {"request_id": request_id, kind.argument: of}
        try:
            asked = getattr(row, "message", None)
        except ValueError as error:  # a newer release may have written it, and take it up again
            nudges.note(key, now)
            logger.warning("row.unreadable", row=kind.row, error=type(error).__name__, **ids)
            continue
        with traces.going_on(getattr(row, "traceparent", None)):
            if isinstance(asked, CreateAsapComm | CreateOpening):
                message_id = messages.ask(broker, asked)
            else:
                message_id = messages.put(broker, kind, of, request_id)
        nudges.note(key, now)
        logger.info("row.nudged", row=kind.row, message_id=message_id, **ids)


def _told(row: object) -> tuple[int | str, str | None, datetime | None]:
    """Return a row's id, its request's, and what makes it due anew: each look, each put-off."""
    match row:
        case StoredRequest() | StoredOpening():
            return row.request_id, row.request_id, None
        case DueOffer():
            return row.asap_comm_num, row.request_id, row.due_local
        case OverdueAttempt():
            return row.attempt_id, row.request_id, row.next_at
        case DueEndpoint():
            return row.endpoint_num, None, row.seen_at  # whoever takes it up claims it
        case int() | str():
            return row, None, None
    raise TypeError("what was found is no row that the clock knows")
