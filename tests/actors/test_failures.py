"""Actors whose database or provider fails under them."""

import pytest

from schemas.codes import ResponseStatus, SendStatus
from tests.queue.letters import letter
from tests.world.stack import Stack, eventually
from worker.queue import broker, messages
from worker.queue.names import CREATE_QUEUE, SEND_QUEUE
from worker.store import practice_tables as tables
from worker.store.own_tables import attempt


def retried(stack: Stack) -> bool:
    """Say whether a message waits to be tried again."""
    return bool(stack.redis.hlen(f"dramatiq:{CREATE_QUEUE}.DQ.msgs"))


@pytest.mark.usefixtures("quick_retries")
def test_an_outage_of_the_database_is_waited_out(service: Stack) -> None:
    """The request is decided once the database is back, and once only."""
    service.lose_database()
    service.producer.enqueue(letter())
    eventually(lambda: retried(service))
    service.find_database()
    service.idle()

    assert (1, 1) == (len(service.offers()), len(service.world.gateway.texts))


@pytest.mark.usefixtures("quick_retries")
def test_a_long_outage_loses_no_foreign_message(
    service: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that has no row yet is tried for as long as the database is away."""
    monkeypatch.setattr(broker, "INFRASTRUCTURE_RETRIES", 1)
    service.lose_database()
    service.producer.enqueue(letter())
    seen: set[str] = set()

    def has_often_failed() -> bool:
        seen.update(map(str, service.redis.hkeys(f"dramatiq:{CREATE_QUEUE}.DQ.msgs")))
        return len(seen) > 12

    eventually(has_often_failed)
    service.find_database()
    service.idle()

    assert (1, 0) == (len(service.offers()), service.dead(CREATE_QUEUE))


@pytest.mark.usefixtures("quick_retries")
def test_a_mistake_during_an_outage_is_kept_afterwards(service: Stack) -> None:
    """A message that does not parse waits for the database like any other."""
    service.lose_database()
    service.producer.enqueue(letter(op="2"))
    eventually(lambda: retried(service))
    service.find_database()
    service.idle()

    assert ["op must be a whole number."] == [kept["reason"] for kept in service.kept()]


@pytest.mark.usefixtures("quick_retries")
def test_a_bug_is_tried_a_few_times_only(service: Stack) -> None:
    """What waiting does not mend ends as a dead letter."""
    with service.world.store.writing() as transaction:
        tables.asapcomm.drop(transaction.connection)
    service.producer.enqueue(letter())
    eventually(lambda: service.dead(CREATE_QUEUE))

    assert service.undelivered() == 0


@pytest.mark.usefixtures("quick_retries")
def test_a_failed_decision_writes_nothing(service: Stack) -> None:
    """No half of an offer stays on the schedule, nor is the request answered."""
    with service.world.store.writing() as transaction:
        tables.asapcomm.drop(transaction.connection)
    service.producer.enqueue(letter())
    eventually(lambda: service.dead(CREATE_QUEUE))

    assert ([], []) == (
        service.world.rows(tables.schedule),
        service.world.rows(tables.scheduleop),
    )
    assert [None] == [asked["decided_at"] for asked in service.requests()]


def test_sending_in_an_outage_is_left_to_the_clock(service: Stack) -> None:
    """The row is the truth: the message may be lost."""
    num = service.world.offered()
    service.lose_database()
    messages.send_asapcomm(service.producer, num, None)
    eventually(lambda: service.dead(SEND_QUEUE))
    service.find_database()
    service.tick()
    service.idle()

    assert (1, SendStatus.SEND_SUCCESSFUL) == (
        len(service.world.gateway.texts),
        service.offers()[0]["sms_send_status"],
    )


def test_a_database_that_is_lost_during_the_call_sends_nothing_twice(service: Stack) -> None:
    """The provider has the text, so it is found there instead of being sent again."""
    service.world.gateway.is_found = True
    service.world.gateway.before_answer = service.lose_database
    num = service.world.offered()
    messages.send_asapcomm(service.producer, num, None)
    eventually(lambda: service.dead(SEND_QUEUE))
    service.find_database()
    service.world.later(minutes=5)
    service.tick()
    service.idle()

    assert (1, ["accepted"]) == (
        len(service.world.gateway.texts),
        [row["state"] for row in service.world.rows(attempt)],
    )
    assert ResponseStatus.PENDING_RSVP == service.offers()[0]["response_status"]


def test_a_provider_that_breaks_sends_nothing_twice(service: Stack) -> None:
    """A call that ended in an error of ours is settled like one without an answer."""

    def fail() -> None:
        raise RuntimeError("told so")

    service.world.gateway.is_found = True
    service.world.gateway.before_answer = fail
    messages.send_asapcomm(service.producer, service.world.offered(), None)
    eventually(lambda: service.dead(SEND_QUEUE))
    service.world.later(minutes=5)
    for _ in range(3):
        service.tick()
    service.idle()

    assert (1, SendStatus.SEND_SUCCESSFUL) == (
        len(service.world.gateway.texts),
        service.offers()[0]["sms_send_status"],
    )
