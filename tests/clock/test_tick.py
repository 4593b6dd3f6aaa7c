"""One look of the clock: whatever is due is put on the queue, whatever is away is met again."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import structlog
from sqlalchemy import Table

from schemas.codes import SendStatus
from tests.world import logs
from tests.world.office import APT, OP, START
from tests.world.redis import RedisServer
from tests.world.stack import BODY, Stack, settings_of
from worker.clock import Nudges, tick
from worker.gateways.port import NoAnswer, NotSent
from worker.queue.broker import producer_broker
from worker.queue.kinds import CREATE_QUEUE, EXPIRE, SEND_QUEUE
from worker.store.ledger.tables import opening, request

ASYNC = {"Prefer": "respond-async"}


def on_queue(stack: Stack) -> tuple[int, int]:
    """Count the messages that wait to be decided, and to be sent or settled.

    The world's offers are of a year that has passed, so the clock would end them as well.
    """
    waiting = (json.loads(each) for each in stack.redis.hvals(f"dramatiq:{SEND_QUEUE}.msgs"))
    sending = [each for each in waiting if each["actor_name"] != EXPIRE.actor]
    return int(stack.redis.llen(f"dramatiq:{CREATE_QUEUE}")), len(sending)


def events(stack: Stack) -> list[str]:
    """Let the clock look, and return what it said."""
    with structlog.testing.capture_logs() as lines:
        stack.tick()
    return [line["event"] for line in lines]


def test_nothing_due_is_nothing_done(stack: Stack) -> None:
    """A quiet office costs no message."""
    assert [] == events(stack)
    assert (0, 0) == on_queue(stack)


def test_an_undecided_request_is_found(stack: Stack) -> None:
    """What no worker has seen is put on the queue."""
    stack.post(headers=ASYNC)
    stack.redis.flushall()
    stack.tick()

    assert (1, 0) == on_queue(stack)


def test_a_young_request_is_left_to_who_made_it(stack: Stack) -> None:
    """The POST has just put it on the queue itself."""
    stack.post(headers=ASYNC)
    stack.redis.flushall()
    stack.tick(seconds=0)

    assert (0, 0) == on_queue(stack)


def test_a_due_offer_is_found(stack: Stack) -> None:
    """An offer that waits to be sent is put on the queue."""
    stack.world.offered()
    stack.tick()

    assert (0, 1) == on_queue(stack)


def test_an_open_attempt_is_found(stack: Stack) -> None:
    """A call without an answer is settled."""
    stack.world.gateway.answers = [NoAnswer("told so")]
    stack.world.send(stack.world.offered())
    stack.tick()

    assert (0, 1) == on_queue(stack)


@pytest.mark.parametrize("answer", [None, NotSent("No such number.", is_permanent=True)])
def test_what_is_done_is_not_found(stack: Stack, answer: NotSent | None) -> None:
    """An offer that was sent or has failed is left alone."""
    stack.world.gateway.answers = [answer] if answer else []
    stack.world.send(stack.world.offered())
    stack.tick()

    assert (0, 0) == on_queue(stack)


def test_a_backlog_is_not_put_on_the_queue_each_second(stack: Stack) -> None:
    """A second look shortly after finds nothing new: no request, no offer, no attempt."""
    stack.world.gateway.answers = [NoAnswer("told so")]
    stack.world.send(stack.world.offered())
    stack.world.appointment(APT + 1)
    stack.world.offered(apt=APT + 1, start=START + timedelta(days=1))
    stack.post(headers=ASYNC)
    stack.redis.flushall()
    stack.tick(seconds=60)
    stack.tick(seconds=61)

    assert (1, 2) == on_queue(stack)


def test_each_look_is_put_there_at_once(stack: Stack) -> None:
    """The next look at an attempt does not wait because there was one shortly before."""
    world = stack.world
    world.policy(looks=(15, 20, 25))
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(seconds=16)
    stack.tick(seconds=0)
    world.settle(num)
    stack.redis.flushall()
    world.later(seconds=5)
    stack.tick(seconds=0)

    assert (0, 1) == on_queue(stack)


def test_what_stays_due_is_put_there_again(stack: Stack) -> None:
    """A message that was lost is replaced."""
    stack.world.offered()
    stack.tick(seconds=60)
    stack.redis.flushall()
    stack.tick(seconds=91)

    assert (0, 1) == on_queue(stack)


def test_an_emptied_redis_loses_no_request(stack: Stack) -> None:
    """From the accepted POST to the text, with everything in Redis gone in between."""
    path = stack.poll_path(stack.post(headers=ASYNC))
    stack.redis.flushall()
    with stack.working():
        stack.tick()
        stack.idle()

    assert "SendSuccessful" == stack.get(path).json()["SmsSendStatus"]


def test_an_emptied_redis_loses_no_text(stack: Stack) -> None:
    """An offer that was decided is sent, though its message is gone."""
    stack.world.offered()
    stack.redis.flushall()
    with stack.working():
        stack.tick()
        stack.idle()

    assert (1, SendStatus.SEND_SUCCESSFUL) == (
        len(stack.world.gateway.texts),
        stack.offers()[0]["sms_send_status"],
    )


def test_an_emptied_redis_loses_no_later_text(stack: Stack) -> None:
    """An offer made at night is sent in the morning, without any message in between."""
    stack.world.now = stack.world.now.replace(hour=5)
    stack.post(headers=ASYNC)
    with stack.working():
        stack.idle()
    stack.redis.flushall()
    stack.world.later(hours=4)
    with stack.working():
        stack.tick()
        stack.idle()

    assert len(stack.world.gateway.texts) == 1


def test_two_clocks_send_one_text(stack: Stack) -> None:
    """The second finds the message of the first on the queue."""
    stack.world.offered()
    for _ in range(2):
        stack.nudges = Nudges()
        stack.tick()
    waiting = on_queue(stack)
    with stack.working():
        stack.idle()

    assert ((0, 1), 1) == (waiting, len(stack.world.gateway.texts))


def test_two_clocks_decide_one_request(stack: Stack) -> None:
    """The same holds for requests."""
    stack.post(headers=ASYNC)
    for _ in range(2):
        stack.nudges = Nudges()
        stack.tick()
    with stack.working():
        stack.idle()

    assert (1, 1) == (len(stack.offers()), len(stack.world.gateway.texts))


def test_a_clock_beside_a_worker_sends_one_text(service: Stack) -> None:
    """A clock that looks all the time does not hurry anything twice."""
    service.world.gateway.before_answer = service.tick
    service.post()
    service.idle()

    assert (1, 1) == (len(service.offers()), len(service.world.gateway.texts))


def test_a_refused_request_is_not_found_again(service: Stack) -> None:
    """An answer is an answer."""
    service.post({**BODY, "op": 99})
    service.idle()

    assert ["rows.removed"] == events(service)  # the lock of a day that is over


def test_an_offer_for_a_passed_slot_is_closed_by_the_worker(stack: Stack) -> None:
    """What comes too late is found all the same, and explains itself."""
    stack.world.offered(start=START)
    stack.world.later(days=3)
    with stack.working():
        stack.tick()
        stack.idle()

    assert [] == stack.world.gateway.texts
    assert stack.offers()[0]["note"].startswith("Not sending text because")


def test_a_lost_database_is_met_again(stack: Stack) -> None:
    """The clock says so once a look, goes on, finds what is due afterwards."""
    stack.world.offered()
    stack.lose_database()
    said = events(stack)
    stack.find_database()
    stack.tick()

    assert (["clock.database-away"], (0, 1)) == (said, on_queue(stack))


@pytest.mark.processes
def test_a_lost_redis_is_met_again(stack: Stack, own_redis: RedisServer) -> None:
    """What could not be put on the queue is put there at the next look."""
    stack.world.offered()
    broker = producer_broker(own_redis.url)
    settings = settings_of(stack.world, own_redis.url)
    nudges = Nudges()
    own_redis.stop()
    with structlog.testing.capture_logs() as lines:
        tick(
            settings, stack.world.store, broker, nudges, lambda: stack.world.now.replace(year=2024)
        )
    own_redis.start()
    tick(settings, stack.world.store, broker, nudges, lambda: stack.world.now.replace(year=2024))

    assert ["clock.redis-away"] == [line["event"] for line in lines]
    assert 2 == broker.client.llen(f"dramatiq:{SEND_QUEUE}")  # to be sent, and to be ended
    broker.client.close()


def test_an_outage_is_said_without_a_traceback(stack: Stack) -> None:
    """A reason is enough."""
    stack.lose_database()
    with structlog.testing.capture_logs() as lines:
        stack.tick()
    stack.find_database()

    assert [
        {
            "event": "clock.database-away",
            "log_level": "warning",
            "reason": "The database cannot be reached now.",
        }
    ] == lines


def test_old_rows_are_removed(stack: Stack) -> None:
    """What was done before KEEP_DAYS goes, a batch at a look now and then, and the log says so."""
    stack.settings = stack.settings.model_copy(update={"keep_days": 400})
    stack.world.ask(apt=999)  # refused, long ago

    said = events(stack)

    assert "rows.removed" in said
    assert [] == stack.requests()


def test_rows_are_kept_when_the_office_wants_so(stack: Stack) -> None:
    """With KEEP_DAYS of 0 nothing that was asked is ever removed."""
    stack.world.ask(apt=999)

    events(stack)

    assert 1 == len(stack.requests())


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (opening, {"body": '{"op": 2, "dateTimeStart": "2023-10-18 14:00:00", "newer": 1}'}),
        (opening, {"body": '{"op": 2, "dateTimeSt'}),
        (request, {"op": OP, "slot_start": START, "apt_num": 0, "short_guid": "a"}),
    ],
)
def test_a_row_that_nobody_can_read_hides_no_other(
    stack: Stack, table: Table, changes: dict[str, Any]
) -> None:
    """What a newer release has written before it was taken back waits for it, and is said."""
    stack.world.add(table, request_id=str(uuid4()), received_at=stack.world.now, **changes)
    stack.post(headers=ASYNC)
    stack.redis.flushall()
    with logs.written() as lines:
        stack.tick()
        stack.tick()

    assert (1, 0) == on_queue(stack)
    assert 1 == len(lines.of("row.unreadable"))
