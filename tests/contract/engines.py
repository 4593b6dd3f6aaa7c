"""Every kind of database the service must work on, empty again for each test."""

from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import create_engine, inspect, literal, make_url, select, table, text

from tests.contract import opendental, servers
from worker.store.engine import Store
from worker.store.migrate import upgrade_store

if TYPE_CHECKING:
    from tests.contract.opendental import Storage

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
INNODB: Final = "innodb"
MYISAM: Final = "myisam"
MYISAM_STRICT: Final = "myisam-strict"
KINDS: Final = (SQLITE, POSTGRESQL, INNODB, MYISAM, MYISAM_STRICT)

_SQL_MODES: Final = {
    INNODB: "",
    MYISAM: "",
    MYISAM_STRICT: "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE",
}

_ALEMBIC: Final = Lock()
"""It migrates one database at a time in a process."""


class Engines:
    """The databases of a test session, each made when it is first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._servers: dict[str, str] = {}
        self._urls: dict[str, str] = {}

    def store(self, kind: str, folder: Path) -> Store:
        """Open an empty database of a kind; SQLite's lies in the test's own folder."""
        if kind == SQLITE:
            store = Store.open(f"sqlite:///{folder / 'world.db'}")
            upgrade_store(store)
            return store
        if kind not in self._urls:
            self._urls[kind] = self._make(kind)
        store = Store.open(self._urls[kind])
        _empty(store)
        return store

    def fresh(self, kind: str, folder: Path) -> Store:
        """Open a database of a kind that nobody else has; several may be asked for at once."""
        with _ALEMBIC:
            if kind == SQLITE:
                return self.store(kind, folder)
            return Store.open(self._make(kind))

    def server(self, kind: str) -> str:
        """Return the URL of the server of a kind, which starts when it is first asked for."""
        return self._server("postgresql" if kind == POSTGRESQL else "mariadb")

    def url(self, kind: str) -> str:
        """Return the URL of a database that was opened before."""
        return self._urls[kind]

    def close(self) -> None:
        """Stop the servers."""
        self._stack.close()

    def _make(self, kind: str) -> str:
        server = self.server(kind)
        name = f"asapcomms_test_{uuid4().hex[:8]}"
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            if kind in _SQL_MODES:
                connection.execute(text("SET GLOBAL sql_mode = :mode"), {"mode": _SQL_MODES[kind]})
            charset = " CHARACTER SET utf8" if kind in _SQL_MODES else ""
            connection.exec_driver_sql(f"CREATE DATABASE {name}{charset}")
        admin.dispose()
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        if kind in _SQL_MODES:
            storage: Storage = "InnoDB" if kind == INNODB else "MyISAM"
            plain = create_engine(url, connect_args={"init_command": "SET SESSION sql_mode = ''"})
            opendental.create(plain, storage)
            plain.dispose()
        store = Store.open(url)
        upgrade_store(store)
        store.close()
        return url

    def _server(self, which: str) -> str:
        if which not in self._servers:
            context = servers.postgresql() if which == "postgresql" else servers.mariadb()
            self._servers[which] = self._stack.enter_context(context)
        return self._servers[which]


def _empty(store: Store) -> None:
    """Remove every row and start counting at 1 again."""
    with store.writing() as transaction:
        connection = transaction.connection
        names = [
            name for name in inspect(connection).get_table_names() if name != "asapcomms_version"
        ]
        if connection.dialect.name == "postgresql":
            tables = ", ".join(f'"{name}"' for name in names)
            connection.exec_driver_sql("TRUNCATE " + tables + " RESTART IDENTITY")
            return
        for name in names:
            if connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first():
                connection.exec_driver_sql("TRUNCATE " + name)
