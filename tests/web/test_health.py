"""Whether the process is alive, and whether it can do its work."""

from collections.abc import Iterator

import httpx2
import pytest
from sqlalchemy import text

from tests.world.front import Front
from tests.world.office import World
from tests.world.stack import Stack, settings_of


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

    assert (200, {"database": "ok", "migrations": "ok", "redis": "ok"}) == (
        answer.status_code,
        answer.json(),
    )


def test_without_redis_it_is_not_ready(alone: Stack) -> None:
    """The part that is away is named."""
    answer = alone.get("/readyz")

    assert (503, {"database": "ok", "migrations": "ok", "redis": "away"}) == (
        answer.status_code,
        answer.json(),
    )


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
