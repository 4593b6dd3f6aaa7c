"""A burst that is still on the queue is not put there again."""

from datetime import timedelta
from uuid import uuid4

from dramatiq.common import current_millis

from schemas.messages import CreateAsapComm
from tests.world.office import APT, OP, START
from tests.world.stack import Stack
from worker.queue import messages
from worker.queue.broker import producer_broker
from worker.queue.kinds import CREATE_QUEUE, SEND, SEND_QUEUE
from worker.steps.link import new_short_guid
from worker.store.ledger import requests

BURST = 500


def ask(stack: Stack, count: int = BURST) -> None:
    """Write requests down, and put each on the queue, as web does."""
    for number in range(count):
        start = START + timedelta(hours=number)
        message = CreateAsapComm(request_id=uuid4(), op=OP, aptNum=APT, dateTimeStart=start)
        with stack.world.store.writing() as transaction:
            requests.add(
                transaction, message.request_id, message, new_short_guid(), stack.world.store.now()
            )
        messages.ask(stack.producer, message)


def waiting(stack: Stack, queue: str = CREATE_QUEUE) -> int:
    """Count what waits on a queue."""
    return int(stack.redis.llen(f"dramatiq:{queue}"))


def test_what_waits_is_not_doubled(stack: Stack) -> None:
    """However often the clock looks, each row has one message; what Redis loses is put back."""
    ask(stack)
    for minute in range(1, 8):
        stack.tick(minutes=minute)
    before = waiting(stack)

    stack.redis.flushall()
    for minute in range(8, 10):
        stack.tick(minutes=minute)

    assert (BURST, BURST) == (before, waiting(stack))


def test_the_clocks_own_messages_are_not_doubled(stack: Stack) -> None:
    """What it has put there itself it finds there as well."""
    ask(stack, 3)
    stack.redis.flushall()
    for minute in range(1, 5):
        stack.tick(minutes=minute)

    assert 3 == waiting(stack)


def test_what_a_worker_holds_is_not_doubled(stack: Stack) -> None:
    """A message that was fetched is on its way, while its worker is alive."""
    ask(stack, 3)
    worker = producer_broker(stack.settings.redis)
    assert 2 == len(worker.do_fetch(CREATE_QUEUE, 2))

    stack.tick(minutes=1)

    assert 1 == waiting(stack)


def test_what_died_with_a_worker_is_put_back(stack: Stack) -> None:
    """Nobody waits the fifteen seconds until Redis takes the dead worker's messages back."""
    ask(stack, 3)
    worker = producer_broker(stack.settings.redis)
    worker.do_fetch(CREATE_QUEUE, 2)
    stack.redis.zadd("dramatiq:__heartbeats__", {worker.broker_id: current_millis() - 5_000})

    stack.tick(minutes=1)

    assert 3 == waiting(stack)


def test_one_row_does_not_hide_another(stack: Stack) -> None:
    """An offer's number may be that of a text, and each has its message."""
    text_num = stack.world.say()
    messages.put(stack.producer, SEND, text_num)
    before = waiting(stack, SEND_QUEUE)

    stack.tick(minutes=1)

    assert before + 1 == waiting(stack, SEND_QUEUE)


def test_what_is_no_message_hides_nothing(stack: Stack) -> None:
    """Whatever somebody has put on the queue."""
    ask(stack, 1)
    stack.redis.flushall()
    stack.redis.rpush(f"dramatiq:{CREATE_QUEUE}", "nothing", "junk")
    stack.redis.hset(f"dramatiq:{CREATE_QUEUE}.msgs", "junk", "no JSON")

    stack.tick(minutes=1)

    assert 3 == waiting(stack)
