"""``asapcomms number N``, as a person types it."""

import pytest
from typer.testing import CliRunner

from tests.world.office import World
from tests.world.provider import ANNA, reply
from worker.cli import app


@pytest.fixture(autouse=True)
def database(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command find the world."""
    url = world.store.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("TIME_ZONE", "UTC")
    reply(world, "STOP")


def test_a_number_is_shown() -> None:
    """It says first whether the number is texted."""
    ran = CliRunner().invoke(app, ["number", "(503) 555-0100"])

    assert ran.exit_code == 0
    assert f"+{ANNA} is not texted: whoever answers it has said stop" in ran.stdout


@pytest.mark.parametrize(("typed", "expected"), [("y\n", "is texted, since"), ("n\n", "said stop")])
def test_clearing_asks_for_the_patients_wish(typed: str, expected: str) -> None:
    """Only who wants texts is texted again."""
    CliRunner().invoke(app, ["number", ANNA, "--clear"], input=typed)

    assert expected in CliRunner().invoke(app, ["number", ANNA]).stdout


def test_yes_is_not_asked() -> None:
    """A script says it beforehand."""
    ran = CliRunner().invoke(app, ["number", ANNA, "--clear", "--yes"])

    assert ran.stdout.endswith("It is texted again.\n")
