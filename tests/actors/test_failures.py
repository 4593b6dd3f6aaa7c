"""Actors whose database or provider fails under them."""

import time
from collections.abc import Callable
from typing import Final

import pytest

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum
from tests.queue.letters import letter
from tests.world.disk import full
from tests.world.logs import Lines
from tests.world.stack import Stack, eventually
from worker.queue import kinds, messages
from worker.queue.kinds import CREATE_QUEUE, SEND_QUEUE
from worker.store.ledger.tables import attempt
from worker.store.practice import tables

LONGER_THAN_A_POLL: Final = 1.5


def has_come_again(stack: Stack, times: int = 1) -> Callable[[], bool]:
    """Ask whether a message was put back on its queue so many times."""
    seen: set[str] = set()

    def look() -> bool:
        seen.update(map(str, stack.redis.hkeys(f"dramatiq:{CREATE_QUEUE}.msgs")))
        return len(seen) > times

    return look


@pytest.mark.usefixtures("quick_retries")
def test_an_outage_of_the_database_is_waited_out(service: Stack) -> None:
    """The request is decided once the database is back, and once only."""
    service.lose_database()
    service.producer.enqueue(letter())
    eventually(has_come_again(service))
    service.find_database()
    service.idle()

    assert (1, 1) == (len(service.offers()), len(service.world.gateway.texts))


@pytest.mark.usefixtures("quick_retries")
def test_a_long_outage_loses_no_foreign_message(service: Stack) -> None:
    """A request that has no row yet is tried for as long as the database is away."""
    service.lose_database()
    service.producer.enqueue(letter())
    eventually(has_come_again(service, times=12))
    service.find_database()
    service.idle()

    assert (1, 0) == (len(service.offers()), service.dead(CREATE_QUEUE))


@pytest.mark.usefixtures("quick_retries")
def test_a_full_disk_loses_no_foreign_message(service: Stack) -> None:
    """Requests that have no row yet come again until there is room for them."""
    with full(service.world.store):
        for op in range(40):
            service.producer.enqueue(letter(op=op + 100))
        eventually(has_come_again(service, times=60))
    service.idle()

    assert (40, 0) == (len(service.requests()), service.dead(CREATE_QUEUE))


@pytest.mark.usefixtures("quick_retries")
def test_an_outage_is_one_line_a_minute(service: Stack, lines: Lines) -> None:
    """Messages that come again each second do not fill a disk that is full with what they say."""
    service.world.offered()
    service.lose_database()
    service.producer.enqueue(letter())
    for num in range(10):
        messages.put(service.producer, kinds.SEND, AsapCommNum(num))
    eventually(has_come_again(service, times=20))
    service.find_database()
    service.idle()

    assert (1, 1, 0) == (
        len(lines.of("message.waits")),
        len(lines.of("message.left-to-clock")),
        lines.text().count("Traceback"),
    )


def test_a_redis_that_takes_no_writes_is_a_line_a_minute(service: Stack, lines: Lines) -> None:
    """Dramatiq says so for each queue every three seconds, which fills a disk that is full already."""
    said = "Consumer encountered a connection error"
    service.redis.config_set("min-replicas-to-write", 1)
    try:
        eventually(lambda: said in lines.text())
        time.sleep(LONGER_THAN_A_POLL)
    finally:
        service.redis.config_set("min-replicas-to-write", 0)

    assert (1, 1) == (lines.text().count(said), lines.text().count("Restarting consumer"))


@pytest.mark.usefixtures("quick_retries")
def test_a_mistake_during_an_outage_is_kept_afterwards(service: Stack) -> None:
    """A message that does not parse waits for the database like any other."""
    service.lose_database()
    service.producer.enqueue(letter(op="2"))
    eventually(has_come_again(service))
    service.find_database()
    service.idle()

    assert ["op must be a whole number."] == [kept["reason"] for kept in service.kept()]


@pytest.mark.usefixtures("quick_retries")
def test_nothing_rests_on_a_delay_queue(service: Stack) -> None:
    """What waits for the database lies where a restart of Redis or of a worker finds it."""
    service.lose_database()
    service.producer.enqueue(letter())
    eventually(has_come_again(service, times=3))
    delayed = service.redis.exists(
        f"dramatiq:{CREATE_QUEUE}.DQ", f"dramatiq:{CREATE_QUEUE}.DQ.msgs"
    )
    service.find_database()
    service.idle()

    assert 0 == delayed


def test_a_bug_ends_as_a_dead_letter(service: Stack) -> None:
    """What waiting does not mend is kept for whoever looks into it."""
    with service.world.store.writing() as transaction:
        tables.asapcomm.drop(transaction.connection)
    service.producer.enqueue(letter())
    eventually(lambda: service.dead(CREATE_QUEUE))

    assert service.undelivered() == 0


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
    messages.put(service.producer, kinds.SEND, num)
    service.idle()
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
    messages.put(service.producer, kinds.SEND, num)
    service.idle()
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
    messages.put(service.producer, kinds.SEND, service.world.offered())
    eventually(lambda: service.dead(SEND_QUEUE))
    service.world.later(minutes=5)
    for _ in range(3):
        service.tick()
    service.idle()

    assert (1, SendStatus.SEND_SUCCESSFUL) == (
        len(service.world.gateway.texts),
        service.offers()[0]["sms_send_status"],
    )
