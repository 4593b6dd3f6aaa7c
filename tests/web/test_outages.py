"""Redis away, the database away, a bug: the right status, nothing lost."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.world.disk import full
from tests.world.front import Front
from tests.world.office import World
from tests.world.redis import RedisServer
from tests.world.stack import BODY, Stack, settings_of
from worker.store import dialects
from worker.store.practice import tables

AWAY = "The database cannot be reached now."
KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def shaky(
    world: World, own_redis: RedisServer, front: Front, http: httpx2.Client
) -> Iterator[Stack]:
    """Return a web app whose Redis a test may take away."""
    with Stack(world, settings_of(world, own_redis.url), front, http).open() as made:
        made.hear()
        yield made


@pytest.mark.processes
def test_without_redis_a_request_is_accepted(shaky: Stack, own_redis: RedisServer) -> None:
    """Its row is written, so it is not lost."""
    own_redis.stop()
    answer = shaky.post()

    assert (202, 1) == (answer.status_code, len(shaky.requests()))


@pytest.mark.processes
def test_without_redis_reads_go_on(shaky: Stack, own_redis: RedisServer) -> None:
    """Offers are read from the database alone."""
    shaky.world.offered()
    own_redis.stop()

    assert [200, 200] == [
        shaky.get(path).status_code for path in ("/asapcomms/1", "/asapcomms?date=2023-10-16")
    ]


@pytest.mark.processes
def test_without_redis_an_answer_can_be_repeated(shaky: Stack, own_redis: RedisServer) -> None:
    """What was decided before needs no queue."""
    with shaky.working():
        shaky.post(headers=KEY)
        shaky.idle()
    own_redis.stop()

    assert shaky.post(headers=KEY).status_code == 200


@pytest.mark.processes
def test_what_was_accepted_without_redis_is_sent(shaky: Stack, own_redis: RedisServer) -> None:
    """The clock finds the request once Redis is back."""
    own_redis.stop()
    path = shaky.poll_path(shaky.post())
    own_redis.start()
    shaky.tick()
    with shaky.working():
        shaky.idle()

    assert shaky.get(path).json()["SmsSendStatus"] == "SendSuccessful"
    assert len(shaky.world.gateway.texts) == 1


@pytest.mark.processes
def test_after_an_outage_answers_come_at_once_again(shaky: Stack, own_redis: RedisServer) -> None:
    """The web process hears of decisions again without a restart."""
    own_redis.stop()
    shaky.post({**BODY, "op": 99})
    own_redis.start()
    shaky.hear()
    with shaky.working():
        answer = shaky.post()

    assert answer.status_code == 200


@pytest.mark.processes
def test_a_redis_that_takes_no_writes_loses_nothing(shaky: Stack) -> None:
    """A Redis that answers with an error of its own is like one that is away."""
    shaky.redis.config_set("min-replicas-to-write", 1)
    answer = shaky.post()
    shaky.redis.config_set("min-replicas-to-write", 0)
    shaky.tick()
    with shaky.working():
        shaky.idle()

    assert (202, 1) == (answer.status_code, len(shaky.world.gateway.texts))


@pytest.mark.processes
def test_a_redis_that_takes_no_writes_does_not_end_the_clock(shaky: Stack) -> None:
    """The next tick tries again."""
    shaky.post(headers={"Prefer": "respond-async"})
    shaky.redis.flushall()
    shaky.redis.config_set("min-replicas-to-write", 1)
    shaky.tick()
    shaky.redis.config_set("min-replicas-to-write", 0)
    shaky.tick()

    assert shaky.undelivered() == 1


@pytest.fixture
def bereft(stack: Stack) -> Iterator[Stack]:
    """Return a web app whose database is away."""
    stack.world.offered()
    stack.lose_database()
    yield stack
    stack.find_database()


@pytest.mark.parametrize("path", ["/asapcomms", "/asapcomms/1", f"/asapcomms/requests/{'0' * 32}"])
def test_without_the_database_reads_are_unavailable(bereft: Stack, path: str) -> None:
    """The answer is a sentence, with the time to come back."""
    answer = bereft.get(path)

    assert (503, AWAY, "5") == (answer.status_code, answer.text, answer.headers["Retry-After"])


def test_without_the_database_nothing_is_accepted(bereft: Stack) -> None:
    """A request that cannot be written down is not promised anything."""
    answer = bereft.post()

    assert (503, AWAY, 0) == (answer.status_code, answer.text, bereft.undelivered())


def test_without_the_database_mistakes_are_still_mistakes(bereft: Stack) -> None:
    """A body that is no request needs no database to be refused."""
    assert bereft.post({}).status_code == 400


def test_an_outage_leaves_no_traceback(bereft: Stack, caplog: pytest.LogCaptureFixture) -> None:
    """What is expected to happen is not logged like a bug."""
    bereft.get("/asapcomms")
    bereft.post()

    assert [] == [record for record in caplog.records if record.exc_info]


def test_on_a_full_disk_nothing_is_promised(stack: Stack, caplog: pytest.LogCaptureFixture) -> None:
    """Who asks while no row can be written is told to come back, and the log stays short."""
    with full(stack.parts.store):
        answers = [stack.post(headers={"Prefer": "respond-async"}) for _ in range(60)]

    refused = [answer for answer in answers if answer.status_code != 202]
    assert {(503, AWAY, "5")} == {
        (answer.status_code, answer.text, answer.headers["Retry-After"]) for answer in refused
    }
    assert len(stack.requests()) == len(answers) - len(refused)
    assert [] == [record for record in caplog.records if record.exc_info]


def test_on_a_full_disk_offers_can_be_read(stack: Stack) -> None:
    """What needs no room goes on."""
    num = stack.world.offered()
    with full(stack.parts.store):
        answer = stack.get(f"/asapcomms/{num}")

    assert answer.status_code == 200


def test_when_the_database_is_back_so_is_the_service(stack: Stack) -> None:
    """Nobody has to restart anything."""
    stack.lose_database()
    lost = stack.get("/asapcomms").status_code
    stack.find_database()

    assert (503, 200) == (lost, stack.get("/asapcomms").status_code)


def test_a_database_that_is_locked_is_unavailable(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes for too long makes others come back later; readers do not wait."""
    monkeypatch.setattr(dialects, "BUSY_TIMEOUT_SECONDS", 0)
    with stack.world.store.writing():
        written, read = stack.post(), stack.get("/asapcomms")

    assert (503, 200) == (written.status_code, read.status_code)


def test_a_bug_tells_a_stranger_nothing(stack: Stack) -> None:
    """A failure of ours is a 500 without its insides."""
    with stack.world.store.writing() as transaction:
        tables.asapcomm.drop(transaction.connection)
    answer = stack.get("/asapcomms/1")

    assert (500, "Something went wrong on our side; it has been logged.") == (
        answer.status_code,
        answer.text,
    )
