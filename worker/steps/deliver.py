"""Deliver events to an end point: claimed, handed over one by one, written down; none is ever missed.

::

    deliver(end point):
        give events their place
        transaction: claim the end point, read what is due
        hand over, no transaction open, until one fails or the time is up
        transaction: forget what was taken, put off what failed, give the end point back

Whoever dies in between leaves a claim that ends after half a minute, and rows that are due as before:
the end point gets them again, under the same id.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from worker.gateways.webhook import EndpointCaller
from worker.rules import webhook
from worker.rules.webhook import Network
from worker.steps import feed
from worker.store.engine import Store, Transaction
from worker.store.ledger import webhooks
from worker.store.ledger.webhooks import Delivery, StoredEndpoint

LEASE: Final = timedelta(seconds=30)
"""Longer than the last call of a run can take."""

NO_CALL_AFTER: Final = timedelta(seconds=4)
"""Since the beginning of a run: with the longest call it takes a quarter of a message's time."""

_SUCCESS: Final = range(200, 300)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Run:
    """What came of handing over."""

    taken: list[int]
    failed: Delivery | None = None
    reason: int | str = ""


def deliver(
    num: int, store: Store, allowed: Collection[Network], clock: Callable[[], datetime]
) -> bool:
    """Hand over what is due at an end point; says whether there may be more."""
    began_at = clock()
    feed.give_places(store, began_at)
    until = began_at + NO_CALL_AFTER
    while True:
        run = _run(num, store, allowed, clock, until)
        if run is None or run.failed is not None:
            return False
        if clock() >= until:
            return True


def _run(
    num: int,
    store: Store,
    allowed: Collection[Network],
    clock: Callable[[], datetime],
    until: datetime,
) -> _Run | None:
    """Hand over some of what is due; None where another delivers, or nothing is due."""
    lease_ends = clock() + LEASE
    claimed = store.write(
        lambda transaction: webhooks.claim(transaction, num, lease_ends - LEASE, lease_ends)
    )
    if claimed is None:
        return None
    endpoint, due = claimed
    run = _hand_over(endpoint, due, allowed, clock, until)
    is_ours = store.write(
        lambda transaction: _record(transaction, endpoint, lease_ends, run, clock())
    )
    return run if is_ours else None


def _hand_over(
    endpoint: StoredEndpoint,
    due: Collection[Delivery],
    allowed: Collection[Network],
    clock: Callable[[], datetime],
    until: datetime,
) -> _Run:
    taken: list[int] = []
    caller = EndpointCaller(endpoint.url, allowed)
    try:
        for one in due:
            now = clock()
            if taken and now >= until:
                break
            body = feed.shown(one.event).model_dump_json().encode()
            signed = webhook.headers(endpoint.secrets(now), one.event.event_id, now, body)
            answer = caller.call(body, signed)
            if answer not in _SUCCESS:
                return _Run(taken, one, answer)
            taken.append(one.delivery_num)
    finally:
        caller.close()
    return _Run(taken)


def _record(
    transaction: Transaction,
    endpoint: StoredEndpoint,
    lease_ends: datetime,
    run: _Run,
    now: datetime,
) -> bool:
    """Write down what came of it, unless the lease has become another's."""
    num, failed = endpoint.endpoint_num, run.failed
    has_failed_before = endpoint.failures and not run.taken
    failures = (endpoint.failures if has_failed_before else 0) + (failed is not None)
    since = (endpoint.failing_since if has_failed_before else None) or now
    is_paused = failed is not None and (
        run.reason == webhook.GONE or now - since >= webhook.KEEPS_TRYING
    )
    is_ours = webhooks.release(
        transaction,
        num,
        lease_ends,
        failures=failures,
        failing_since=since if failures else None,
        next_at=None if failed is None else now + _pause(failures),
        paused_at=now if is_paused else None,
    )
    webhooks.forget(transaction, run.taken)
    if not is_ours or failed is None:
        return is_ours
    if is_paused:
        webhooks.forget_all(transaction, num)
        log.error("webhook.paused", endpoint_num=num, reason=run.reason)
        return True
    _put_off(transaction, num, failed, run.reason, now)
    return True


def _put_off(
    transaction: Transaction, num: int, failed: Delivery, reason: int | str, now: datetime
) -> None:
    tries = failed.tries + 1
    about = {"endpoint_num": num, "event_id": failed.event.event_id, "reason": reason}
    pause = webhook.pause_before(tries)
    if pause is None:
        webhooks.forget(transaction, [failed.delivery_num])
        log.error("webhook.given-up", **about)
        return
    webhooks.put_off(transaction, failed.delivery_num, tries, now + pause)
    log.warning("webhook.failed", again_in_seconds=pause.total_seconds(), **about)


def _pause(failures: int) -> timedelta:
    return min(webhook.pause_before(failures) or webhook.LONGEST_PAUSE, webhook.LONGEST_PAUSE)
