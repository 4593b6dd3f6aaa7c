"""POST's answer while every call of the provider takes long and texts wait."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlsplit

from dramatiq.brokers.redis import RedisBroker
from redis import Redis

from bench.cost import enqueue_offer, guests_of, provider, settings_of, worker_command
from bench.figures import Figure, Group, Target
from bench.grounds import Grounds
from bench.processes import Failed, answers
from bench.progress import Step
from bench.scale import NAMES
from bench.scale_engines import Kind, Places
from tests.crash.people import Guest
from tests.world.ports import free_port
from worker.queue import server

CALL_SECONDS: Final = 10
WAITING: Final = 100
POSTS: Final = 40
_TARGET: Final = Target(100, 100)
_SETTLE_SECONDS: Final = 3.0
_KEY: Final = "bench/bench"


def measure(ground: Grounds, kinds: Sequence[Kind]) -> Group:
    """Return the milliseconds of POST's answer, by engine."""
    return Group(
        f"POST's answer while every call takes {CALL_SECONDS} s and {WAITING} texts wait, ms",
        [Figure(NAMES[kind], _answers(ground, kind), _TARGET) for kind in kinds],
    )


def _answers(ground: Grounds, kind: Kind) -> list[float]:
    with ExitStack() as stack, Step.named(f"slow: {NAMES[kind]}"):
        folder = ground.folder / f"slow-{kind}"
        folder.mkdir()
        (database,) = Places(stack, folder).databases(kind, [0], 0)
        guests = guests_of(database.store, WAITING + POSTS)
        with Redis.from_url(ground.redis_url) as redis:
            redis.flushall()
        settings = {
            **settings_of(database.url),
            "REDIS_URL": ground.redis_url,
            "TWILIO_API_URL": stack.enter_context(provider(ground, f"slow-{kind}", CALL_SECONDS)),
            "API_KEYS": _KEY,
        }
        port, since = free_port(), time.time()
        web = (
            *(sys.executable, "-m", "uvicorn", "--factory", "worker.web.app:create_app"),
            *("--port", str(port), "--no-access-log", "--log-level", "warning"),
        )
        url = f"http://127.0.0.1:{port}"
        running = ground.processes.running
        stack.enter_context(
            running(
                f"slow-worker-{kind}",
                worker_command(),
                lambda: server.worker_seen(ground.redis_url, since),
                settings,
            )
        )
        stack.enter_context(
            running(f"slow-web-{kind}", web, lambda: answers(f"{url}/healthz"), settings)
        )
        producer = RedisBroker(url=ground.redis_url)
        for guest in guests[:WAITING]:
            enqueue_offer(producer, guest)
        time.sleep(_SETTLE_SECONDS)  # by now as many as may be are in calls
        connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        return [1000 * _post(connection, guest) for guest in guests[WAITING:]]


def _post(connection: HTTPConnection, guest: Guest) -> float:
    told = {"Authorization": f"ODFHIR {_KEY}", "Content-Type": "application/json"}
    began = time.perf_counter()
    connection.request("POST", "/asapcomms", json.dumps(guest.body), told)
    answer = connection.getresponse()
    words = answer.read().decode()
    took = time.perf_counter() - began
    if answer.status != 200:
        raise Failed(f"POST /asapcomms was answered with {answer.status}: {words}")
    return took
