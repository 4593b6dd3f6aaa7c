"""The Procfile's processes, as `up` runs them."""

import sys
from pathlib import Path

from worker.up.procfile import PROCFILE, find_program, words

ROOT = Path(__file__).parents[2]
BESIDE = Path(sys.executable).parent


def test_the_procfile_says_the_same() -> None:
    """`up` runs the command lines of the Procfile, word for word."""
    lines = (ROOT / "Procfile").read_text().splitlines()

    assert dict(line.split(": ", 1) for line in lines) == PROCFILE


def test_programs_beside_this_python_go_first() -> None:
    """A virtual environment need not be active."""
    assert find_program("dramatiq") == str(BESIDE / "dramatiq")


def test_other_programs_come_from_the_path() -> None:
    """A program that is not beside this Python is looked up."""
    assert Path(find_program("sh")).is_absolute()


def test_variables_are_filled_in() -> None:
    """The environment decides, else the default that the line names."""
    assert words("sh --port ${PORT:-8000}", {"PORT": "9000"})[1:] == ("--port", "9000")
    assert words("sh --port ${PORT:-8000}", {"PORT": ""})[1:] == ("--port", "8000")


def test_web_is_for_this_machine_only() -> None:
    """`up` does not open the demo practice to the network."""
    command = words(PROCFILE["web"], {})

    assert command[command.index("--host") + 1] == "127.0.0.1"
