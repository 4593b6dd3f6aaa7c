"""What one text costs: a burst from a stock producer, beside two bare hops with the official client.

All run two processes of eight threads against a provider that answers at once.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final
from urllib.request import urlopen

import psutil
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from redis import Redis

from bench.figures import Figure, Group, Target
from bench.grounds import Grounds
from bench.practice import number
from bench.processes import Failed, answers
from bench.progress import Step
from bench.scale import NAMES
from bench.scale_engines import Kind, Places
from tests.crash.people import Guest, invite, morning, open_all_day
from tests.world.office import World
from tests.world.ports import free_port
from worker.queue import server
from worker.queue.kinds import CREATE, CREATE_QUEUE
from worker.store.engine import Store
from worker.up.procfile import find_program

TEXTS: Final = 400
WARM_UP: Final = 60
PROCESSES: Final = 2
THREADS: Final = 8

RATES: Final[Mapping[Kind, float]] = {
    "sqlite": 130,
    "postgresql": 110,
    "innodb": 100,
    "myisam": 80,
}
CPU_TARGET: Final = Target(10)

_SECONDS: Final = 120.0
_SETTLE_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.02
_HOPS: Final = "two bare hops with the official client"

Enqueue = Callable[[int], object]


def measure(ground: Grounds, kinds: Sequence[Kind]) -> list[Group]:
    """Return texts a second and milliseconds of the workers' CPU for each, by engine."""
    rates, costs = [], []
    for kind in kinds:
        rate, cost = _ours(ground, kind)
        rates.append(Figure(f"asapcomms, {NAMES[kind]}", [rate], Target(RATES[kind]), is_rate=True))
        costs.append(Figure(f"asapcomms, {NAMES[kind]}", [cost], CPU_TARGET))
    for library in ("dramatiq", "Celery"):
        rate, cost = _bare(ground, library.lower())
        name = f"{_HOPS}, {library}"
        rates.append(Figure(name, [rate], is_rate=True, is_yardstick=True))
        costs.append(Figure(name, [cost], is_yardstick=True))
    return [
        Group(f"a burst of {TEXTS} messages, texts a second", rates),
        Group("the workers' CPU for one text, ms", costs),
    ]


def _ours(ground: Grounds, kind: Kind) -> tuple[float, float]:
    with ExitStack() as stack, Step.named(f"cost: {NAMES[kind]}"):
        folder = ground.folder / f"cost-{kind}"
        folder.mkdir()
        (database,) = Places(stack, folder).databases(kind, [0], 0)
        guests = guests_of(database.store, TEXTS + WARM_UP)
        producer = RedisBroker(url=ground.redis_url)

        def enqueue(index: int) -> None:
            enqueue_offer(producer, guests[index])

        return burst(ground, f"cost-{kind}", worker_command(), settings_of(database.url), enqueue)


def guests_of(store: Store, count: int) -> list[Guest]:
    """Put an office into an empty database, and return whom to invite to which opening."""
    world = World.on(store)
    world.policy(zone=morning())
    open_all_day(world)
    return invite(world, 0, count)


def enqueue_offer(producer: RedisBroker, guest: Guest) -> None:
    """Ask for an offer as a stock producer does."""
    producer.enqueue(
        Message(
            queue_name=CREATE_QUEUE,
            actor_name=CREATE.actor,
            args=(),
            kwargs=guest.message.kwargs(),
            options={},
        )
    )


def settings_of(database_url: str) -> dict[str, str]:
    """Return the settings of that office."""
    return {"DATABASE_URL": database_url, "TIME_ZONE": str(morning()), "LOG_FORMAT": "json"}


def worker_command() -> tuple[str, ...]:
    """Return the Procfile's worker."""
    return (
        *(find_program("dramatiq"), "worker.main", "--processes", str(PROCESSES)),
        *("--threads", str(THREADS), "--skip-logging", "--queues"),
        *("asapcomm", "asapcomm-send", "asapcomm-receipts"),
    )


def _bare(ground: Grounds, library: str) -> tuple[float, float]:
    os.environ["REDIS_URL"] = ground.redis_url
    os.environ["TWILIO_API_URL"] = ""
    from bench import bare_queues

    if library == "dramatiq":
        command: tuple[str, ...] = (
            *(find_program("dramatiq"), "bench.bare_queues", "--processes", str(PROCESSES)),
            *("--threads", str(THREADS)),
        )
    else:
        each = (
            *(find_program("celery"), "--app", "bench.bare_queues", "worker", "--pool", "threads"),
            *("--concurrency", str(THREADS), "--without-gossip", "--without-mingle"),
        )
        both = " & ".join(" ".join([*each, "--hostname", f"w{n}"]) for n in range(PROCESSES))
        command = ("sh", "-c", f"{both}; wait")
    with Step.named(f"cost: {library}"):
        return burst(
            ground,
            f"cost-{library}",
            command,
            {},
            lambda index: bare_queues.enqueue(library, number(index)),
        )


def burst(
    ground: Grounds,
    name: str,
    command: Sequence[str],
    settings: Mapping[str, str],
    enqueue: Enqueue,
    is_told: Callable[[], object] = lambda: None,
) -> tuple[float, float]:
    """Enqueue a warm-up, then all at once; time until the last text is with the provider.

    ``is_told`` waits for what belongs to the texts besides, and costs CPU as well.
    """
    with Redis.from_url(ground.redis_url) as redis:
        redis.flushall()
    since = time.time()
    with (
        provider(ground, name) as url,
        ground.processes.running(
            name,
            command,
            lambda: "celery" in name or server.worker_seen(ground.redis_url, since),
            {"REDIS_URL": ground.redis_url, "TWILIO_API_URL": url, **settings},
        ) as process,
    ):
        for index in range(WARM_UP):
            enqueue(index)
        _wait(url, WARM_UP)
        time.sleep(_SETTLE_SECONDS)
        cpu_before, began = _cpu_seconds(process), time.time()
        for index in range(WARM_UP, WARM_UP + TEXTS):
            enqueue(index)
        ended = max(_wait(url, WARM_UP + TEXTS).values())
        is_told()
        time.sleep(_SETTLE_SECONDS)  # the last are being recorded
        cpu = _cpu_seconds(process) - cpu_before
    return TEXTS / (ended - began), 1000 * cpu / TEXTS


@contextmanager
def provider(ground: Grounds, name: str, seconds: float = 0) -> Iterator[str]:
    """Run a provider that answers each call after so many seconds; its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = (sys.executable, "-m", "bench.quick_provider", str(port), str(seconds))
    with ground.processes.running(f"{name}-provider", command, lambda: answers(f"{url}/count")):
        yield url


def _wait(url: str, count: int) -> dict[str, float]:
    """Return when each text came, as soon as there are so many; raises Failed."""
    until = time.monotonic() + _SECONDS
    while _ask(f"{url}/count")["count"] < count:
        if time.monotonic() > until:
            raise Failed(f"Of {count} texts some did not arrive in time.")
        time.sleep(_LOOK_SECONDS)
    return _ask(f"{url}/times")


def _ask(url: str) -> dict[str, float]:
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - http, and this machine
        told: dict[str, float] = json.load(answer)
    return told


def _cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return what a process and its children have used."""
    parent = psutil.Process(process.pid)
    times = [each.cpu_times() for each in (parent, *parent.children(recursive=True))]
    return sum(each.user + each.system for each in times)
