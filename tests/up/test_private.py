"""What this service writes is for its own user alone."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.up.test_cli import asapcomms
from worker.errors import CannotStart
from worker.home import make_private
from worker.settings import Settings
from worker.store.migrate import upgrade

pytestmark = pytest.mark.processes


def modes(home: Path) -> dict[str, int]:
    """Return the rights of a folder, and of each file in it."""
    return {path.name: path.stat().st_mode & 0o777 for path in (home, *home.iterdir())}


def test_what_migrate_makes(tmp_path: Path) -> None:
    """A first migration makes a folder and a database that nobody else can read."""
    ran = asapcomms(tmp_path, "migrate", ASAPCOMMS_HOME="home")

    assert (0, "") == (ran.returncode, ran.stderr)
    assert {"home": 0o700, "asapcomms.db": 0o600} == modes(tmp_path / "home")


def test_a_database_of_ones_own_place(tmp_path: Path) -> None:
    """A file named in DATABASE_URL is made for this user alone too."""
    asapcomms(tmp_path, "migrate", DATABASE_URL="sqlite:///data/office.db")

    assert {"data": 0o700, "office.db": 0o600} == modes(tmp_path / "data")


def test_what_others_could_read_is_closed(tmp_path: Path) -> None:
    """A folder that somebody made for all to read is closed, with what is in it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("asapcomms.db", "sandbox.jsonl", "redis.log", "notes.txt"):
        (home / name).touch()
        (home / name).chmod(0o644)
    home.chmod(0o755)

    upgrade(Settings(_env_file=None, asapcomms_home=home))  # type: ignore[call-arg]

    found = modes(home)
    assert 0o700 == found["home"]
    assert {0o600} == {found[name] for name in ("asapcomms.db", "sandbox.jsonl", "redis.log")}
    assert 0o644 == found["notes.txt"]  # somebody else's file, behind the closed door


def test_the_sandboxs_inbox(tmp_path: Path) -> None:
    """The sandbox alone closes the folder too, before it begins to listen."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        asapcomms(tmp_path, "sandbox", ASAPCOMMS_HOME="home", SANDBOX_PORT=port)

    assert 0o700 == modes(home)["home"]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("migrate", {"DATABASE_URL": "nonsense"}),
        ("migrate", {"DATABASE_URL": "postgres://u:p@host:port/db"}),
        ("migrate --dry-run", {"DATABASE_URL": "nonsense"}),
        ("migrate", {"DATABASE_URL": "sqlite:///file/office.db"}),
        ("migrate", {"ASAPCOMMS_HOME": "file/home"}),
        ("release-sender", {"DATABASE_URL": "nonsense"}),
        ("sandbox", {"ASAPCOMMS_HOME": "file"}),
    ],
)
def test_each_command_ends_in_a_sentence(
    tmp_path: Path, command: str, told: dict[str, str]
) -> None:
    """Neither a URL that is none nor a folder that cannot be made is a traceback."""
    (tmp_path / "file").touch()

    ran = asapcomms(tmp_path, *command.split(), **told)

    assert 1 == ran.returncode
    assert 1 == len(ran.stderr.splitlines())
    assert " cannot be " in ran.stderr


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """The sentence names the folder, the reason and the setting."""
    (tmp_path / "file").touch()

    with pytest.raises(CannotStart, match=r"cannot be written \(.*\): set ASAPCOMMS_HOME"):
        make_private(tmp_path / "file")


def test_a_database_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the database's place is a sentence, whoever of the drivers finds it."""
    (tmp_path / "office.db").mkdir()

    with pytest.raises(CannotStart, match="cannot be opened"):
        upgrade(Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/office.db"))  # type: ignore[call-arg]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    """A folder that may only be read is named."""
    home = tmp_path / "home"
    home.mkdir(mode=0o500)

    ran = subprocess.run(
        [sys.executable, "-c", "from worker.cli import main; main()", "migrate"],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{home}/deep/office.db"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert 1 == ran.returncode
    assert 1 == len(ran.stderr.splitlines())
    assert "cannot be made (Permission denied)" in ran.stderr
