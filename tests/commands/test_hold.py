"""The commands that hold and release what goes to the provider."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.world.office import World
from worker.cli import app
from worker.commands import hold as command
from worker.commands.opened import person
from worker.errors import CannotStart, Conflict, Refused
from worker.store.ledger import operating_tables


@pytest.fixture(autouse=True)
def _database(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the commands work on a world's database."""
    monkeypatch.setenv("DATABASE_URL", str(world.store.engine.url))
    monkeypatch.setenv("SUDO_USER", "anna")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "_LOOK_SECONDS", 0.0)


def asapcomms(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, words)


def test_hold_and_release(world: World) -> None:
    """Who and why is recorded, and said; what is still held is said too."""
    held = asapcomms("hold", "--why", " A storm ")
    asapcomms("hold", "--why", "Moving", "--clinic", "0")
    released = asapcomms("release")

    assert "Sending is held. `asapcomms release` ends that.\n" == held.stdout
    assert f"Sending is released. It was held by {person()}: A storm" in released.stdout
    assert "But: Sending of clinic 0 is held since " in released.stdout
    assert person().startswith("anna@")
    row, _ = world.rows(operating_tables.hold)
    assert (person(), person(), "A storm") == (
        row["held_by"],
        row["released_by"],
        row["why"],
    )


def test_what_cannot_be_done_is_a_sentence(world: World) -> None:
    """Nothing is changed by it."""
    nothing_held = asapcomms("release").exception
    asapcomms("hold", "--why", "A storm")
    twice, blank = (
        asapcomms("hold", "--why", "x").exception,
        asapcomms("hold", "--why", " ").exception,
    )

    assert isinstance(nothing_held, Conflict)
    assert "Sending is not held." == nothing_held.sentence
    assert isinstance(twice, Conflict)
    assert twice.sentence.endswith("A storm")
    assert isinstance(blank, Refused)
    assert 1 == len(world.rows(operating_tables.hold))
    assert 2 == asapcomms("hold").exit_code


def test_a_database_that_is_not_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    """The sentence names the command that makes it so."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("TIME_ZONE", "UTC")

    for words in (("hold", "--why", "x"), ("release",), ("messages", "list"), ("reconcile",)):
        failed = asapcomms(*words).exception
        assert isinstance(failed, CannotStart), words
        assert "asapcomms migrate" in failed.sentence
