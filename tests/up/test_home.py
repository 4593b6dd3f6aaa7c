"""The data folder: made, writable, held once."""

import os
import subprocess
from pathlib import Path

import pytest

from worker.errors import CannotStart
from worker.up.home import claim


def test_the_folder_is_made(tmp_path: Path) -> None:
    """A folder that is not there yet is made for this user alone."""
    os.close(claim(tmp_path / "data" / "home"))

    assert (tmp_path / "data" / "home").stat().st_mode & 0o777 == 0o700


def test_an_unwritable_folder_is_refused(tmp_path: Path) -> None:
    """The sentence says why the folder does not serve, with the way out."""
    (tmp_path / "file").touch()

    with pytest.raises(
        CannotStart, match=r"cannot be written \(Not a directory\): set ASAPCOMMS_H"
    ):
        claim(tmp_path / "file" / "home")


def test_a_second_start_is_refused(tmp_path: Path) -> None:
    """One folder serves one supervisor at a time."""
    lock = claim(tmp_path)

    with pytest.raises(CannotStart, match=rf"already runs in .* \(process {os.getpid()}\)"):
        claim(tmp_path)

    os.close(lock)


def test_the_next_start_is_not_hindered(tmp_path: Path) -> None:
    """The lock ends with its holder; the file that stays is no hindrance."""
    os.close(claim(tmp_path))

    os.close(claim(tmp_path))


def test_what_a_killed_supervisor_left_is_waited_for(tmp_path: Path) -> None:
    """While the processes of a killed supervisor are ending, the next start waits for them."""
    lock = claim(tmp_path)
    with subprocess.Popen(["sleep", "0.5"], pass_fds=[lock]):
        os.close(lock)
        with subprocess.Popen(["true"]) as gone:
            pass
        (tmp_path / "up.lock").write_text(f"{gone.pid}\n")

        os.close(claim(tmp_path))
