"""Every process goes by the database's clock, whatever its own shows."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from tests.contract.engines import KINDS, Engines
from worker.errors import Unavailable
from worker.store.clock import ASKED_AFTER_SECONDS, DatabaseClock, Ticks, ticks
from worker.store.engine import Store

NEARLY = timedelta(seconds=1)


def off_by(seconds: float) -> Callable[[], Ticks]:
    """Return a machine whose wall clock is wrong."""

    def read() -> Ticks:
        told = ticks()
        return Ticks(told.running, told.wall + seconds)

    return read


@dataclass
class Machine:
    """A machine whose clocks a test moves."""

    running: float = 1000.0
    wall: float = 5000.0

    def __call__(self) -> Ticks:
        """Read both."""
        return Ticks(self.running, self.wall)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [-300.0, 3600.0])
def test_a_wrong_wall_clock_is_no_matter(engines: Engines, kind: str, seconds: float) -> None:
    """Two processes whose clocks differ say the same time, which is the database's."""
    right = engines.store(kind)
    wrong = Store(right.engine, off_by(seconds))

    difference = wrong.now() - right.now()

    assert abs(difference) < NEARLY
    assert abs(right.now() - datetime.now(UTC)) < NEARLY  # the tests' servers run on this machine
    right.close()


@pytest.fixture
def machine() -> Machine:
    """A machine that a test moves."""
    return Machine()


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Store:
    """A database with that machine in front of it."""
    return Store(create_engine(f"sqlite:///{tmp_path / 'some.db'}"), machine)


@pytest.mark.parametrize(
    ("running", "wall"), [(200.0, 200.0), (200.0, 0.0), (0.0, 200.0), (200.0, -3600.0)]
)
def test_time_goes_on_in_suspension(
    store: Store, machine: Machine, running: float, wall: float
) -> None:
    """A machine that wakes up knows how long it slept, by whichever of its clocks tells."""
    before = store.now()

    machine.running += running
    machine.wall += wall

    assert timedelta(seconds=200) == store.now() - before


def test_a_clock_that_is_set_back_does_not_bring_time_back(store: Store, machine: Machine) -> None:
    """Time goes on by the clock that nobody sets."""
    before = store.now()

    machine.wall -= 3600
    machine.running += 1

    assert timedelta(seconds=1) == store.now() - before


def test_the_database_is_asked_once_in_a_while(store: Store, machine: Machine) -> None:
    """It costs no statement a text."""
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for _ in range(5):
        store.ping()
        store.now()
        machine.running += ASKED_AFTER_SECONDS / 4

    assert 2 == len([statement for statement in asked if "julianday" in statement])


def test_a_clock_that_was_wrong_is_put_right(store: Store, machine: Machine) -> None:
    """After the machine's clock was set, the next transaction asks the database again."""
    store.now()
    machine.wall += 3600

    store.ping()

    assert abs(store.now() - datetime.now(UTC)) < NEARLY


def test_an_answer_that_took_long_does_not_count(tmp_path: Path) -> None:
    """Who slept while the database answered does not know what time it is."""
    readings = iter(range(0, 1000, 100))
    clock = DatabaseClock("sqlite", lambda: Ticks(float(next(readings)), 0.0))
    engine = create_engine(f"sqlite:///{tmp_path / 'some.db'}")

    with engine.connect() as connection, pytest.raises(Unavailable, match="too slow"):
        clock.ask(connection)


def test_a_database_that_is_away_is_an_outage(tmp_path: Path) -> None:
    """Nobody works by another clock instead."""
    store = Store.open(f"sqlite:///{tmp_path / 'nowhere' / 'some.db'}")

    with pytest.raises(Unavailable):
        store.now()


def test_machines_count_in_seconds() -> None:
    """Both clocks go on as time does."""
    before = ticks()
    time.sleep(0.01)

    assert 0.01 <= ticks().since(before) < 10
