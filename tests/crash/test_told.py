"""Death between every two statements: what happens is told once, whoever comes after.

Where Open Dental's tables have no transactions, too: what is told hangs on rows of our own.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.contract.engines import MYISAM, SQLITE, Engines
from tests.crash.deaths import dies_everywhere
from tests.world.office import World
from tests.world.provider import last_attempt
from tests.world.visitor import Visitor
from worker.rules.answer import Answer
from worker.rules.attempt import AttemptState
from worker.steps import receipts
from worker.steps.answer import answer, finish_and_confirm
from worker.steps.feed import give_places
from worker.store.ledger import answers
from worker.store.ledger.event_tables import event
from worker.store.ledger.receipts import Word
from worker.store.ledger.tables import attempt
from worker.store.portion import Portion
from worker.store.practice import tables

REQUEST = UUID("6f1c0e0e-3a52-4b1c-9d0a-0c2f4a5b6c7d")

Step = Callable[[], Any]


@pytest.fixture(params=[SQLITE, MYISAM])
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return an office whose tables have transactions, or none."""
    return World.on(engines.store(request.param))


def told(world: World) -> list[str]:
    """Return the kinds of all events, as the feed has them in the end."""
    give_places(world.store, world.now)
    return sorted(row["kind"] for row in world.rows(event))


def request(world: World) -> Step:
    """Ask for an offer."""
    return lambda: world.ask(request_id=REQUEST)


def skipped_request(world: World) -> Step:
    """Ask for an offer that may not be sent."""
    world.change(tables.patient, txt_msg_ok=2)
    return lambda: world.ask(request_id=REQUEST)


def text(world: World) -> Step:
    """Send an offer; what was left open is looked for, and sent again."""
    world.gateway.is_found = True
    num = world.offered(request_id=REQUEST)

    def step() -> None:
        world.send(num)
        for _ in range(4):
            world.later(minutes=1)
            for row in world.rows(attempt):
                if row["state"] in {AttemptState.DISPATCHING, AttemptState.UNKNOWN}:
                    world.settle(num)
            world.send(num)

    return step


def failed_delivery(world: World) -> Step:
    """Hear that a text did not arrive."""
    visitor = Visitor.texted(world, request_id=REQUEST)
    known = last_attempt(world, visitor.num)
    word = Word(
        attempt_id=known.attempt_id,
        message_sid=known.provider_sid or "",
        status="undelivered",
        error_code=30003,
    )
    receipt_num = receipts.take(world.store, word, world.now)
    return lambda: receipts.apply(receipt_num or 0, world.office, world.clock)


def answered(world: World, say: Answer) -> Step:
    """Answer an offer; whoever finds the answer without an outcome finishes it."""
    visitor = Visitor.texted(world, request_id=REQUEST)
    asked = visitor.asked(visitor.open(), say)

    def step() -> None:
        answer(asked, world.office.desk, world.now)
        with world.store.reading() as transaction:
            left = answers.unfinished(transaction, world.now, Portion(10))
        for num in left:
            finish_and_confirm(num, world.office.desk, world.now)

    return step


def expired(world: World) -> Step:
    """End an offer that nobody has answered."""
    visitor = Visitor.texted(world, request_id=REQUEST)
    world.later(days=30)
    return lambda: world.expire(visitor.num)


@pytest.mark.parametrize(
    ("prepare", "last"),
    [
        (request, "offer.created"),
        (skipped_request, "offer.skipped"),
        (text, "offer.sent"),
        (failed_delivery, "offer.failed"),
        (lambda world: answered(world, Answer.ACCEPT), "opening.filled"),
        (lambda world: answered(world, Answer.DECLINE), "offer.declined"),
        (expired, "offer.expired"),
    ],
    ids=["request", "skip", "text", "failure", "accept", "decline", "expiry"],
)
def test_what_happens_is_told_once_wherever_a_worker_dies(
    world: World, prepare: Callable[[World], Step], last: str
) -> None:
    """As often as it would be, had nobody died."""
    step = prepare(world)
    found: list[list[str]] = []
    for statement in dies_everywhere(world, step, lambda: None):
        step()
        found.append(told(world))
        assert found[0] == found[-1], f"died at statement {statement}"
    assert found[0] == told(world)
    assert last in found[0]
    assert len(found) > 2
