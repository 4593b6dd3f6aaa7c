"""Databases of several sizes on each engine, on servers of their own.

The servers and the tables of an Open Dental database are those of the contract tests.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine, make_url

from bench import scale_rows
from bench.progress import Step
from tests.contract import opendental, servers
from worker.store.engine import Store
from worker.store.migrate import upgrade_store
from worker.store.practice.tables import PRACTICE

Kind = Literal["sqlite", "postgresql", "innodb", "myisam"]
KINDS: Final[tuple[Kind, ...]] = ("sqlite", "postgresql", "innodb", "myisam")

_STORAGE: Final[dict[str, opendental.Storage]] = {"innodb": "InnoDB", "myisam": "MyISAM"}
_AT_ONCE: Final = 2
_ABSENT: Final = (pytest.skip.Exception, pytest.fail.Exception)
"""What the contract tests raise where a server is not installed."""


@dataclass(frozen=True, slots=True)
class Database:
    """An office's database, and how many appointments it holds."""

    kind: Kind
    url: str
    store: Store
    appointments: int
    invited: range
    """Appointments on the ASAP list that have had no offer."""


class Places:
    """Where databases can be made; a server starts when it is first needed."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack = stack
        self._folder = folder
        self._servers: dict[str, str] = {}

    def databases(self, kind: Kind, sizes: Sequence[int], invited: int) -> list[Database]:
        """Make databases that hold tables and no rows; none where there is no server."""
        try:
            urls = [self._url(kind) for _ in sizes]
        except _ABSENT as absent:
            Step(f"scale: {kind} is left out: {absent}").end()
            return []
        return [
            Database(kind, url, self._store(kind, url), size, scale_rows.invitees(size, invited))
            for url, size in zip(urls, sizes, strict=True)
        ]

    def _url(self, kind: Kind) -> str:
        name = f"asapcomms_bench_{uuid4().hex[:8]}"
        if kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        server = self._server(kind)
        charset = " CHARACTER SET utf8" if kind in _STORAGE else ""
        _run(server, f"CREATE DATABASE {name}{charset}")
        self._stack.callback(_run, server, f"DROP DATABASE {name}")
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    def _server(self, kind: Kind) -> str:
        which = "mariadb" if kind in _STORAGE else kind
        if which not in self._servers:
            start = servers.mariadb if which == "mariadb" else servers.postgresql
            self._servers[which] = self._stack.enter_context(start())
        return self._servers[which]

    def _store(self, kind: Kind, url: str) -> Store:
        storage = _STORAGE.get(kind)
        store = Store.open(url)
        self._stack.callback(store.close)
        if storage is not None:
            opendental.create(store.engine, storage)
        upgrade_store(store)
        return store


@contextmanager
def prepared(
    folder: Path, kinds: Sequence[Kind], sizes: Sequence[int], invited: int
) -> Iterator[list[Database]]:
    """Give databases that are full, filled two at a time and removed at the end."""
    folder.mkdir()
    with ExitStack() as stack:
        places = Places(stack, folder)
        databases = [each for kind in kinds for each in places.databases(kind, sizes, invited)]
        with (
            Step.named("scale: filling the databases") as step,
            ThreadPoolExecutor(_AT_ONCE) as pool,
        ):
            biggest_first = sorted(databases, key=lambda database: -database.appointments)
            for done, _ in enumerate(pool.map(_fill, biggest_first)):
                step.tell(done + 1, len(databases))
        yield databases


def _fill(database: Database) -> None:
    """Write the rows on a connection that has more patience than the service's, and analyze.

    The servers gather their statistics by themselves in time; SQLite never does.
    """
    engine = create_engine(database.url, poolclass=NullPool)
    with engine.begin() as connection:
        if database.kind in _STORAGE:
            connection.exec_driver_sql("SET SESSION sql_mode = ''")
        with scale_rows.without_indexes(connection):
            scale_rows.fill(connection, database.appointments)
        scale_rows.invite(connection, database.appointments, database.invited)
    if database.kind == "postgresql":
        _run(database.url, "VACUUM ANALYZE")
    elif database.kind in _STORAGE:
        _run(database.url, f"ANALYZE TABLE {', '.join(PRACTICE.tables)}")


def _run(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
