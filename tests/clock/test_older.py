"""A database that is older than it was is noticed, and nothing is sent from it."""

from datetime import timedelta

from structlog.testing import capture_logs

from tests.steps.text.restoring import Backup, reconcile
from tests.world.stack import Stack
from worker.queue import mark
from worker.queue.broker import producer_broker
from worker.rules.hold import UNTIL_RECONCILED
from worker.steps.hold import still_held
from worker.steps.older import hold_if_older, hold_if_older_at_start
from worker.store.ledger import holds


def look(stack: Stack, keep_days: int = 400) -> list[str]:
    """Compare the ledger with the mark, as the clock does; returns what is held."""
    hold_if_older(stack.world.store, stack.producer, keep_days, stack.world.now)
    return still_held(stack.world.store)


def test_a_restored_database_is_held(stack: Stack) -> None:
    """Until it is reconciled; then all is as before, and the mark moves on."""
    world = stack.world
    first, second = (world.offered(apt=apt) for apt in _two(stack))
    assert [] == look(stack)
    world.send(first)
    assert [] == look(stack)
    backup = Backup(world)
    world.later(minutes=1)
    world.send(second)
    assert [] == look(stack)
    backup.restore()

    with capture_logs() as lines:
        held = [look(stack), look(stack)]
    assert ["ledger.older"] == [line["event"] for line in lines]
    assert held[0] == held[1]
    assert "run `asapcomms reconcile`" in held[0][0]
    world.send(second)
    assert 2 == len(world.gateway.texts)
    mark.forget_ledger(stack.producer.client, stack.producer.namespace)
    reconcile(world)
    assert [] == look(stack)
    world.send(second)
    assert 2 == len(world.gateway.texts)


def test_the_clock_looks_at_each_tick(stack: Stack) -> None:
    """So a database that is replaced under it is noticed within a second."""
    backup = Backup(stack.world)
    stack.world.text()
    stack.tick()
    backup.restore()
    stack.tick()

    with stack.world.store.reading() as transaction:
        assert holds.find(transaction, UNTIL_RECONCILED) is not None


def test_what_was_removed_by_age_is_no_alarm(stack: Stack) -> None:
    """An office that was closed for long has no attempts left."""
    backup = Backup(stack.world)
    stack.world.text()
    assert [] == look(stack)
    backup.restore()
    stack.world.later(days=31)

    assert [] == look(stack, keep_days=30)
    stack.world.now -= timedelta(days=31)
    assert [] == look(stack, keep_days=30)


def test_a_worker_starts_without_redis(stack: Stack) -> None:
    """The clock compares later."""
    nowhere = producer_broker("unix:///nowhere/redis.sock")
    with capture_logs() as lines:
        hold_if_older_at_start(stack.world.store, nowhere, 400)

    assert ["ledger.not-compared"] == [line["event"] for line in lines]


def _two(stack: Stack) -> tuple[int, int]:
    for pat in (101, 102):
        stack.world.patient(pat, wireless_phone=f"5035550{pat}")
        stack.world.appointment(12_000 + pat, pat)
    return 12_101, 12_102
