"""What happens is told to end points by way of the queue: an accept at once, the rest by the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.web.patient.conftest import Phone
from tests.world.receiver import LOOPBACK, Receiver, receiving
from tests.world.stack import Stack, eventually
from tests.world.visitor import Visitor
from worker.clock import tick
from worker.steps import webhooks
from worker.store.ledger.event_tables import delivery, endpoint


@contextmanager
def told(stack: Stack) -> Iterator[tuple[Receiver, str]]:
    """Have a worker, and a receiver with its secret."""
    stack.world.policy(webhook_networks=LOOPBACK)
    with receiving() as receiver, stack.working():
        added = webhooks.add(stack.world.store, receiver.url, LOOPBACK, stack.world.now)
        yield receiver, added.secret


def look(stack: Stack) -> None:
    """Let the clock look, as it does each second."""
    tick(
        stack.settings,
        stack.world.store,
        stack.producer,
        stack.nudges,
        stack.world.clock,
    )


def test_an_accept_is_told_at_once(stack: Stack) -> None:
    """The web process puts it on the queue, and no clock is needed."""
    stack.app.state.patients.clock = stack.world.clock
    phone = Phone(stack, Visitor.texted(stack.world))
    with told(stack) as (receiver, secret):
        phone.accept()
        eventually(lambda: len(receiver.told) == 5)

    kinds = [one.verified(secret)["type"] for one in receiver.told]
    assert [
        "offer.created",
        "offer.sent",
        "offer.viewed",
        "offer.accepted",
        "opening.filled",
    ] == kinds
    assert [] == stack.world.rows(delivery)


def test_a_text_is_told_by_the_clock(stack: Stack) -> None:
    """Nothing is put on the queue for each text."""
    with told(stack) as (receiver, secret):
        stack.world.text()
        look(stack)
        eventually(lambda: len(receiver.told) == 2)

    assert ["offer.created", "offer.sent"] == [
        one.verified(secret)["type"] for one in receiver.told
    ]


def test_what_was_refused_is_told_when_its_pause_is_over(stack: Stack) -> None:
    """The clock comes then, although it has put the end point on the queue of late."""
    with told(stack) as (receiver, _):
        receiver.answers += [500]
        stack.world.text()
        look(stack)
        eventually(lambda: receiver.told and stack.world.row(endpoint)["failures"])
        stack.world.now += timedelta(seconds=4)
        look(stack)
        assert 1 == len(receiver.told)
        stack.world.now += timedelta(seconds=2)
        look(stack)
        eventually(lambda: len(receiver.told) == 3)

    assert receiver.ids[0] in receiver.ids[1:]
    assert 2 == len(set(receiver.ids))
