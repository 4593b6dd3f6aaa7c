"""Faults while offers are asked for, and what has become of every offer when the storm is over."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.contract.own_servers import OwnServer
from tests.crash.house import House
from tests.crash.people import Guest

Fault = Callable[[House, Random], None]
"""Something that goes wrong, and is over when it returns."""

_CLIENTS: Final = 4
_MAXMEMORY: Final = 1_000_000
"""Bytes; an empty server takes more."""

BAD_ANSWERS: Final = (
    "slow-before-accepting",
    "slow-after-accepting",
    "silent-before-accepting",
    "silent-after-accepting",
    "reset-before-accepting",
    "reset-after-accepting",
    "error-500-before-accepting",
    "error-500-after-accepting",
    "garbage-after-accepting",
    "429-before-accepting",
)
"""All that the sandbox can do to a request to send, but refuse it for good."""


@dataclass(frozen=True, slots=True)
class Storm:
    """How many offers are asked for over how long, and what goes wrong meanwhile."""

    guests: Sequence[Guest]
    seconds: float
    faults: Sequence[Fault]
    longest_pause: float = 1.0
    is_mixed: bool = False
    """Whether every other request comes from a producer without a web process, so that it has no row
    before a worker has taken it up; such a one must find Redis where it was."""

    def rage(self, house: House, chance: Random) -> None:
        """Ask, evenly, while the faults come one after the other."""
        with ThreadPoolExecutor(1) as asker:  # nobody asks on when a fault has failed
            asking = asker.submit(self._ask, house)
            for fault in self.faults:
                time.sleep(chance.uniform(0.2, 1) * self.longest_pause)
                fault(house, chance)
            asking.result()

    def _ask(self, house: House) -> None:
        pause = self.seconds / len(self.guests)
        asked: list[Future[None]] = []
        with ThreadPoolExecutor(_CLIENTS) as clients:
            for number, guest in enumerate(self.guests):
                ask = house.enqueue if self.is_mixed and number % 2 else house.post
                asked.append(clients.submit(ask, guest))
                time.sleep(pause)
        for each in asked:
            each.result()


def kill_worker(house: House, chance: Random) -> None:
    """Kill one of the workers, its master or both, whichever is there."""
    workers = [name for name in house.crew.names if name.startswith("worker")]
    house.crew.kill(chance.choice(workers), chance)


def kill_anything(house: House, chance: Random) -> None:
    """Kill a worker, a clock or the web process."""
    house.crew.kill(chance.choice(house.crew.names), chance)


def kill_telling(house: House, _: Random) -> None:
    """Kill the worker that has told the listener something, and was not answered yet."""
    if house.listener is None:
        raise ValueError("nobody listens")
    with house.listener.holding() as tellers:
        for teller in tellers:
            teller.kill()


def empty_redis(house: House, _: Random) -> None:
    """Make Redis forget everything."""
    house.redis.empty()


def stop_redis(seconds: float) -> Fault:
    """Take Redis away for a time."""

    def fault(house: House, _: Random) -> None:
        house.redis.stop()
        time.sleep(seconds)
        house.redis.start()

    return fault


def lose_redis(house: House, _: Random) -> None:
    """Restart Redis without its data."""
    house.redis.lose()
    house.redis.start()


def fill_redis(seconds: float) -> Fault:
    """Fill Redis' memory for a time."""

    def fault(house: House, _: Random) -> None:
        with house.redis.client() as client:
            client.config_set("maxmemory", _MAXMEMORY)
            time.sleep(seconds)
            client.config_set("maxmemory", 0)

    return fault


def restart_database(server: OwnServer, seconds: float) -> Fault:
    """Kill the database server, and start it again after a time."""

    def fault(_: House, __: Random) -> None:
        server.kill()
        time.sleep(seconds)
        server.start()

    return fault


def misbehave(play: str, times: int, seconds: float) -> Fault:
    """Have the provider treat the next requests to send badly."""

    def fault(house: House, _: Random) -> None:
        house.play(creates=[{"play": play, "times": times, "seconds": seconds}])

    return fault


def misbehave_at_random(seconds: float) -> Fault:
    """Have the provider treat half of all requests badly for a time, in every way it can."""

    def fault(house: House, _: Random) -> None:
        house.play(
            creates=[{"play": play, "probability": 0.07, "seconds": 7} for play in BAD_ANSWERS],
            looks=[{"play": play, "probability": 0.1, "seconds": 7} for play in ("silent", "429")],
        )
        time.sleep(seconds)
        house.play()

    return fault
