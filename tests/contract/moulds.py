"""Databases that are made at once, like one that Alembic has migrated before.

A migration takes 80 to 180 ms of CPU, its like 2 to 25 ms.
"""

from typing import TYPE_CHECKING
from uuid import uuid4

from pymysql.constants import CLIENT
from sqlalchemy import make_url

from tests.contract import opendental
from tests.contract.servers import administering
from worker.store.engine import Store
from worker.store.ledger.tables import VERSION, VERSION_TABLE
from worker.store.migrate import upgrade_store

if TYPE_CHECKING:
    from tests.contract.opendental import Storage


class Moulds:
    """What was migrated once for each kind of database, and how its like is made."""

    def __init__(self) -> None:
        self._templates: dict[str, str] = {}
        self._scripts: dict[Storage, str] = {}

    def postgresql(self, server: str) -> str:
        """Return what CREATE DATABASE is told on this server."""
        if server not in self._templates:
            name = f"asapcomms_mould_{uuid4().hex[:8]}"
            admin = administering(server)
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            admin.dispose()
            migrate(make_url(server).set(database=name).render_as_string(hide_password=False))
            self._templates[server] = name
        return f" TEMPLATE {self._templates[server]}"

    def mariadb(self, url: str, storage: "Storage") -> None:
        """Fill an empty database, which has nothing but its tables and their version then."""
        plain = administering(
            url, init_command="SET SESSION sql_mode = ''", client_flag=CLIENT.MULTI_STATEMENTS
        )
        connection = plain.raw_connection()
        cursor = connection.cursor()
        if storage in self._scripts:
            cursor.execute(self._scripts[storage])
            while cursor.nextset():
                pass
        else:
            opendental.create(plain, storage)
            migrate(url)
            cursor.execute("SHOW TABLES")
            script = []
            for (name,) in cursor.fetchall():
                cursor.execute(f"SHOW CREATE TABLE `{name}`")
                script += [row[1] for row in cursor.fetchall()]
            script.append(f"INSERT INTO {VERSION_TABLE} VALUES ('{VERSION}')")  # noqa: S608
            self._scripts[storage] = ";".join(script)
        cursor.close()
        connection.close()
        plain.dispose()


def migrate(url: str) -> None:
    """Bring a database up to date."""
    store = Store.open(url)
    upgrade_store(store)
    store.close()
