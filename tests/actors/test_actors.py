"""The actors: a message in, a step done, the next message out."""

from uuid import uuid4

import pytest

from schemas.codes import OptOut, SendStatus
from schemas.keys import AsapCommNum
from tests.queue.letters import letter
from tests.world.office import OP, PAT, START
from tests.world.stack import Stack
from worker.gateways.port import NoAnswer, NotSent
from worker.queue import kinds, messages
from worker.queue.kinds import CREATE_QUEUE, SEND_QUEUE
from worker.store.ledger.tables import attempt
from worker.store.practice import tables


def statuses(stack: Stack) -> list[int]:
    """Return the send status of every offer."""
    return [offer["sms_send_status"] for offer in stack.offers()]


def test_an_offer_that_is_due_is_sent(service: Stack) -> None:
    """Deciding leads to sending without anybody's help."""
    service.producer.enqueue(letter())
    service.idle()

    assert [SendStatus.SEND_SUCCESSFUL] == statuses(service)


def test_an_offer_that_is_not_due_waits(service: Stack) -> None:
    """Before the send window opens nothing is sent."""
    service.world.now = service.world.now.replace(hour=6)
    service.producer.enqueue(letter())
    service.idle()

    assert ([SendStatus.SEND_NOT_ATTEMPTED], []) == (
        statuses(service),
        service.world.gateway.texts,
    )


def test_a_skipped_offer_is_not_sent(service: Stack) -> None:
    """Deciding not to text is the end of it."""
    service.world.add(tables.commoptout, pat_num=PAT, opt_out_sms=OptOut.ALL)
    service.producer.enqueue(letter())
    service.idle()

    assert ([SendStatus.DO_NOT_SEND], []) == (statuses(service), service.world.gateway.texts)


def test_a_refused_request_is_no_failure(service: Stack) -> None:
    """A refusal is an answer: it is not tried again."""
    service.producer.enqueue(letter(op=99))
    service.idle()

    assert ([404], 0) == (
        [request["status"] for request in service.requests()],
        service.dead(CREATE_QUEUE),
    )


def test_every_create_message_may_come_again(service: Stack) -> None:
    """One request is one offer is one text, however often it is delivered."""
    message = letter()
    for _ in range(6):
        service.producer.enqueue(message)
    service.idle()

    assert (1, 1, 1) == (
        len(service.requests()),
        len(service.offers()),
        len(service.world.gateway.texts),
    )


def test_the_same_request_in_two_messages_is_one(service: Stack) -> None:
    """A producer in doubt enqueues the same request_id again."""
    request_id = str(uuid4())
    for _ in range(4):
        service.producer.enqueue(letter(request_id=request_id))
    service.idle()

    assert (1, 1) == (len(service.offers()), len(service.world.gateway.texts))


def test_every_send_message_may_come_again(service: Stack) -> None:
    """One offer is one text, however many messages ask for it."""
    num = service.world.offered()
    for _ in range(6):
        messages.put(service.producer, kinds.SEND, num)
    service.idle()

    assert (1, 1) == (len(service.world.gateway.texts), len(service.world.rows(tables.smstomobile)))


def test_every_settle_message_may_come_again(service: Stack) -> None:
    """An attempt without an answer is settled once: one more text, not several."""
    service.world.gateway.answers = [NoAnswer("told so")]
    service.world.send(service.world.offered())
    attempt_id = service.world.row(attempt)["attempt_id"]
    service.world.later(minutes=5)
    for _ in range(6):
        messages.put(service.producer, kinds.RECONCILE, attempt_id)
    service.idle()

    assert (2, [SendStatus.SEND_SUCCESSFUL]) == (
        len(service.world.gateway.texts),
        statuses(service),
    )


def test_an_unknown_attempt_that_is_found_is_not_sent_again(service: Stack) -> None:
    """The provider has the text, so the patient has it too."""
    service.world.gateway.answers = [NoAnswer("told so")]
    service.world.gateway.is_found = True
    service.world.send(service.world.offered())
    service.world.later(minutes=5)
    messages.put(service.producer, kinds.RECONCILE, service.world.row(attempt)["attempt_id"])
    service.idle()

    assert (1, [SendStatus.SEND_SUCCESSFUL]) == (
        len(service.world.gateway.texts),
        statuses(service),
    )


@pytest.mark.parametrize("num", [0, 77, 2**62])
def test_an_offer_that_is_gone_is_not_sent(service: Stack, num: int) -> None:
    """A message for a row that there is not ends quietly."""
    messages.put(service.producer, kinds.SEND, AsapCommNum(num))
    service.idle()

    assert service.dead(SEND_QUEUE) == 0


def test_an_attempt_that_is_gone_is_not_settled(service: Stack) -> None:
    """The same holds for the ledger."""
    messages.put(service.producer, kinds.RECONCILE, str(uuid4()))
    service.idle()

    assert service.dead(SEND_QUEUE) == 0


def test_a_passing_refusal_is_left_to_the_clock(service: Stack) -> None:
    """What may work later is not tried again by the queue."""
    service.world.gateway.answers = [NotSent("Busy.", is_permanent=False)]
    service.producer.enqueue(letter())
    service.idle()

    assert (1, [SendStatus.SEND_NOT_ATTEMPTED]) == (
        len(service.world.gateway.texts),
        statuses(service),
    )


def test_a_slot_taken_in_between_is_not_texted(stack: Stack) -> None:
    """Whoever books by phone before the text goes out has the slot."""
    stack.producer.enqueue(letter())
    stack.world.offered(request_id=None)
    stack.world.booked(START, op=OP)
    messages.put(stack.producer, kinds.SEND, AsapCommNum(1))
    with stack.working():
        stack.idle()

    assert (
        "Not sending because the time slot has been taken by another appointment."
        == (stack.offers()[0]["note"])
    )
    assert [] == stack.world.gateway.texts
