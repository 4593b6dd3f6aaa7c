"""supervisord's programs as they are in deploy/, with folders and a port that a test may use."""

import getpass
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from xmlrpc.client import ServerProxy, Transport

import psutil

from tests.crash import copies
from tests.deploy.site import DEPLOY, Site
from worker.up.procfile import find_program

PROGRAMS: Final = DEPLOY / "supervisord.conf"
BIN: Final = Path(sys.executable).parent
INSTALLED: Final = "/opt/asapcomms/bin"

_GROUP: Final = "asapcomms"
_PREFIX: Final = "asapcomms-"


class _Socket(Transport):
    """Brings what is asked to a socket of this machine."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> HTTPConnection:
        """Connect."""
        connection = HTTPConnection(str(host))
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self._path))
        self._connection = str(host), connection  # it is closed by this
        return connection


@dataclass
class Supervised:
    """A site whose processes a supervisor keeps alive; its settings are in .env."""

    site: Site

    def configure(self, **told: str) -> None:
        """Change settings; one that is empty is taken out. A process reads them when it starts."""
        changed = {**self.site.environment, **told}
        self.site.environment = {name: value for name, value in changed.items() if value}
        lines = (f"{name}={value}\n" for name, value in self.site.environment.items())
        (self.site.folder / ".env").write_text("".join(lines))

    def control(self, order: str, *words: str) -> Any:
        """Give the supervisor an order as supervisorctl does; returns what it says."""
        transport = _Socket(self.site.folder / "control")
        with ServerProxy("http://localhost/RPC2", transport) as proxy:
            return getattr(proxy.supervisor, order)(*words)

    def start(self) -> None:
        """Start what does not run, and wait until all of them work."""
        self.control("startProcessGroup", _GROUP)
        lives = psutil.Process(int((self.site.folder / "pid").read_text())).is_running
        self.site.wait_until_ready(self.site.url, lives, self.site.folder / "words")

    def restart(self) -> None:
        """Start every process again, and wait until all of them work."""
        self.control("stopProcessGroup", _GROUP)
        self.start()

    def stop(self, *names: str) -> None:
        """Stop some processes, which stay so."""
        for name in names:
            self.control("stopProcess", _full(name))

    def pids(self, name: str) -> list[int]:
        """Return a process with its children; nothing while there is none."""
        number = self.control("getProcessInfo", _full(name))["pid"]
        with suppress(psutil.NoSuchProcess):
            if number:
                first = psutil.Process(number)
                return [first.pid, *(child.pid for child in first.children(recursive=True))]
        return []

    def asapcomms(self, *words: str, check: bool = True) -> str:
        """Run a command as the operator does; returns what it says."""
        done = copies.run(("asapcomms", *words), self.site.folder, self.surroundings)
        assert not (check and done.returncode), done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        """Read what a process has said."""
        return (self.site.folder / f"{_PREFIX}{name}.log").read_text()

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of every process; the settings are not in it."""
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}

    @property
    def _main(self) -> Path:
        return self.site.folder / "supervisord.conf"

    @contextmanager
    def run(self) -> Iterator["Supervised"]:
        """Run the supervisor until the end of the block."""
        folder, user = self.site.folder, getpass.getuser()
        self.configure()
        (folder / "asapcomms.conf").write_text(_programs(self.site))
        self._main.write_text(
            f"[supervisord]\nnodaemon=true\nuser={user}\nlogfile={folder}/log\npidfile={folder}/pid\n"
            f"[unix_http_server]\nfile={folder}/control\n"
            f"[supervisorctl]\nserverurl=unix://{folder}/control\n"
            "[rpcinterface:supervisor]\n"
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n"
            f"[include]\nfiles={folder}/asapcomms.conf\n"
        )
        command = (find_program("supervisord"), "-c", str(self._main))
        with self.site.run(command, self.surroundings):
            yield self


def _full(name: str) -> str:
    return f"{_GROUP}:{_PREFIX}{name}"


def _programs(site: Site) -> str:
    """Return the file of deploy/ with what differs here; each difference must be in it."""
    text = PROGRAMS.read_text()
    changes = {
        f"command={INSTALLED}/": f"command={BIN}/",
        'PATH="/opt/asapcomms/bin:': f'PATH="{BIN}:',
        "directory=/var/lib/asapcomms": f"directory={site.folder}",
        "user=asapcomms\n": f"user={getpass.getuser()}\n",
        "/var/log/": f"{site.folder}/",
        "--port 8000": f"--port {site.environment['PORT']}",
    }
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text
