"""What is done to a house, by name: the tests do it shortly, ``make chaos`` for as long as it is told."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.contract import own_servers
from tests.contract.engines import POSTGRESQL, SQLITE, Engines
from tests.contract.own_servers import OwnServer
from tests.crash.house import SOON, House, house
from tests.crash.listener import TOLD, listening, read_feed
from tests.crash.storm import (
    BAD_ANSWERS,
    Fault,
    Storm,
    empty_redis,
    fill_redis,
    kill_anything,
    kill_telling,
    kill_worker,
    lose_redis,
    misbehave,
    restart_database,
    stop_redis,
)
from tests.crash.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it."""

    offers: int
    seconds: float
    kills: int
    outage_seconds: float
    bad_answers: int
    """Of each kind."""
    patience: float
    """Seconds, after which what is not settled counts as lost."""


SHORT: Final = Size(offers=60, seconds=10, kills=8, outage_seconds=3, bad_answers=2, patience=90)
LONG: Final = Size(
    offers=500, seconds=120, kills=50, outage_seconds=10, bad_answers=12, patience=300
)

_UNDER_LOAD: Final = {
    "creates": [
        {"play": "slow-after-accepting", "probability": 0.5, "seconds": 0.4},
        {"play": "slow-before-accepting", "probability": 0.5, "seconds": 0.4},
    ]
}
"""A provider as slow as a real one, so that whoever is killed is in the middle of something."""

DOUBLING: Final = "tests.crash.double"

Faults = Callable[[Size], Sequence[Fault]]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One kind of trouble."""

    name: str
    faults: Faults
    provider: Mapping[str, object] = field(default_factory=dict)
    workers: int = 1
    clocks: int = 1
    is_doubled: bool = False
    """Whether every message is put on the queue twice."""
    is_mixed: bool = False
    """Whether every other request has no row before a worker takes it up."""
    is_told: bool = False
    """Whether another system is told of everything."""

    def run(self, made: House, size: Size, chance: Random) -> Verdict:
        """Let it happen, wait until all is settled, and judge."""
        if not self.is_told:
            return self._befall(made, size, chance)
        with listening(made.world) as made.listener:
            verdict = self._befall(made, size, chance)
            made.listener.wait(made.world, size.patience)
            verdict.wrong += made.listener.wrong(read_feed(made.url), size.offers)
        return verdict

    def _befall(self, made: House, size: Size, chance: Random) -> Verdict:
        made.play(**self.provider)
        faults = self.faults(size)
        module = DOUBLING if self.is_doubled else SOON
        made.work(self.workers, self.clocks, web=not self.is_doubled, module=module)
        guests = made.invite(size.offers)
        if self.is_doubled:
            made.ask(guests, times=2)
        else:
            pause = size.seconds / max(len(faults), 1)
            Storm(guests, size.seconds, faults, pause, self.is_mixed).rage(made, chance)
            if not self.provider:
                made.play()
        verdict = made.settle(size.patience)
        verdict.faults = size.offers if self.is_doubled else len(faults)
        return verdict


def _kill_workers(size: Size) -> Sequence[Fault]:
    return [kill_worker] * size.kills


def _kill_anything(size: Size) -> Sequence[Fault]:
    return [kill_anything] * size.kills


def _kill_tellers(size: Size) -> Sequence[Fault]:
    return [kill_worker, kill_worker, kill_telling] * (size.kills // 4)


def _stop_redis(size: Size) -> Sequence[Fault]:
    return [stop_redis(size.outage_seconds)]


def _fill_redis(size: Size) -> Sequence[Fault]:
    return [fill_redis(size.outage_seconds)]


def _misbehave(size: Size) -> Sequence[Fault]:
    return [misbehave(play, 1, 7) for _ in range(size.bad_answers) for play in BAD_ANSWERS]


WORKERS_KILLED: Final = Scenario("worker killed", _kill_workers, _UNDER_LOAD, is_mixed=True)
ANYTHING_KILLED: Final = Scenario(
    "worker, clock or web killed", _kill_anything, _UNDER_LOAD, workers=2, clocks=2, is_mixed=True
)
REDIS_EMPTIED: Final = Scenario(
    "Redis emptied", lambda size: [empty_redis] * (size.kills // 2), _UNDER_LOAD
)
REDIS_STOPPED: Final = Scenario("Redis stopped", _stop_redis, _UNDER_LOAD)
REDIS_LOST: Final = Scenario(
    "Redis restarted without its data", lambda size: [lose_redis] * (size.kills // 4), _UNDER_LOAD
)
REDIS_FULL: Final = Scenario("Redis full", _fill_redis, _UNDER_LOAD)
PROVIDER_BAD: Final = Scenario("provider misbehaves", _misbehave)
DOUBLED: Final = Scenario(
    "two clocks, three workers, every message twice",
    lambda _: (),
    _UNDER_LOAD,
    workers=3,
    clocks=2,
    is_doubled=True,
)

LISTENER_REFUSES: Final = Scenario(
    "worker killed while it tells a receiver that refuses",
    _kill_tellers,
    _UNDER_LOAD,
    is_mixed=True,
    is_told=True,
)

SCENARIOS: Final = (
    LISTENER_REFUSES,
    WORKERS_KILLED,
    ANYTHING_KILLED,
    REDIS_EMPTIED,
    REDIS_STOPPED,
    REDIS_LOST,
    REDIS_FULL,
    PROVIDER_BAD,
    DOUBLED,
)
DATABASE_RESTARTED: Final = "database restarted"


def restarting(server: OwnServer) -> Scenario:
    """Return the scenario in which the database server is killed and started again."""
    return Scenario(
        DATABASE_RESTARTED,
        lambda size: [restart_database(server, size.outage_seconds / 3)] * 2,
        _UNDER_LOAD,
        is_mixed=True,
    )


def run(scenario: Scenario, engines: Engines, kind: str, size: Size, seed: int = 1) -> Verdict:
    """Run a scenario in a house of its own, on a kind of database."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        store = engines.fresh(kind, folder)
        try:
            told = TOLD if scenario.is_told else {}
            with house(store, folder, **told) as made:
                return scenario.run(made, size, Random(seed))  # noqa: S311 - no secret
        finally:
            store.close()


def run_restarts(kind: str, size: Size, seed: int = 1) -> Verdict:
    """Run the restarts of a database server, on a server of their own."""
    with own_engines(kind) as (engines, server):
        return run(restarting(server), engines, kind, size, seed)


@contextmanager
def own_engines(kind: str) -> Iterator[tuple[Engines, OwnServer]]:
    """Give databases on a server that may be taken away."""
    if kind == SQLITE:
        raise ValueError("SQLite has no server")
    which = "postgresql" if kind == POSTGRESQL else "mariadb"
    opened: AbstractContextManager[OwnServer] = (
        own_servers.postgresql() if kind == POSTGRESQL else own_servers.mariadb()
    )
    with opened as server:
        engines = Engines()
        engines._servers[which] = server.url
        yield engines, server
