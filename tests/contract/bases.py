"""Databases of a test's own on the servers of the test session, and users with few rights."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal
from uuid import uuid4

from sqlalchemy import URL, Engine, make_url

from tests.contract import opendental
from tests.contract.engines import Engines
from tests.contract.opendental import Storage
from tests.contract.servers import administering
from worker.settings import Settings
from worker.store.engine import Store
from worker.store.migrate import upgrade_store

_OF_OFFICE: Final = (
    "INSERT INTO preference (PrefName, ValueString) VALUES ('DataBaseVersion', '24.1.60.0')"
)


@dataclass(frozen=True)
class Base:
    """A database, and the server's administrator."""

    url: URL
    admin: Engine

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.url.database)

    @property
    def text(self) -> str:
        """Its URL, password and all."""
        return self.url.render_as_string(hide_password=False)

    def sql(self, *statements: str) -> list[tuple[object, ...]]:
        """Run statements in it as the administrator; returns the rows of the last."""
        engine = administering(self.url)
        rows: list[tuple[object, ...]] = []
        with engine.connect() as connection:
            if self.url.get_backend_name() == "mysql":
                connection.exec_driver_sql("SET SESSION sql_mode = ''")
            for statement in statements:
                done = connection.exec_driver_sql(statement.replace("%", "%%"))
                rows = [tuple(row) for row in done] if done.returns_rows else []
        engine.dispose()
        return rows

    def migrated(self) -> "Base":
        """Bring it up to date."""
        with self.opened() as store:
            upgrade_store(store)
        return self

    @contextmanager
    def opened(self, user: str | None = None) -> Iterator[Store]:
        """Open it, as the administrator or as a user whose password is "secret"."""
        store = Store.open(self.seen_by(user) if user else self.text)
        try:
            yield store
        finally:
            store.close()

    def seen_by(self, user: str, password: str = "secret") -> str:  # noqa: S107 - a test's
        """Return its URL for a user."""
        return self.url.set(username=user, password=password).render_as_string(hide_password=False)

    def settings(self, user: str | None = None) -> Settings:
        """Return settings that name it."""
        url = self.seen_by(user) if user else self.text
        return Settings(_env_file=None, database_url=url, time_zone="UTC")  # type: ignore[call-arg]

    @contextmanager
    def user(self, *grants: str) -> Iterator[str]:
        """Make a user with some rights, each written like "SELECT ON {base}.*"."""
        name = f"user_{uuid4().hex[:8]}"
        if self.url.get_backend_name() == "mysql":
            made = [f"CREATE USER '{name}'@'%' IDENTIFIED BY 'secret'"]
            gone = [f"DROP USER '{name}'@'%'"]
            whom = f"'{name}'@'%'"
        else:
            made = [f"CREATE USER {name} PASSWORD 'secret'"]
            gone = [f"DROP OWNED BY {name}", f"DROP USER {name}"]
            whom = name
        self.sql(*made, *(f"GRANT {grant.format(base=self.name)} TO {whom}" for grant in grants))
        try:
            yield name
        finally:
            self.sql(*gone)


@contextmanager
def _database(engines: Engines, which: str, options: str) -> Iterator[Base]:
    """Make a database on "mariadb" or "postgresql"."""
    server = make_url(engines._server(which))
    admin = administering(server)
    name = f"asapcomms_own_{uuid4().hex[:8]}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}{options}")
    try:
        yield Base(server.set(database=name), admin)
    finally:
        force = " WITH (FORCE)" if which == "postgresql" else ""
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{force}")
        admin.dispose()


@contextmanager
def empty(engines: Engines, which: str, charset: str = "utf8") -> Iterator[Base]:
    """Make an empty database on "mariadb" or "postgresql"."""
    options = f" CHARACTER SET {charset}" if which == "mariadb" else ""
    with _database(engines, which, options) as base:
        yield base


@contextmanager
def open_dental(engines: Engines, storage: Storage = "MyISAM") -> Iterator[Base]:
    """Make a database as an office has it, with its version and without our tables."""
    with empty(engines, "mariadb") as base:
        plain = administering(base.url, init_command="SET SESSION sql_mode = ''")
        opendental.create(plain, storage)
        plain.dispose()
        base.sql(_OF_OFFICE)
        yield base


@contextmanager
def migrated(engines: Engines, which: Storage | Literal["postgresql"] = "MyISAM") -> Iterator[Base]:
    """Make a database as an office has it, or one on PostgreSQL, with our tables."""
    if which == "postgresql":
        server = engines._server(which)
        with _database(engines, which, engines.moulds.postgresql(server)) as base:
            yield base
        return
    with empty(engines, "mariadb") as base:
        engines.moulds.mariadb(base.text, which)
        base.sql(_OF_OFFICE)
        yield base
