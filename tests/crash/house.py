"""A house: one office's database with real processes around it, on a Redis and a provider of its own."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

from dramatiq.common import dq_name

from schemas.messages import CreateOpening
from tests.crash.crew import Crew
from tests.crash.http import answers, send
from tests.crash.listener import Listener  # noqa: TC001
from tests.crash.mortals import Mortals
from tests.crash.people import Guest, invite, listed, morning, open_all_day
from tests.crash.verdict import Evidence, Verdict, is_settled, judge, links_of
from tests.world import redis
from tests.world.office import World
from tests.world.ports import free_port
from tests.world.redis import RedisServer
from worker.queue import messages, server
from worker.queue.broker import producer_broker
from worker.queue.kinds import QUEUES
from worker.store.engine import Store
from worker.up.procfile import PROCFILE, SMALL_WORKER, find_program, words

_PATIENCE_SECONDS: Final = 90.0
_LOOK_SECONDS: Final = 0.5

MODULE: Final = "worker.main"
SOON: Final = "tests.crash.soon"
"""The worker's module, with looks that are over soon."""

WORKER: Final = words(SMALL_WORKER, {})
"""Each worker of a house is one process, so that whoever kills one knows which."""


class House:
    """Everything that one office runs; workers and clocks start when they are asked for."""

    def __init__(
        self, world: World, folder: Path, redis_server: RedisServer, provider: str, **told: str
    ) -> None:
        self.world = world
        self.redis = redis_server
        self.provider = provider
        self.folder = folder
        self.port = free_port()
        self.guests: list[Guest] = []
        self.crew = Crew(folder, self._environment(told))
        self.mortals = Mortals(self.crew, folder, WORKER[2:])
        self.listener: Listener | None = None
        """Who is told of everything, where somebody is."""

    def _environment(self, told: Mapping[str, str]) -> dict[str, str]:
        url = self.world.store.engine.url.render_as_string(hide_password=False)
        return {
            "DATABASE_URL": url,
            "REDIS_URL": self.redis.url,
            "TWILIO_API_URL": self.provider,
            "SANDBOX_PORT": str(urlsplit(self.provider).port),  # so that its receipts are believed
            "API_KEYS": "demo/demo",
            "TIME_ZONE": self.world.office.zone.key,
            "LOG_FORMAT": "json",
            "PORT": str(self.port),
            **told,
        }

    @property
    def url(self) -> str:
        """Where the web process listens."""
        return f"http://127.0.0.1:{self.port}"

    def invite(self, count: int) -> list[Guest]:
        """Add so many more patients to the ASAP list."""
        more = invite(self.world, len(self.guests), count)
        self.guests += more
        return more

    def invite_pairs(self, count: int) -> list[Guest]:
        """Add so many openings for two more patients each; returns one of each two."""
        more = invite(self.world, len(self.guests), 2 * count)
        pairs = [listed(more[first : first + 2]) for first in range(0, 2 * count, 2)]
        self.guests += [guest for pair in pairs for guest in pair]
        return [first for first, _ in pairs]

    def open(self, guest: Guest) -> None:
        """Put the request on the queue that offers an opening to a guest's list, all at once."""
        asked = CreateOpening(
            request_id=guest.request_id,
            op=guest.op,
            dateTimeStart=guest.start,
            aptNums=[one.apt_num for one in self.guests if one.opening == guest.opening],
            pacing="at-once",
        )
        broker = producer_broker(self.redis.url)
        messages.ask(broker, asked)
        broker.client.close()

    def ask(self, guests: Iterable[Guest], times: int = 1) -> None:
        """Put the requests on the queue, as a producer without a web process does."""
        broker = producer_broker(self.redis.url)
        for guest in guests:
            for _ in range(times):
                messages.ask(broker, guest.message)
        broker.client.close()

    def enqueue(self, guest: Guest) -> None:
        """Put one request on the queue."""
        self.ask([guest])

    def post(self, guest: Guest) -> None:
        """Ask over HTTP, and again with the same key until the request is accepted."""
        headers = {
            "Authorization": "ODFHIR demo/demo",
            "Idempotency-Key": str(guest.key),
            "Prefer": "respond-async",
        }
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                send("POST", f"{self.url}/asapcomms", guest.body, headers)
            except OSError as error:
                if time.monotonic() > until:
                    raise AssertionError("the request was never accepted") from error
                time.sleep(0.1)
            else:
                return

    def is_settled(self) -> bool:
        """Whether nothing is left to do: not in the database, and not on the queues."""
        with self.redis.client() as client, client.pipeline(transaction=True) as pipe:
            for name in QUEUES:
                pipe.hlen(f"dramatiq:{name}.msgs")
                pipe.hlen(f"dramatiq:{dq_name(name)}.msgs")
            is_idle = sum(pipe.execute()) == 0
        return is_idle and is_settled(self.world)

    def settle(self, seconds: float = _PATIENCE_SECONDS, since: datetime | None = None) -> Verdict:
        """Wait until nothing is left to do, and judge; times count from a moment on if one is given."""
        until = time.monotonic() + seconds
        while not self.is_settled() and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
        return judge(Evidence(self.world, links_of(self.provider)), self.guests, since)

    def play(self, **behaviour: object) -> None:
        """Have the provider behave badly, or well again."""
        send("PUT", f"{self.provider}/behaviour", behaviour)

    def work(
        self, workers: int = 1, clocks: int = 1, *, web: bool = False, module: str = SOON
    ) -> None:
        """Start the processes of the Procfile, as many as wanted, and wait until they work."""
        worker = tuple(module if word == MODULE else word for word in WORKER)
        since = time.time()
        for number in range(workers):
            self.crew.start(f"worker{number}", worker)
        for number in range(clocks):
            self.crew.start(f"clock{number}", words(PROCFILE["clock"], {}))
        if web:
            self.crew.start("web", words(PROCFILE["web"], self.crew.environment))
            self.crew.wait_for("web", lambda: answers(f"{self.url}/readyz"))
        if workers:
            self.crew.wait_for("worker0", lambda: server.worker_seen(self.redis.url, since))

    def new_log(self) -> Path:
        """Return a file for the touches of one more worker."""
        return self.folder / f"touches-{uuid4().hex}"


@contextmanager
def house(store: Store, folder: Path, provider: str | None = None, **told: str) -> Iterator[House]:
    """Build a house on an empty database; with a provider of its own unless one is named."""
    with ExitStack() as stack:
        url = provider or stack.enter_context(sandbox(folder))
        world = World.on(store)
        world.policy(zone=morning())
        open_all_day(world)
        made = House(world, folder, stack.enter_context(redis.running()), url, **told)
        stack.enter_context(made.crew)
        stack.callback(made.mortals.close)
        yield made


@contextmanager
def sandbox(folder: Path) -> Iterator[str]:
    """Run a provider that counts by itself what it has accepted; its address."""
    port = free_port()
    command = (
        *(find_program("uvicorn"), "--factory", "worker.sandbox.app:create_app"),
        *("--port", str(port), "--no-access-log", "--log-level", "warning"),
    )
    told = {"ASAPCOMMS_HOME": str(folder / "sandbox"), "LOG_FORMAT": "json"}
    with Crew(folder, told) as crew:
        crew.start("sandbox", command)
        crew.wait_for("sandbox", lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield f"http://127.0.0.1:{port}"
