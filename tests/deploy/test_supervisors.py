"""systemd's units and supervisord's programs: the Procfile's lines, and a supervisor that takes them."""

import configparser
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.contract.servers import missing
from tests.deploy.site import DEPLOY
from tests.deploy.supervised import BIN, INSTALLED, PROGRAMS
from worker.up.procfile import PROCFILE, words

UNITS = DEPLOY / "systemd"
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
