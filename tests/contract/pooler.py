"""PgBouncer before the tests' PostgreSQL, as an office's host may run it."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from tests.contract import servers


@contextmanager
def pgbouncer(base: URL, *settings: str) -> Iterator[str]:
    """Run a pooler in transaction mode with two connections; gives the URL of a database behind it."""
    binary = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if not binary:
        servers.missing("PgBouncer is not installed; install pgbouncer.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="asappb") as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "users.txt").write_text(f'"{base.username}" ""\n')
        lines = (
            "[databases]",
            f"* = host={base.query['host']}",
            "[pgbouncer]",
            f"listen_port = {port}",
            "listen_addr =",
            f"unix_socket_dir = {folder}",
            "pool_mode = transaction",
            "default_pool_size = 2",
            "auth_type = trust",
            f"auth_file = {folder / 'users.txt'}",
            *settings,
        )
        (folder / "pgbouncer.ini").write_text("\n".join(lines))
        owner = Path(str(base.query["host"])).owner()  # who alone may enter there
        as_owner = ("-u", owner) if os.geteuid() == 0 else ()
        with subprocess.Popen(
            [binary, "-q", *as_owner, str(folder / "pgbouncer.ini")], stderr=subprocess.DEVNULL
        ) as process:
            try:
                servers.wait_for(folder / f".s.PGSQL.{port}")
                url = base.set(query={"host": str(folder), "port": str(port)})
                yield url.render_as_string(hide_password=False)
            finally:
                process.terminate()
