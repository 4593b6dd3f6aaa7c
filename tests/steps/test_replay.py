"""A kept message is replayed or dropped once, whoever does it and wherever they die."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest
from dramatiq import Message

from schemas.messages import CreateAsapComm
from tests.queue.letters import letter
from tests.world.kept import KeptFile
from tests.world.office import APT, OP, START, World
from worker.errors import AsapError, Conflict, NotFound, Refused
from worker.queue import kinds
from worker.queue.broker import WakingBroker, producer_broker
from worker.queue.kinds import CREATE, CREATE_QUEUE, SEND, SEND_QUEUE
from worker.steps import replay as step
from worker.steps.create import create
from worker.steps.dead_letter import keep
from worker.steps.replay import Change, Replayed
from worker.store.ledger import backlogs
from worker.store.ledger import tables as own
from worker.store.practice import tables

ID: Final = "0d4c2f1e-5a0b-4c57-9a39-5d6f4f1f2a3b"
BODY: Final[dict[str, Any]] = {"op": OP, "aptNum": APT, "dateTimeStart": str(START)}
AS_IT_IS: Final = Change()


@pytest.fixture
def broker(redis_url: str) -> Iterator[WakingBroker]:
    """Return a broker whose Redis is empty."""
    made = producer_broker(redis_url)
    yield made
    made.client.close()


@pytest.fixture
def world(kept_file: KeptFile) -> World:
    """Return an office on SQLite; the statements are the same everywhere."""
    return World(kept_file.fresh())


def kept(world: World, actor: str = CREATE.actor, **kwargs: Any) -> None:
    """Keep a message that is wrong."""
    queue = CREATE_QUEUE if actor == CREATE.actor else SEND_QUEUE
    keep(ID, queue, actor, [[], kwargs], "It is wrong.", world.store, world.now)


def replay(world: World, broker: WakingBroker, change: Change = AS_IT_IS, of: str = ID) -> Replayed:
    """Replay it."""
    return step.replay(of, change, world.store, broker, who="anna@front", now=world.now)


def drop(world: World, broker: WakingBroker, of: str = ID) -> None:
    """Drop it."""
    step.drop(of, world.store, broker, who="anna@front", why="A test", now=world.now)


def queued(broker: WakingBroker) -> list[Message[Any]]:
    """Return what is on the queues."""
    bodies: Any = [
        body
        for queue in (CREATE_QUEUE, SEND_QUEUE)
        for body in broker.client.hvals(f"dramatiq:{queue}.msgs")
    ]
    return [Message.decode(body) for body in bodies]


def dead_one(actor: str = CREATE.actor) -> Message[Any]:
    """Write a message as a broker has put it on a queue."""
    return letter(actor=actor).copy(options={"redis_message_id": "1"})


def died(broker: WakingBroker, message: Message[Any] | bytes, redis_id: str = "1") -> None:
    """Put a dead letter where dramatiq has them."""
    body = message if isinstance(message, bytes) else message.encode()
    broker.client.zadd(f"dramatiq:{CREATE_QUEUE}.XQ", {redis_id: 1_000})
    broker.client.hset(f"dramatiq:{CREATE_QUEUE}.XQ.msgs", redis_id, body)


def refusal(world: World, broker: WakingBroker, change: Change = AS_IT_IS) -> str:
    """Return why a replay is refused."""
    with pytest.raises(AsapError) as raised:
        replay(world, broker, change)
    return raised.value.sentence


def test_a_corrected_message_is_one_offer(world: World, broker: WakingBroker) -> None:
    """By two people at once as well; who comes second is told who was first."""
    kept(world, **{**BODY, "aptNum": "x"}, request_id="no uuid")
    change = Change(fields={"APTNUM": APT})

    def said(_: int) -> object:
        try:
            return replay(world, broker, change).request_id
        except Conflict as error:
            return error.sentence

    with ThreadPoolExecutor(2) as two:
        answers = sorted(map(str, two.map(said, range(2))))

    over = f"Message {ID} was replayed 2023-10-16 09:01 UTC by anna@front, as request {ID}."
    assert [ID, over] == answers
    (message,) = queued(broker)
    asked = CreateAsapComm.model_validate(message.kwargs)
    create(asked, world.office, world.now)
    create(asked, world.office, world.now)
    assert 1 == len(world.rows(tables.asapcomm))
    assert over == refusal(world, broker)


def test_who_dies_before_the_queue_leaves_a_request(world: World, broker: WakingBroker) -> None:
    """The clock finds it, like that of a POST."""
    kept(world, **BODY)
    replay(world, broker)
    broker.flush_all()
    world.later(seconds=6)

    assert [ID] == [found.request_id for found in world.sweep()[kinds.CREATE]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (AS_IT_IS, "op must be a whole number."),
        (Change(fields={"op": 0}), "op must be 1 or more."),
        (Change(fields={"op": None}), "op is missing."),
        (Change(fields={"op": OP, "apt": 5}), "apt is not a field of this request."),
        (Change(fields={"op": OP, "request_id": "7"}), "request_id must be a UUID."),
        (Change(body={"op": OP, "aptNum": APT}), "dateTimeStart is missing."),
    ],
)
def test_a_correction_that_is_wrong_as_well(
    world: World, broker: WakingBroker, change: Change, reason: str
) -> None:
    """It is refused with its reason, and nothing is changed."""
    kept(world, **{**BODY, "op": "2"})

    assert reason == refusal(world, broker, change)
    assert [] == queued(broker)
    assert [] == world.rows(own.request)
    assert world.row(own.kept_message)["outcome"] is None
    assert ID == replay(world, broker, Change(fields={"op": OP})).request_id


def test_positional_arguments_need_a_body(world: World, broker: WakingBroker) -> None:
    """Nobody guesses which is which."""
    keep(ID, CREATE_QUEUE, CREATE.actor, [[2], {}], "Positional.", world.store, world.now)

    assert "positional arguments" in refusal(world, broker, Change(fields=BODY))
    assert ID == replay(world, broker, Change(body=BODY)).request_id


def test_a_request_that_was_decided_is_told(world: World, broker: WakingBroker) -> None:
    """Nothing is put on the queue for it; and its id is no good for another opening."""
    kept(world, **BODY, surprise=1)
    request_id = "5b0e2c56-6a52-4b3c-9f0a-6d1f3f4f5a61"
    same = {**BODY, "request_id": request_id}
    num = create(CreateAsapComm.model_validate(same), world.office, world.now).asap_comm_num

    assert "used before for another opening" in refusal(
        world, broker, Change(body={**same, "aptNum": APT + 1})
    )
    assert f"offer {num}." == replay(world, broker, Change(body=same)).answer
    assert [] == queued(broker)


def test_an_opening_is_replayed(world: World, broker: WakingBroker) -> None:
    """The same way, into a row of its own."""
    told = {"op": OP, "dateTimeStart": str(START), "lengthMinutes": "60"}
    keep(ID, CREATE_QUEUE, "create-opening", [[], told], "Wrong.", world.store, world.now)

    replay(world, broker, Change(fields={"lengthMinutes": 60}))

    assert [ID] == [row["request_id"] for row in world.rows(own.opening)]
    assert ["create-opening"] == [message.actor_name for message in queued(broker)]


def test_a_dead_letter_goes_by_the_table(world: World, broker: WakingBroker) -> None:
    """It is listed until somebody replays it, and is in one place afterwards, with who did."""
    message = dead_one()
    died(broker, message)
    listed = step.waiting(world.store, broker)
    replay(world, broker, of=message.message_id)

    assert [message.message_id] == [each.message_id for each in listed]
    assert "message.failed" in listed[0].reason
    assert 0 == broker.client.zcard("dramatiq:asapcomm.XQ")
    assert [] == step.waiting(world.store, broker)
    row = world.row(own.kept_message)
    assert ("replayed", "anna@front") == (row["outcome"], row["ended_by"])
    assert [message.kwargs["request_id"]] == [each.kwargs["request_id"] for each in queued(broker)]


def test_who_dies_while_taking_a_dead_letter(world: World, broker: WakingBroker) -> None:
    """It is in both places then, listed once and done once."""
    message = dead_one()
    died(broker, message)
    with pytest.raises(Refused):
        replay(world, broker, Change(fields={"op": 0}), message.message_id)
    died(broker, message)  # as if it had not been taken out

    assert 1 == len(step.waiting(world.store, broker))
    replay(world, broker, of=message.message_id)
    died(broker, message)
    with pytest.raises(Conflict, match="was replayed"):
        replay(world, broker, of=message.message_id)
    assert 1 == len(queued(broker))
    assert 0 == broker.client.zcard("dramatiq:asapcomm.XQ")


def test_a_nudge_goes_back_on_its_queue(world: World, broker: WakingBroker) -> None:
    """It only names a row; what is not its row's number is refused."""
    kept(world, SEND.actor, asap_comm_num="5")

    assert "not those of its actor" in refusal(world, broker)
    assert replay(world, broker, Change(fields={"asap_comm_num": 5})).request_id is None
    assert [{"asap_comm_num": 5}] == [message.kwargs for message in queued(broker)]
    assert "was replayed" in refusal(world, broker)


