"""What every test may ask for."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
import pytest
from argon2 import PasswordHasher

from tests.contract.engines import Engines
from tests.world import logs, memory, redis
from tests.world.front import Front
from tests.world.kept import KeptFile
from tests.world.office import World, office_file
from tests.world.redis import RedisServer
from tests.world.stack import Stack, settings_of
from worker.store.ledger import accounts

LONGEST: Final = (
    *("operate/test_day.py", "crash/test_storms.py", "crash/test_points.py"),
    *("queue/test_stop.py", "deploy/test_wheel.py", "browser/test_staff.py"),
    *("crash/test_failover.py", "browser/test_patient.py", "queue/test_sentinel.py"),
    *("store/test_migrate.py", "bench/test_bench.py", "sandbox/test_reserved.py"),
    *("contract/test_plans.py", "up/test_stops.py", "steps/test_lock_order.py"),
    *("crash/test_patients.py", "up/test_up.py", "sandbox/test_callbacks.py"),
    *("steps/test_answer_races.py", "up/test_run.py", "sandbox/test_replies.py"),
    *("steps/text/test_sender.py", "crash/test_deaf.py", "steps/text/test_restored.py"),
    *("browser/test_docs.py", "steps/text/test_late.py", "steps/text/test_orphans.py"),
    *("readme/test_commands.py", "up/test_leash.py", "crash/test_statements.py"),
    *("asyncapi/test_document.py", "sandbox/test_faults.py", "steps/text/test_send.py"),
    *("queue/test_broker.py", "up/test_processes.py", "crash/test_answers.py"),
    *("steps/test_foreign_rows.py", "queue/test_letters.py", "contract/test_bad_databases.py"),
    *("store/test_old_release.py", "contract/test_schema.py", "crash/test_pooled_offers.py"),
)
"""Files that take longest come first, so that none of them is left over when all others are done.

Those that start many processes, and those that mostly wait, are not next to each other.
"""


memory.use()

gc.disable()  # nothing of what is loaded now may be freed; looking takes a fifth of the collection


def pytest_collection_finish() -> None:
    """Look no more through all that was loaded for what may be freed; it took a tenth of the time."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Leave nothing of a good run in memory; during it, threads of ended tests may still write."""
    if exitstatus == pytest.ExitCode.OK:
        factory: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        shutil.rmtree(factory.getbasetemp(), ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; whatever else the order is stays."""
    folder = Path(__file__).parent
    place = {folder / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session", autouse=True)
def no_logger_kept() -> Iterator[None]:
    """Hear every test's lines, whatever an earlier one has made of the logs, and show none."""
    with logs.never_kept(), logs.never_shown():
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_at_once() -> Iterator[None]:
    """Hash passwords with little work; how much is right is argon2's own default, in every process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="session")
def kept_file(tmp_path_factory: pytest.TempPathFactory) -> KeptFile:
    """Return the file of an office that every test finds as new."""
    return KeptFile(tmp_path_factory.mktemp("office"), office_file())


@pytest.fixture
def world(kept_file: KeptFile) -> Iterator[World]:
    """Return a fresh office with a provider that keeps what it gets."""
    made = World(kept_file.fresh())
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """Return the databases of every kind; a server starts when a test first asks for it."""
    made = Engines()
    yield made
    made.close()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Return the one Redis server of all tests that only use it."""
    with redis.running() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """Return the address of an empty Redis."""
    redis_server.empty()
    return redis_server.url


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """Return a Redis server that a test may take away."""
    with redis.running() as server:
        yield server


@pytest.fixture(scope="session")
def front() -> Iterator[Front]:
    """Return the HTTP server that every test's app stands behind."""
    made = Front()
    with made.open():
        yield made


@pytest.fixture(scope="session")
def http() -> Iterator[httpx2.Client]:
    """Return an HTTP client."""
    with httpx2.Client(verify=False, timeout=30) as client:
        yield client


@pytest.fixture
def stack(world: World, redis_url: str, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return the web app around a world, with nobody at work behind it."""
    with Stack(world, settings_of(world, redis_url), front, http).open() as made:
        made.hear()
        yield made


@pytest.fixture
def service(stack: Stack) -> Iterator[Stack]:
    """Return the web app with a worker behind it."""
    with stack.working():
        yield stack
