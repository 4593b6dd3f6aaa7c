"""Two deployments in one Redis: each keeps to its own queues."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.crash import copies
from tests.doctor.reading import wrong
from tests.queue.letters import fields, put
from tests.world.office import World
from tests.world.redis import RedisServer
from tests.world.stack import Stack, settings_of
from worker.cli import app
from worker.doctor.broker import examine_owner
from worker.errors import CannotStart
from worker.queue import mark
from worker.queue.broker import producer_broker
from worker.queue.kinds import CREATE_QUEUE
from worker.settings import Settings
from worker.steps.own_queue import OwnQueue

STARTS = {
    "web": ("uvicorn", "--factory", "worker.web.app:create_app"),
    "worker": ("python", "-m", "worker.main"),
    "clock": ("asapcomms", "clock"),
}
COMMANDS = (
    ("messages", "list"),
    ("messages", "show", "{dead}"),
    ("messages", "replay", "{dead}"),
    ("messages", "drop", "{dead}", "--why", "Not ours"),
    ("release", "--unreconciled"),
    ("reconcile",),
    ("status", "--json"),
)
"""What an operator may do that looks into the queues, or changes what is there."""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[World]:
    """Return the office of another deployment."""
    folder = tmp_path / "other"
    folder.mkdir()
    made = World.at(folder)
    yield made
    made.store.close()


def claim(world: World, settings: Settings) -> bool:
    """Start a process of a deployment, as far as its queues are concerned."""
    broker = producer_broker(settings.redis, settings.queue_namespace)
    try:
        return OwnQueue(world.store, broker).claim()
    finally:
        broker.client.close()


def test_the_first_one_has_the_queues(stack: Stack, other: World) -> None:
    """Whoever comes second is told so, with what to do, instead of losing its messages."""
    assert claim(stack.world, stack.settings)

    with pytest.raises(CannotStart, match=r"belong to another deployment.*QUEUE_NAMESPACE.*/1 at"):
        claim(other, stack.settings)


def test_a_deployment_knows_its_own_queues(stack: Stack) -> None:
    """Every process of it starts, and starts again."""
    assert [True] * 3 == [claim(stack.world, stack.settings) for _ in range(3)]


def test_a_name_of_its_own_lets_it_share(stack: Stack, other: World) -> None:
    """With namespaces apart both start, and no message of one is seen by the other."""
    apart = settings_of(other, stack.settings.redis_url, queue_namespace="second.office-1")
    assert [True, True] == [claim(stack.world, stack.settings), claim(other, apart)]

    with Stack(other, apart, stack.front, stack._http).open() as second:
        second.post(headers={"Prefer": "respond-async"})

    assert (0, 1) == (
        stack.undelivered(),
        stack.redis.hlen("second.office-1:asapcomm.msgs"),
    )


def test_an_emptied_redis_is_marked_again(stack: Stack, other: World) -> None:
    """Nobody is shut out for good by whoever empties Redis."""
    claim(other, stack.settings)
    stack.redis.flushall()

    assert claim(stack.world, stack.settings)
    with pytest.raises(CannotStart):
        claim(other, stack.settings)


def test_the_key_that_the_sentence_names_can_be_deleted(stack: Stack, other: World) -> None:
    """Whoever has thrown the other deployment away can go on with its Redis."""
    claim(other, stack.settings)
    with pytest.raises(CannotStart) as caught:
        claim(stack.world, stack.settings)
    key = caught.value.sentence.rstrip(".").rpartition(" ")[2]

    assert stack.redis.delete(key) == 1
    assert claim(stack.world, stack.settings)


def test_a_restored_database_still_has_its_queues(stack: Stack) -> None:
    """The name is kept in the database, and comes back with it."""
    claim(stack.world, stack.settings)
    stack.world.store.close()  # every connection, as a restart would

    assert claim(stack.world, stack.settings)


def test_without_its_database_nothing_is_claimed(stack: Stack) -> None:
    """Who does not know its name waits for the database, as ever."""
    stack.lose_database()
    claimed = claim(stack.world, stack.settings)
    stack.find_database()

    assert (False, []) == (claimed, stack.redis.keys())


@pytest.mark.processes
def test_without_redis_nothing_is_claimed(world: World, own_redis: RedisServer) -> None:
    """A Redis that is away is waited for, as ever."""
    own_redis.stop()

    assert not claim(world, settings_of(world, own_redis.url))


@pytest.mark.processes
@pytest.mark.parametrize("process", STARTS)
def test_no_process_starts_on_anothers_queues(
    stack: Stack, other: World, process: str, tmp_path: Path
) -> None:
    """One sentence without a traceback, and an exit code that a supervisor sees."""
    claim(other, stack.settings)
    told = {
        "DATABASE_URL": stack.settings.database_url,
        "REDIS_URL": stack.settings.redis_url,
        "TIME_ZONE": "UTC",
    }
    ran = copies.run(STARTS[process], tmp_path, told)

    assert ran.returncode == 1
    assert "belong to another deployment" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_check_up_names_another_deployment(stack: Stack, other: World) -> None:
    """It says so before anybody starts, and marks nothing."""
    before = examine_owner(stack.world.store, stack.settings)
    kept = stack.redis.keys()
    claim(other, stack.settings)
    after = examine_owner(stack.world.store, stack.settings)

    assert ([], []) == (wrong(before), kept)
    assert ["The queues dramatiq in this Redis belong to another deployment"] == [
        sentence.partition(",")[0] for sentence in wrong(after)
    ]
    assert [] == wrong(examine_owner(other.store, stack.settings))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_works_on_anothers_queues(
    stack: Stack,
    other: World,
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its dead letters, and what Redis remembers of its ledger, are not this one's to take."""
    claim(other, stack.settings)
    mark.remember_ledger(stack.redis, stack.settings.queue_namespace, stack.world.now)
    dead = fields()
    put(stack, dead)
    stack.producer.do_fetch(CREATE_QUEUE, 1)
    stack.producer.do_nack(CREATE_QUEUE, dead["options"]["redis_message_id"])
    before = {name: stack.redis.dump(name) for name in stack.redis.scan_iter()}
    monkeypatch.setenv("DATABASE_URL", stack.settings.database_url)
    monkeypatch.setenv("REDIS_URL", stack.settings.redis_url)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.chdir(tmp_path)

    ran = CliRunner().invoke(app, [word.format(dead=dead["message_id"]) for word in words])

    assert isinstance(ran.exception, CannotStart)
    assert "belong to another deployment" in ran.exception.sentence
    assert before == {name: stack.redis.dump(name) for name in stack.redis.scan_iter()}
    assert [] == stack.kept()
