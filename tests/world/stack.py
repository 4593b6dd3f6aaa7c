"""The service around a world: the web app on a real port, a worker of this process, the clock."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import dramatiq
import httpx2
from dramatiq.common import dq_name

from tests.world.front import Front
from tests.world.kept import OfWeb
from tests.world.office import APT, OP, World
from worker.actors import declare
from worker.clock import Nudges, tick
from worker.queue.broker import WakingBroker, producer_broker, worker_broker
from worker.queue.client import connect
from worker.queue.kinds import QUEUES
from worker.settings import Settings
from worker.store.ledger.tables import OWN
from worker.store.pool import Pool
from worker.store.practice.tables import PRACTICE
from worker.web.app import build_app
from worker.web.parts import Parts

KEYS: Final = "demo/demo,reader/r:ReadAll,texter/t:TextingASAP,teller/w:Webhooks"
DEMO: Final = {"Authorization": "ODFHIR demo/demo"}
BODY: Final = {"op": OP, "aptNum": APT, "dateTimeStart": "2023-10-18 14:00:00"}
"""The documentation's example."""

_PATIENCE_SECONDS: Final = 20.0
_STORES: Final = OfWeb()


def eventually(is_so: Callable[[], object]) -> None:
    """Wait until something is so; the test fails when it never is."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError("it never came about")
        time.sleep(0.005)


def settings_of(world: World, redis_url: str, **changes: Any) -> Settings:
    """Point the settings at a world's database."""
    told = {
        "database_url": world.store.engine.url.render_as_string(hide_password=False),
        "redis_url": redis_url,
        "api_keys": KEYS,
        "time_zone": "UTC",
        "post_wait_seconds": 10,
        "log_format": "json",
        "keep_days": 0,  # worlds are of a year that has passed
    }
    return Settings(_env_file=None, **{**told, **changes})  # type: ignore[call-arg]


class Stack:
    """A world with its processes; those of the tests' own are threads here."""

    def __init__(self, world: World, settings: Settings, front: Front, http: httpx2.Client) -> None:
        self.world = world
        self.settings = settings
        self.front = front
        self._asked = world.store.engine, settings.database, Pool.of(settings)
        self.app = build_app(settings, _STORES.take(*self._asked))
        self.redis = connect(settings.redis)
        self.producer: WakingBroker = producer_broker(settings.redis)
        self.nudges = Nudges()
        self._http = http

    @property
    def parts(self) -> Parts:
        """What the web app holds."""
        parts: Parts = self.app.state.parts
        return parts

    @contextmanager
    def open(self) -> Iterator["Stack"]:
        """Serve the app until the end of the block."""
        with self.front.serving(self.app), self.redis:
            try:
                yield self
            finally:
                self.producer.client.close()
                self.parts.broker.client.close()
        _STORES.give_back(*self._asked, self.parts.store)

    def hear(self) -> None:
        """Wait until the web app hears of decisions."""
        eventually(lambda: self.parts.outcomes.listens)

    @contextmanager
    def working(self) -> Iterator[WakingBroker]:
        """Have a worker until the end of the block."""
        broker = worker_broker(self.settings.redis)
        declare(broker, self.world.office, self.world.clock)
        with running_worker(broker, self.settings.redis):
            yield broker

    def request(self, method: str, path: str, **sent: Any) -> httpx2.Response:
        """Call the API; with the demo key unless told otherwise."""
        sent["headers"] = {**DEMO, **sent.get("headers", {})}
        return self._http.request(method, f"{self.front.url}{path}", **sent)

    def forget_cookies(self) -> None:
        """Send none but those a test names."""
        self._http.cookies.clear()

    def get(self, path: str, **sent: Any) -> httpx2.Response:
        """Read."""
        return self.request("GET", path, **sent)

    def post(self, body: Any = BODY, path: str = "/asapcomms", **sent: Any) -> httpx2.Response:
        """Ask for an offer with a JSON body."""
        return self.request("POST", path, json=body, **sent)

    def post_raw(self, content: Any, **headers: str) -> httpx2.Response:
        """Send any bytes as a body, as JSON unless told otherwise."""
        told = {"Content-Type": "application/json"}
        return self.request("POST", "/asapcomms", content=content, headers={**told, **headers})

    def tick(self, **later: float) -> None:
        """Let the clock look, some time from now."""
        now = datetime.now(UTC) + timedelta(**(later or {"minutes": 1}))
        tick(self.settings, self.world.store, self.producer, self.nudges, lambda: now)

    def practice(self) -> dict[str, list[dict[str, Any]]]:
        """Read every table of the practice."""
        return {table.name: self.world.rows(table) for table in PRACTICE.sorted_tables}

    def requests(self) -> list[dict[str, Any]]:
        """Read every request."""
        return self.world.rows(OWN.tables["asapcomms_request"])

    def kept(self) -> list[dict[str, Any]]:
        """Read every message kept aside."""
        return self.world.rows(OWN.tables["asapcomms_kept_message"])

    def offers(self) -> list[dict[str, Any]]:
        """Read every offer."""
        return self.world.rows(PRACTICE.tables["asapcomm"])

    def undelivered(self) -> int:
        """Count the messages that are on a queue or in work, all at one moment."""
        with self.redis.pipeline(transaction=True) as pipe:
            for name in _every_queue():
                pipe.hlen(f"dramatiq:{name}.msgs")
            return sum(pipe.execute())

    def dead(self, queue: str) -> int:
        """Count a queue's dead letters."""
        return int(self.redis.zcard(f"dramatiq:{queue}.XQ"))

    def idle(self) -> None:
        """Wait until no message is left."""
        eventually(lambda: self.undelivered() == 0)

    def lose_database(self) -> None:
        """Take the database away from everybody."""
        file = Path(str(self.world.store.engine.url.database))
        away = file.parent.with_name(f"{file.parent.name}-away")
        file.parent.rename(away)
        self.world.store.close()
        self.parts.store.close()

    def find_database(self) -> None:
        """Bring it back."""
        file = Path(str(self.world.store.engine.url.database))
        file.parent.with_name(f"{file.parent.name}-away").rename(file.parent)

    def poll_path(self, answer: httpx2.Response) -> str:
        """Return where an accepted request's outcome will be."""
        path = answer.headers["Location"]
        UUID(path.rpartition("/")[2])
        return str(path)


def _every_queue() -> list[str]:
    return [name for queue in QUEUES for name in (queue, dq_name(queue))]


@contextmanager
def running_worker(broker: WakingBroker, redis_url: str) -> Iterator[dramatiq.Worker]:
    """Run a worker's threads in this process, and end them quickly."""
    worker = dramatiq.Worker(broker, worker_timeout=10, worker_threads=4)
    worker.start()
    try:
        yield worker
    finally:
        ending = threading.Thread(target=worker.stop)
        ending.start()
        with connect(redis_url) as redis:
            while ending.is_alive():
                for name in _every_queue():
                    redis.rpush(broker.wake_key(name), b"1")
                ending.join(0.01)
        broker.client.close()
