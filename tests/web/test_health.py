"""Whether the process is alive, and whether it can do its work."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from schemas.asapcomm import AsapCommPost
from schemas.keys import ClinicNum
from tests.queue.letters import letter
from tests.world.front import Front
from tests.world.office import World
from tests.world.redis import RedisServer
from tests.world.stack import BODY, Stack, settings_of
from worker.queue import condition
from worker.queue.kinds import CREATE_QUEUE
from worker.rules.health import ProcessKind, problems
from worker.rules.hold import EVERY_CLINIC
from worker.steps.heartbeat import Heart
from worker.steps.hold import hold
from worker.steps.standing import see
from worker.store.ledger import requests
from worker.web import health

WELL = {"database": "ok", "migrations": "ok", "redis": "ok"}
IDLE = {"sending": "ok", "waiting": "nothing"}


@pytest.fixture
def alone(world: World, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return a web app that never had a Redis."""
    settings = settings_of(world, "unix:///nowhere/redis.sock")
    with Stack(world, settings, front, http).open() as made:
        yield made


@pytest.mark.parametrize("path", ["/healthz", "/livez"])
def test_alive_is_ok(stack: Stack, path: str) -> None:
    """A process that answers is alive."""
    answer = stack.get(path)

    assert (200, "ok") == (answer.status_code, answer.text)


def test_ready_names_every_part(stack: Stack) -> None:
    """Database, migrations, Redis, a worker and a clock: all are there."""
    for kind in ProcessKind:
        Heart(stack.world.store, kind).beat()
    answer = stack.get("/readyz")

    assert (200, {**WELL, **IDLE, "worker": "ok", "clock": "ok"}) == (
        answer.status_code,
        answer.json(),
    )


def test_others_may_start_after_it(stack: Stack) -> None:
    """A web process that is new gives worker and clock the time to say that they live."""
    answer = stack.get("/readyz")

    unseen = {"worker": "not seen yet", "clock": "not seen yet"}
    assert (200, {**WELL, **IDLE, **unseen}) == (answer.status_code, answer.json())


def test_without_worker_and_clock_it_is_not_ready(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer says so, how much waits, and since when."""
    monkeypatch.setattr(health, "SILENT_AFTER", timedelta())
    with stack.world.store.writing() as transaction:
        now = stack.world.store.now()
        requests.add(transaction, uuid4(), AsapCommPost.model_validate(BODY), "guid", now)
    answer = stack.get("/readyz")

    told = answer.json()
    assert (503, "none lives", "none lives") == (answer.status_code, told["worker"], told["clock"])
    assert f"1 request; the oldest since {now:%Y-%m-%d %H:%M:%S} UTC" == told["waiting"]


@pytest.mark.parametrize(
    ("clinics", "said"), [([EVERY_CLINIC, 0], "held"), ([0], "held for clinic 0")]
)
def test_a_hold_is_said_without_its_reason(stack: Stack, clinics: list[int], said: str) -> None:
    """Anybody may ask; and requests are taken all the same."""
    for clinic_num in clinics:
        now = stack.world.now
        hold(stack.world.store, ClinicNum(clinic_num), who="anna@front", why="A storm", now=now)
    answer = stack.get("/readyz")

    assert (200, said) == (answer.status_code, answer.json()["sending"])
    assert "anna" not in answer.text


def test_without_redis_it_is_not_ready(alone: Stack) -> None:
    """The part that is away is named."""
    answer = alone.get("/readyz")

    assert (503, "away") == (answer.status_code, answer.json()["redis"])


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
    """It answers, but no text would be sent: probes, commands and alerts say so."""
    writer.redis.execute_command(*words)  # type: ignore[no-untyped-call]
    answer = writer.get("/readyz")
    told = problems(see(writer.world.store, writer.parts.broker, writer.settings))
    measured = writer.get("/metrics").text

    assert (503, said) == (answer.status_code, answer.json()["redis"])
    assert f"Redis: {said}." in told
    assert "asapcomms_redis_up 0.0" in measured


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

    assert (503, {"database": "away", "migrations": "unknown", "redis": "ok"}) == (
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
