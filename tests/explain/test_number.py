"""``asapcomms number N``, as a person types it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.crash import copies
from tests.world.office import NOW, World
from tests.world.provider import ANNA, reply
from worker.cli import app
from worker.store.engine import Store
from worker.store.ledger.tables import consent

pytestmark = pytest.mark.processes


@pytest.fixture(autouse=True)
def stopped(world: World) -> None:
    """Let the number have said STOP."""
    reply(world, "STOP")


def number(world: World, folder: Path, *words: str, typed: str = "") -> str:
    """Run the command on a world, and return what it says."""
    url = world.store.engine.url.render_as_string(hide_password=False)
    told = {"DATABASE_URL": url, "TIME_ZONE": "UTC"}
    ran = copies.run(("asapcomms", "number", *words), folder, told, typed)
    return ran.stdout + ran.stderr


def test_a_number_is_shown(world: World, tmp_path: Path) -> None:
    """It says first whether the number is texted."""
    said = number(world, tmp_path, "(503) 555-0100")

    assert said.startswith(f"+{ANNA} is not texted: whoever answers it has said stop")


@pytest.mark.parametrize(("typed", "expected"), [("y\n", "is texted, since"), ("n\n", "said stop")])
def test_clearing_asks_for_the_patients_wish(
    world: World, tmp_path: Path, typed: str, expected: str
) -> None:
    """Only who wants texts is texted again."""
    number(world, tmp_path, f"+{ANNA}", "--clear", typed=typed)

    assert expected in number(world, tmp_path, f"+{ANNA}")


def test_yes_is_not_asked(world: World, tmp_path: Path) -> None:
    """A script says it beforehand."""
    assert "It is texted again.\n" in number(world, tmp_path, f"+{ANNA}", "--clear", "--yes")


def test_a_clearing_has_the_databases_time(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record of consent is in the order of one clock, whatever this machine's shows."""
    monkeypatch.setenv("DATABASE_URL", str(world.store.engine.url))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Store, "now", lambda _: NOW)

    CliRunner().invoke(app, ["number", f"+{ANNA}", "--clear", "--yes"])

    assert {NOW} == {row["honoured_at"] for row in world.rows(consent)}


def test_what_is_no_number_is_a_sentence(world: World, tmp_path: Path) -> None:
    """Nothing but what is wrong is said."""
    said = number(world, tmp_path, "Anna")

    assert said == "asapcomms: Anna is not one telephone number; write it as +15035550100.\n"