@pytest.mark.parametrize("content", [b"\x00\xff garbage", dead_one("cancel").encode()])
def test_what_nobody_can_do_can_be_dropped(
    world: World, broker: WakingBroker, content: bytes
) -> None:
    """With a reason, which is told to whoever comes later."""
    died(broker, content)
    (listed,) = step.waiting(world.store, broker)

    with pytest.raises(Refused, match="can only be dropped"):
        replay(world, broker, of=listed.message_id)
    drop(world, broker, listed.message_id)
    with pytest.raises(Conflict, match=r"was dropped .* by anna@front: A test"):
        replay(world, broker, of=listed.message_id)
    with pytest.raises(Conflict, match="was dropped"):
        drop(world, broker, listed.message_id)
    with world.store.reading() as transaction:
        assert 0 == backlogs.count(transaction, backlogs.KEPT).count


def test_a_message_that_is_not_there(world: World, broker: WakingBroker) -> None:
    """The sentence says where to look."""
    with pytest.raises(NotFound, match="asapcomms messages list"):
        replay(world, broker, of="nothing")


def test_arguments_are_kept_as_json(world: World, broker: WakingBroker) -> None:
    """Whatever bytes are in them: no database takes all."""
    died(broker, b"\x00\xff")
    (listed,) = step.waiting(world.store, broker)

    assert [["\x00�"], {}] == json.loads(listed.arguments)


def test_without_redis_it_is_said(world: World) -> None:
    """Half of the list would be worse than none."""
    broker = producer_broker("unix:///nowhere/redis.sock")
    with pytest.raises(AsapError, match="Redis, where dead letters are, cannot be reached"):
        step.waiting(world.store, broker)
