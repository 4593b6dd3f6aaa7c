"""systemd's units and supervisord's programs: the Procfile's lines, and a supervisor that takes them."""

import configparser
import getpass
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.contract.servers import missing
from tests.deploy.site import DEPLOY, Site
from worker.up.procfile import PROCFILE, find_program, words

UNITS = DEPLOY / "systemd"
PROGRAMS = DEPLOY / "supervisord.conf"
BIN = Path(sys.executable).parent
INSTALLED = "/opt/asapcomms/bin"
MOST_EXPOSED = "20"
"""Tenths of what systemd-analyze calls the exposure of a service, which is 10 where nothing is closed."""


def unit(name: str) -> configparser.RawConfigParser:
    """Read a unit; what it says twice is not asked for here."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNITS / f"asapcomms-{name}.service")
    return parser


def commands(name: str) -> dict[str, list[str]]:
    """Return a process' command as each supervisor has it, its variables filled in."""
    programs = configparser.RawConfigParser()
    programs.read(PROGRAMS)
    line = unit(name)["Service"]["ExecStart"]
    for told in unit(name)["Service"]["Environment"].split():
        variable, _, value = told.partition("=")
        line = line.replace(f"${{{variable}}}", value)
    return {
        "systemd": shlex.split(line),
        "supervisord": shlex.split(programs[f"program:asapcomms-{name}"]["command"]),
    }


@pytest.mark.parametrize("name", PROCFILE)
@pytest.mark.parametrize("supervisor", ["systemd", "supervisord"])
def test_they_run_the_procfile(name: str, supervisor: str) -> None:
    """Each process has its line of the Procfile, on this machine alone."""
    _, *expected = words(PROCFILE[name], {})
    program = shlex.split(PROCFILE[name])[0]

    assert [f"{INSTALLED}/{program}", *expected] == commands(name)[supervisor]


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """Return the units with programs that are there, for a tool that looks."""
    made = []
    for path in UNITS.iterdir():
        text = path.read_text().replace(f"ExecStart={INSTALLED}/", f"ExecStart={BIN}/")
        (tmp_path / path.name).write_text(text)
        made.append(str(tmp_path / path.name))
    return made


@pytest.mark.parametrize(
    "words",
    [("verify",), ("security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}")],
    ids=["verify", "security"],
)
def test_systemd_takes_the_units(units: list[str], words: tuple[str, ...]) -> None:
    """It knows every setting in them, and what they may do to the machine is little."""
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze is not installed; install systemd.")
    asked = [each for each in units if words[0] == "verify" or each.endswith(".service")]
    done = subprocess.run(
        ["systemd-analyze", *words, *asked], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "" == done.stderr


@pytest.mark.processes
def test_supervisord_runs_them(own_site: Site) -> None:
    """A text goes out, a worker that is killed comes back, and all end in time when they are told to."""
    folder = own_site.folder
    programs = PROGRAMS.read_text()
    changes = {
        f"command={INSTALLED}/": f"command={BIN}/",
        'PATH="/opt/asapcomms/bin:': f'PATH="{BIN}:',
        "directory=/var/lib/asapcomms": f"directory={folder}",
        "user=asapcomms\n": f"user={getpass.getuser()}\n",
        "/var/log/": f"{folder}/",
        "--port 8000": f"--port {own_site.environment['PORT']}",
    }
    for before, after in changes.items():
        assert before in programs
        programs = programs.replace(before, after)
    (folder / "asapcomms.conf").write_text(programs)
    (folder / ".env").write_text(
        "".join(f"{name}={value}\n" for name, value in own_site.environment.items())
    )
    (folder / "supervisord.conf").write_text(
        f"[supervisord]\nnodaemon=true\nuser={getpass.getuser()}\nlogfile={folder}/log\n"
        f"pidfile={folder}/pid\n[include]\nfiles={folder}/asapcomms.conf\n"
    )
    command = (find_program("supervisord"), "-c", str(folder / "supervisord.conf"))
    with own_site.run(command, {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}):
        own_site.offer()
        supervisor = psutil.Process(int((folder / "pid").read_text()))
        (master,) = [each for each in supervisor.children() if "dramatiq" in str(each.cmdline())]
        for each in (*master.children(recursive=True), master):
            each.kill()
        own_site.offer()
        told_at = time.monotonic()
    logs = [folder / f"asapcomms-{name}.log" for name in PROCFILE]

    assert time.monotonic() - told_at < 15
    assert all(log.read_text() for log in logs)
    assert not any("Traceback" in log.read_text() for log in logs)
