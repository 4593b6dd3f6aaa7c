"""Every process ends in time when it is asked to, whatever is away or waits for it."""

import os
import re
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2
import psutil
import pytest

from tests.contract.engines import POSTGRESQL, Engines
from tests.crash.copies import Copy, zygote
from tests.crash.people import invite, morning, open_all_day
from tests.up.stand_ins import lives, wait_until
from tests.world import memory, redis
from tests.world.office import World
from tests.world.ports import free_port
from tests.world.relay import relay
from tests.world.stack import BODY, DEMO
from tests.world.staff import PASSWORD
from tests.world.up import Up
from worker.queue import server
from worker.rules.role import Role
from worker.store.engine import Store
from worker.store.ledger import accounts
from worker.store.ledger.tables import request
from worker.store.migrate import upgrade_store
from worker.store.practice import tables
from worker.up.procfile import PROCFILE, SMALL_WORKER, words

PATIENCE_SECONDS: Final = 20
"""Platforms kill after 10; the rest is for a machine that is busy with other tests."""

COMMON: Final = {"TIME_ZONE": "UTC", "LOG_FORMAT": "json", "API_KEYS": "demo/demo"}
LATER: Final = {**BODY, "dateTimeStart": "2023-10-18 15:00:00"}

pytestmark = [pytest.mark.processes, pytest.mark.timeout(150)]


@dataclass
class Crowd:
    """Processes that are asked to stop together."""

    folder: Path
    told: dict[str, str]
    processes: dict[str, Copy] = field(default_factory=dict)

    def start(self, name: str, line: str) -> None:
        """Start one by its line of the Procfile."""
        environment = {**os.environ, **self.told}
        self.processes[name] = zygote().copy(
            words(line, environment), self.folder, environment, self.log(name)
        )

    def log(self, name: str) -> Path:
        """Return the file with a process' words."""
        return self.folder / f"{name}.log"

    def kill(self) -> None:
        """Leave nothing behind."""
        for process in self.processes.values():
            for member in process.members():
                member.kill()
            process.wait()


def in_thread(work: Callable[[], object]) -> list[object]:
    """Do something that waits; what comes of it will be in the list."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except httpx2.HTTPError as error:
            found.append(error)

    threading.Thread(target=run, daemon=True).start()
    return found


def post(port: str, body: object) -> int:
    """Ask for an offer; returns the status."""
    url = f"http://127.0.0.1:{port}/asapcomms"
    return httpx2.post(url, json=body, headers=DEMO, timeout=120, verify=False).status_code


def poll(port: str) -> int:
    """Wait for what happens next; returns the status."""
    with httpx2.Client(
        base_url=f"http://127.0.0.1:{port}", headers=DEMO, timeout=120, verify=False
    ) as program:
        begun = program.get("/events").json()["next"]
        return program.get("/events", params={"after": begun, "wait": 20}).status_code


def watch(port: str, num: int, has_begun: threading.Event) -> str:
    """Sign in at the front desk and follow an opening to the end of the page's words."""
    with httpx2.Client(
        base_url=f"http://127.0.0.1:{port}/staff", timeout=120, verify=False
    ) as browser:
        found = re.search(r'name="token" value="([^"]*)"', browser.get("/sign-in").text)
        assert found
        told = {"name": "anna", "password": PASSWORD, "token": found[1]}
        assert 303 == browser.post("/sign-in", data=told).status_code
        with browser.stream("GET", f"/openings/{num}/events") as stream:
            lines = stream.iter_lines()
            first = next(lines)
            has_begun.set()
            for _ in lines:
                pass
    return first


def answers(port: str) -> bool:
    """Say whether a web process is there."""
    try:
        return (
            200
            == httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=5, verify=False).status_code
        )
    except httpx2.HTTPError:
        return False


