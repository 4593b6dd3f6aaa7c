"""Databases that one test after the other uses: what a process learns of one once is kept."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

from worker.store import remembered
from worker.store.engine import Store
from worker.store.migrate import upgrade_store
from worker.store.pool import Pool


@cache
def migrated() -> bytes:
    """Return a SQLite file with the tables and nothing else; a copy is quicker than a migration."""
    return made_by(upgrade_store, b"")


def made_by(work: Callable[[Store], object], content: bytes | None = None) -> bytes:
    """Return what becomes of a SQLite file, which has the tables, by some work."""
    with TemporaryDirectory(prefix="asapsqlite") as folder:
        file = Path(folder) / "made.db"
        file.write_bytes(migrated() if content is None else content)
        store = Store.open(f"sqlite:///{file}")
        work(store)
        store.close()
        return file.read_bytes()


class KeptFile:
    """One SQLite file, which begins again with the same content for each test."""

    def __init__(self, folder: Path, content: bytes) -> None:
        self._folder = folder / "kept"
        self._file = self._folder / "here" / "world.db"
        self._content = content
        self.store = Store.open(f"sqlite:///{self._file}")
        _be_quick(self.store.engine)

    def empty(self) -> None:
        """Begin again."""
        self.store.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._file.parent.mkdir(parents=True)
        self._file.write_bytes(self._content)

    def fresh(self) -> Store:
        """Begin again, and open it."""
        self.empty()
        return as_new(self.store)


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
