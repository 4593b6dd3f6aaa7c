"""The Procfile's processes, as `up` runs them."""

import shlex
import socket
import sys
from pathlib import Path
from socket import AF_INET, AF_INET6, AddressFamily

from tests.world.front import Front
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


def test_variables_may_stand_in_quotes() -> None:
    """A shell must not read a star as the names of files."""
    line = 'sh --trusted "${TRUSTED:-127.0.0.1,::1}"'

    assert words(line, {})[1:] == ("--trusted", "127.0.0.1,::1")
    assert words(line, {"TRUSTED": "*"})[1:] == ("--trusted", "*")


def test_web_listens_on_every_kind_of_address() -> None:
    """A proxy or patient may come by IPv4 or by IPv6, on every machine that has both."""
    arguments = shlex.split(PROCFILE["web"])
    front = Front(host=arguments[arguments.index("--host") + 1])
    with front.open():
        families = front.families

    assert families == {family for family in (AF_INET, AF_INET6) if _is_there(family)}


def test_web_trusts_a_proxy_of_this_machine() -> None:
    """It may come by IPv4 or by IPv6; others are trusted by FORWARDED_ALLOW_IPS alone."""
    for told, trusted in (({}, "127.0.0.1,::1"), ({"FORWARDED_ALLOW_IPS": "10.0.0.5"}, "10.0.0.5")):
        command = words(PROCFILE["web"], told)
        assert command[command.index("--forwarded-allow-ips") + 1] == trusted


def _is_there(family: AddressFamily) -> bool:
    try:
        with socket.socket(family) as one:
            one.bind(("", 0))
    except OSError:
        return False
    return True


def test_web_is_for_this_machine_only() -> None:
    """`up` does not open the demo practice to the network."""
    command = words(PROCFILE["web"], {})

    assert command[command.index("--host") + 1] == "127.0.0.1"
