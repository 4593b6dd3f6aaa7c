"""Databases that one test after the other uses: what a process learns of one once is kept."""

import shutil
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

from worker.store import remembered
from worker.store.engine import Store
from worker.store.pool import Pool


class KeptFile:
    """One SQLite file, which is replaced by a copy of another for each test."""

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder / "kept"
        self._file = self._folder / "here" / "world.db"
        self._template = template
        self.store = Store.open(f"sqlite:///{self._file}")
        _be_quick(self.store.engine)

    def empty(self) -> None:
        """Replace it."""
        self.store.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._file.parent.mkdir(parents=True)
        shutil.copy(self._template, self._file)


def as_new(store: Store, remembers_seconds: float = 0) -> Store:
    """Open a database anew, which knows no more than which columns there are and how to write SQL."""
    made = Store(store.engine, remembers_seconds=remembers_seconds)
    made._reflection = store._reflection
    return made


class OfWeb:
    """The stores of web apps, by the engine of the world that they are about."""

    def __init__(self) -> None:
        self._idle: WeakKeyDictionary[Engine, dict[tuple[str, Pool], Store]] = WeakKeyDictionary()

    def take(self, world: Engine, url: str, pool: Pool) -> Store:
        """Return a store as an app opens it at its start; no other app has it."""
        idle = self._idle.setdefault(world, {}).pop((url, pool), None)
        if idle is not None:
            return as_new(idle, remembered.SECONDS)
        made = Store.open(url, remembered.SECONDS, pool)
        if made.engine.dialect.name == "sqlite":
            _be_quick(made.engine)
        return made

    def give_back(self, world: Engine, url: str, pool: Pool, store: Store) -> None:
        """Keep a store, whose app has ended, for the next."""
        self._idle[world][url, pool] = store


def _be_quick(engine: Engine) -> None:
    """Do not wait for the disk; tests kill processes, not the machine."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")