@contextmanager
def cut_off(engines: Engines, folder: Path) -> Iterator[Crowd]:
    """Run a web, a worker that calls a silent provider, and a clock, none of which hears anything more.

    Another worker has never heard anything. The database is PostgreSQL, whose driver waits for ever.
    """
    store = engines.fresh(POSTGRESQL, folder)
    world = World.on(store)
    world.policy(zone=morning())
    open_all_day(world)
    first, later = (guest.body for guest in invite(world, 0, 2))
    url, port = store.engine.url, str(free_port())
    with ExitStack() as stack:
        stack.callback(store.close)
        own_redis = stack.enter_context(redis.running())
        database = stack.enter_context(relay(f"{url.query['host']}/.s.PGSQL.{url.port or 5432}"))
        broker = stack.enter_context(relay(own_redis.url.removeprefix("unix://")))
        provider = stack.enter_context(relay("nowhere"))
        provider.silence()
        through = url.set(host="127.0.0.1", port=database.port, query={})
        told = {
            "DATABASE_URL": through.render_as_string(hide_password=False),
            "REDIS_URL": f"redis://127.0.0.1:{broker.port}/0",
            "TWILIO_API_URL": f"http://127.0.0.1:{provider.port}",
            "PORT": port,
            **COMMON,
            "TIME_ZONE": world.office.zone.key,
        }
        crowd = Crowd(folder, told)
        stack.callback(crowd.kill)
        for name, line in {**PROCFILE, "worker": SMALL_WORKER}.items():
            crowd.start(name, line)
        wait_until(lambda: answers(port) and server.worker_seen(own_redis.url, 0), 60)
        wait_until(lambda: b"clock.started" in crowd.log("clock").read_bytes())
        assert 200 == post(port, first)
        database.silence()
        broker.silence()
        crowd.start("booting worker", SMALL_WORKER)
        for _ in range(3):
            in_thread(lambda: post(port, later))
        yield crowd


@contextmanager
def waited_for(folder: Path) -> Iterator[tuple[Crowd, list[list[object]]]]:
    """Run a web for which a page, a POST and a poll wait that would for long; yields what they get too."""
    folder.mkdir()
    port, url = str(free_port()), f"sqlite:///{folder / 'office.db'}"
    with closing(Store.open(url)) as store, redis.running() as own_redis:
        upgrade_store(store)
        world = World.on(store)
        with store.writing() as transaction:
            accounts.add(transaction, "anna", PASSWORD, Role.SEND, store.now())
        world.offered()
        num = world.row(tables.asapcomm)["schedule_num"]
        told = {"DATABASE_URL": url, "REDIS_URL": own_redis.url, "PORT": port, **COMMON}
        crowd = Crowd(folder, {**told, "POST_WAIT_SECONDS": "600"})
        try:
            crowd.start("web that is waited for", PROCFILE["web"])
            wait_until(lambda: answers(port), 60)
            has_begun = threading.Event()
            page = in_thread(lambda: watch(port, num, has_begun))
            asked = in_thread(lambda: post(port, LATER))
            assert has_begun.wait(PATIENCE_SECONDS)
            wait_until(lambda: len(world.rows(request)) == 2)
            yield crowd, [page, asked, in_thread(lambda: poll(port))]
        finally:
            crowd.kill()


@contextmanager
def all_in_one(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `up` with a database that somebody has locked, a Redis that stands still, and a silent provider."""
    with tempfile.TemporaryDirectory(dir=memory.short()) as name:
        home = Path(name)
        up = Up.start(home, folder / "up.log")
        try:
            httpx2.put(
                f"http://127.0.0.1:{up.settings['SANDBOX_PORT']}/behaviour",
                json={"creates": [{"play": "silent-before-accepting", "seconds": 60}]},
            ).raise_for_status()
            up.offer()
            lock = sqlite3.connect(home / "asapcomms.db", isolation_level=None)
            lock.execute("BEGIN IMMEDIATE")
            in_thread(lambda: post(up.settings["PORT"], LATER))
            (server_redis,) = (
                child
                for child in psutil.Process(up.process.pid).children()
                if "redis.sock" in " ".join(child.cmdline()) or "valkey" in child.name()
            )
            server_redis.suspend()
            yield up.process
            lock.close()
        finally:
            up.end()


def test_every_process_ends_in_time(engines: Engines, tmp_path: Path) -> None:
    """Web, worker, clock, `up` and its sandbox: cut off, locked out, in a call, or with somebody waiting."""
    with (
        waited_for(tmp_path / "waited") as (waited, got),
        all_in_one(tmp_path) as up,
        cut_off(engines, tmp_path) as crowd,
    ):
        children = [each.pid for each in psutil.Process(up.pid).children(recursive=True)]
        asked: dict[str, Copy | subprocess.Popen[str]] = {
            **waited.processes,
            **crowd.processes,
            "up": up,
        }
        time.sleep(1.5)  # every clock has looked, every consumer has asked
        began = time.monotonic()
        for process in asked.values():
            process.terminate()
        after: dict[str, float] = {}
        while len(after) < len(asked) and time.monotonic() < began + PATIENCE_SECONDS:
            ended = [name for name, each in asked.items() if each.poll() is not None]
            after.update({name: time.monotonic() - began for name in ended if name not in after})
            time.sleep(0.02)
        wait_until(lambda: all(got))

        assert asked.keys() == after.keys(), after
        assert [["retry: 500"], [202], [200]] == got
        wait_until(lambda: not any(map(lives, children)))
