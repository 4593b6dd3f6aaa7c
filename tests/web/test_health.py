"""Whether the process is alive, and whether it can do its work."""

from collections.abc import Iterator

import httpx2
import pytest
from sqlalchemy import text

from schemas.keys import ClinicNum
from tests.queue.letters import letter
from tests.world.front import Front
from tests.world.office import World
from tests.world.redis import RedisServer
from tests.world.stack import Stack, settings_of
from worker.queue import condition
from worker.queue.kinds import CREATE_QUEUE
from worker.rules.hold import EVERY_CLINIC
from worker.steps.hold import hold, release


@pytest.fixture
def alone(world: World, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return a web app that never had a Redis."""
    settings = settings_of(world, "unix:///nowhere/redis.sock")
    with Stack(world, settings, front, http).open() as made:
        yield made


def test_alive_is_ok(stack: Stack) -> None:
    """A process that answers is alive."""
    answer = stack.get("/healthz")

    assert (200, "ok") == (answer.status_code, answer.text)


def test_ready_names_every_part(stack: Stack) -> None:
    """Database, migrations, Redis: all are there."""
    answer = stack.get("/readyz")

    assert (200, {"database": "ok", "migrations": "ok", "sending": "ok", "redis": "ok"}) == (
        answer.status_code,
        answer.json(),
    )


def test_a_hold_is_said_without_its_reason(stack: Stack) -> None:
    """Anybody may ask; and requests are taken all the same."""
    now = stack.world.now
    for clinic_num in (EVERY_CLINIC, ClinicNum(0)):
        hold(stack.world.store, clinic_num, who="anna@front", why="A storm", now=now)
    said = [stack.get("/readyz")]
    release(stack.world.store, EVERY_CLINIC, who="anna@front", now=now)
    said.append(stack.get("/readyz"))

    assert [(200, "held"), (200, "held for clinic 0")] == [
        (answer.status_code, answer.json()["sending"]) for answer in said
    ]
    assert "anna" not in said[0].text + said[1].text


def test_without_redis_it_is_not_ready(alone: Stack) -> None:
    """The part that is away is named."""
    answer = alone.get("/readyz")

    assert (503, {"database": "ok", "migrations": "ok", "sending": "ok", "redis": "away"}) == (
        answer.status_code,
        answer.json(),
    )


@pytest.fixture
def writer(
    world: World, own_redis: RedisServer, front: Front, http: httpx2.Client
) -> Iterator[Stack]:
    """Return a web app whose Redis a test may spoil."""
    with Stack(world, settings_of(world, own_redis.url), front, http).open() as made:
        yield made


@pytest.mark.processes
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("REPLICAOF", "127.0.0.1", "1"), "read-only"),
        (("CONFIG", "SET", "maxmemory", "1"), "full"),
        (("CONFIG", "SET", "min-replicas-to-write", "1"), "refuses writes"),
    ],
)
def test_a_redis_that_takes_nothing_is_not_ready(
    writer: Stack, words: tuple[str, ...], said: str
) -> None:
    """It answers, but no text would be sent."""
    writer.redis.execute_command(*words)  # type: ignore[no-untyped-call]
    answer = writer.get("/readyz")

    assert (503, said) == (answer.status_code, answer.json()["redis"])


def test_a_queue_that_nobody_works_on_is_named(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that stays the first of its queue is one that nobody takes."""
    monkeypatch.setattr(condition, "STANDSTILL_SECONDS", 0.0)
    first = stack.get("/readyz").json()["redis"]
    stack.producer.enqueue(letter())
    answer = stack.get("/readyz")

    assert ("ok", 503, "nobody takes messages from asapcomm") == (
        first,
        answer.status_code,
        answer.json()["redis"],
    )


def test_a_queue_that_moves_is_ready(stack: Stack) -> None:
    """Messages that have waited for less than half a minute are no standstill."""
    stack.producer.enqueue(letter())
    said = [stack.get("/readyz").json()["redis"] for _ in range(3)]
    stack.redis.lpop(f"dramatiq:{CREATE_QUEUE}")

    assert ["ok"] * 4 == [*said, stack.get("/readyz").json()["redis"]]


def test_a_look_leaves_nothing_in_redis(stack: Stack) -> None:
    """Whoever asks changes nothing."""
    stack.get("/readyz")

    assert [] == stack.redis.keys()


def test_without_redis_it_is_alive(alone: Stack) -> None:
    """A restart would bring back nothing."""
    assert alone.get("/healthz").status_code == 200


def test_without_the_database_it_is_not_ready(stack: Stack) -> None:
    """Whether migrations are done is not known then."""
    stack.lose_database()
    answer = stack.get("/readyz")
    alive = stack.get("/healthz")
    stack.find_database()

    assert (
        503,
        {"database": "away", "migrations": "unknown", "sending": "unknown", "redis": "ok"},
    ) == (
        answer.status_code,
        answer.json(),
    )
    assert alive.status_code == 200


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE asapcomms_version", "UPDATE asapcomms_version SET version_num = '0000'"],
)
def test_an_old_database_is_not_ready(stack: Stack, statement: str) -> None:
    """The answer says which command brings it up to date."""
    with stack.world.store.writing() as transaction:
        transaction.connection.execute(text(statement))
    answer = stack.get("/readyz")

    assert (503, "run: asapcomms migrate") == (answer.status_code, answer.json()["migrations"])
