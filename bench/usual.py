"""The same door, by the job as people usually write it."""

import http.client
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Final

from redis import Redis

from bench.figures import Figure, one_at_a_time
from bench.grounds import Grounds
from bench.practice import number
from bench.processes import Failed, answers
from bench.progress import Step
from bench.sandbox import arrivals
from tests.world.ports import free_port
from worker.queue import server
from worker.up.procfile import find_program

_ARRIVAL_SECONDS: Final = 30.0
_ANSWER_SECONDS: Final = 10.0
_FIRST_NUMBER: Final = 1000
"""Numbers from here on are texted by nobody else in this sandbox."""


@dataclass(frozen=True, slots=True)
class _Posted:
    number: str
    at: float
    answered_after: float


def measure(grounds: Grounds, runs: int) -> tuple[Figure, Figure]:
    """Return the milliseconds from POST to the sandbox having the text, and to the answer."""
    with Step.named("the usual way") as step, _running(grounds) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
        numbers = map(number, count(_FIRST_NUMBER))
        posted = one_at_a_time(runs, lambda: _post(connection, next(numbers)), step)
        connection.close()
        texted = [post.number for post in posted]
        arrived = arrivals(grounds.sandbox_url, texted, _ARRIVAL_SECONDS)
    return (
        Figure(
            "the usual way: stock dramatiq, one task, no checks",
            [1000 * (arrived[post.number] - post.at) for post in posted],
            is_yardstick=True,
        ),
        Figure(
            "the usual way (enqueued only)",
            [1000 * post.answered_after for post in posted],
            is_yardstick=True,
        ),
    )


@contextmanager
def _running(grounds: Grounds) -> Iterator[int]:
    with Redis.from_url(grounds.redis_url) as redis:
        redis.flushall()
    database = grounds.folder / "usual.db"
    with closing(sqlite3.connect(database)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE text (num INTEGER PRIMARY KEY, number, body, sid)")
    environment = {
        "REDIS_URL": grounds.redis_url,
        "TWILIO_API_URL": grounds.sandbox_url,
        "BENCH_DATABASE": str(database),
    }
    port, since, service = free_port(), time.time(), "bench.usual_service"
    with (
        grounds.processes.running(
            "usual-worker",
            (find_program("dramatiq"), service),
            lambda: server.worker_seen(grounds.redis_url, since),
            environment,
        ),
        grounds.processes.running(
            "usual-web",
            (find_program("uvicorn"), f"{service}:app", "--port", str(port), "--no-access-log"),
            lambda: answers(f"http://127.0.0.1:{port}/healthz"),
            environment,
        ),
    ):
        yield port


def _post(connection: http.client.HTTPConnection, to: str) -> _Posted:
    body = json.dumps({"number": to})
    at = time.time()
    began = time.perf_counter()
    connection.request("POST", "/texts", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.client.ACCEPTED:
        raise Failed(f"The usual service answered with {answer.status}.")
    return _Posted(to, at, time.perf_counter() - began)
