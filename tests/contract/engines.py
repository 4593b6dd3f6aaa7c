"""Every kind of database the service must work on, empty again for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from pymysql.constants import CLIENT
from sqlalchemy import (
    inspect,
    make_url,
    text,
)

from tests.contract import opendental, servers
from tests.world.kept import KeptFile, migrated
from worker.store.engine import Store
from worker.store.ledger.tables import VERSION_TABLE
from worker.store.migrate import upgrade_store

if TYPE_CHECKING:
    from tests.contract.opendental import Storage

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
INNODB: Final = "innodb"
MYISAM: Final = "myisam"
MYISAM_STRICT: Final = "myisam-strict"
KINDS: Final = (SQLITE, POSTGRESQL, INNODB, MYISAM)
"""MYISAM_STRICT differs in the server's sql_mode only, which every connection sets anew."""

_SQL_MODES: Final = {
    INNODB: "",
    MYISAM: "",
    MYISAM_STRICT: "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE",
}

_APART: Final = (
    "SELECT setval((quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass, "
    "1000 * row_number() OVER (ORDER BY sequencename)) FROM pg_sequences"
)
_COUNTING: Final = text(
    "SELECT table_name FROM information_schema.columns "
    "WHERE table_schema = DATABASE() AND extra LIKE '%auto_increment%' ORDER BY table_name"
)

_ALEMBIC: Final = Lock()
"""It migrates one database at a time in a process."""


@dataclass(frozen=True)
class _Kept:
    """A database that many tests use one after the other, and how it is made empty."""

    store: Store
    empty: Callable[[], None]


class Engines:
    """The databases of a test session, each made when it is first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._servers: dict[str, str] = {}
        self._kept: dict[str, _Kept] = {}

    def store(self, kind: str) -> Store:
        """Return the empty database of a kind, which one test after the other is given."""
        if kind not in self._kept:
            self._kept[kind] = self._keep(kind)
        kept = self._kept[kind]
        kept.empty()
        return kept.store

    def fresh(self, kind: str, folder: Path) -> Store:
        """Open a database of a kind that nobody else has; several may be asked for at once."""
        with _ALEMBIC:
            return Store.open(_sqlite(folder) if kind == SQLITE else self._make(kind))

    def server(self, kind: str) -> str:
        """Return the URL of the server of a kind, which starts when it is first asked for."""
        return self._server("postgresql" if kind == POSTGRESQL else "mariadb")

    def close(self) -> None:
        """Stop the servers."""
        for kept in self._kept.values():
            kept.store.close()
        self._stack.close()

    def _keep(self, kind: str) -> _Kept:
        if kind == SQLITE:
            folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="asapsqlite")))
            return _keep_file(folder)
        url = self._make(kind)
        store = Store.open(url)
        _count_apart(store)
        return _Kept(store, self._stack.enter_context(_emptying(url)))

    def _make(self, kind: str) -> str:
        server = self.server(kind)
        name = f"asapcomms_test_{uuid4().hex[:8]}"
        admin = servers.administering(server)
        with admin.connect() as connection:
            if kind in _SQL_MODES:
                connection.execute(text("SET GLOBAL sql_mode = :mode"), {"mode": _SQL_MODES[kind]})
            charset = " CHARACTER SET utf8" if kind in _SQL_MODES else ""
            connection.exec_driver_sql(f"CREATE DATABASE {name}{charset}")
        admin.dispose()
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        if kind in _SQL_MODES:
            storage: Storage = "InnoDB" if kind == INNODB else "MyISAM"
            plain = servers.administering(url, init_command="SET SESSION sql_mode = ''")
            opendental.create(plain, storage)
            plain.dispose()
        _migrate(url)
        return url

    def _server(self, which: str) -> str:
        if which not in self._servers:
            context = servers.postgresql() if which == "postgresql" else servers.mariadb()
            self._servers[which] = self._stack.enter_context(context)
        return self._servers[which]


def _sqlite(folder: Path) -> str:
    file = folder / "world.db"
    file.write_bytes(migrated())
    return f"sqlite:///{file}"


def _migrate(url: str) -> None:
    store = Store.open(url)
    upgrade_store(store)
    store.close()


def _keep_file(folder: Path) -> _Kept:
    """Keep one SQLite file, which begins empty each time."""
    kept = KeptFile(folder, migrated())
    return _Kept(kept.store, kept.empty)


def _count_apart(store: Store) -> None:
    """Have each table count from a number of its own, so that no test can know a row's number.

    The numbers go on from test to test, as they do where a transaction was undone.
    """
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_APART)
        else:
            counting = connection.execute(_COUNTING).scalars().all()
            for place, name in enumerate(counting, 1):
                connection.exec_driver_sql(f"ALTER TABLE {name} AUTO_INCREMENT = {1000 * place}")


@contextmanager
def _emptying(url: str) -> Iterator[Callable[[], None]]:
    """Give what removes every row of a server's database, which goes on counting where it was.

    One statement finds the tables that have rows, and one round trip removes these.
    """
    is_mysql = make_url(url).get_backend_name() == "mysql"
    several = {"client_flag": CLIENT.MULTI_STATEMENTS} if is_mysql else {}
    engine = servers.administering(url, **several)
    names = [name for name in inspect(engine).get_table_names() if name != VERSION_TABLE]
    used = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608 - names of tables
        for name in names
    )
    connection = engine.raw_connection()
    cursor = connection.cursor()

    def empty() -> None:
        cursor.execute(used)
        found = cursor.fetchall()
        if found:
            removals = ";".join(f"DELETE FROM {name}" for (name,) in found)  # noqa: S608
            cursor.execute(f"BEGIN;{removals};COMMIT")
            while cursor.nextset():
                pass

    yield empty
    cursor.close()
    connection.close()
    engine.dispose()
