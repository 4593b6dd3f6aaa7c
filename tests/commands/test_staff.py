"""The command that says who may sign in to the staff pages."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.world.office import World
from worker.cli import app
from worker.errors import AsapError, Conflict, NotFound, Refused

PASSWORD = "four words are enough"  # noqa: S105


@pytest.fixture(autouse=True)
def _database(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command work on a world's database."""
    monkeypatch.setenv("DATABASE_URL", str(world.store.engine.url))
    monkeypatch.chdir(tmp_path)


def staff(*words: str, typed: str = PASSWORD) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["staff", *words], input=f"{typed}\n")


def test_an_account_comes_and_goes() -> None:
    """What is added is listed with what it may do, until it is removed."""
    assert "no account" in staff("list").output
    assert 0 == staff("add", "Anna").exit_code
    assert 0 == staff("add", "ben", "--role", "look").exit_code
    assert ["anna send", "ben look"] == [
        " ".join(line.split()[:2]) for line in staff("list").output.splitlines()
    ]
    assert "anna can no longer sign in" in staff("remove", "ANNA").output
    assert "anna" not in staff("list").output


@pytest.mark.parametrize(
    ("words", "typed", "error", "said"),
    [
        (("add", "anna"), "short", Refused, "12 to 200 characters"),
        (("add", "anna"), "x" * 201, Refused, "12 to 200 characters"),
        (("add", "  "), PASSWORD, Refused, "1 to 64 letters"),
        (("add", "a\nb"), PASSWORD, Refused, "1 to 64 letters"),
        (("add", "x" * 65), PASSWORD, Refused, "1 to 64 letters"),
        (("add", "there"), PASSWORD, Conflict, "There is an account there already"),
        (("remove", "anna"), "", NotFound, "There is no account anna."),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    words: tuple[str, ...], typed: str, error: type[AsapError], said: str
) -> None:
    """Nothing is half made of an account that cannot be."""
    staff("add", "there")
    done = staff(*words, typed=typed)

    assert isinstance(done.exception, error)
    assert said in done.exception.sentence
    assert 1 == len(staff("list").output.splitlines())
