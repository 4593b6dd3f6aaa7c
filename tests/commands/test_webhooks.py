"""The command that says who is told what happens."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.world.office import World
from worker.cli import app
from worker.errors import AsapError, NotFound, Refused
from worker.store.ledger.event_tables import endpoint

URL = "https://example.com/asapcomms"


@pytest.fixture(autouse=True)
def _database(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command work on a world's database."""
    monkeypatch.setenv("DATABASE_URL", str(world.store.engine.url))
    monkeypatch.chdir(tmp_path)


def webhooks(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["webhooks", *words])


def test_an_end_point_comes_and_goes(world: World) -> None:
    """What is added is listed without its secret, until it is removed."""
    assert "Nobody is told" in webhooks("list").output
    added = webhooks("add", URL).output
    assert "whsec_" in added
    assert "whsec_" not in webhooks("list").output
    assert "is told" in webhooks("list").output
    assert "whsec_" in webhooks("rotate", "1").output
    world.change(endpoint, failing_since=world.now)
    assert "fails since 2023-10-16 09:01 UTC" in webhooks("list").output
    world.change(endpoint, paused_at=world.now)
    assert "is paused since" in webhooks("list").output
    assert "0 events are on their way" in webhooks("replay", "1", "--since", "2023-10-16").output
    assert "paused" not in webhooks("list").output
    assert "is told nothing more" in webhooks("remove", "1").output


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        (("add", "x"), Refused, "An end point is an address such as"),
        (("add", "https://127.0.0.1/"), Refused, "WEBHOOK_NETWORKS"),
        (("rotate", "7"), NotFound, "End point 7 was not found."),
        (("remove", "7"), NotFound, "End point 7 was not found."),
        (("replay", "7", "--since", "2023-10-16"), NotFound, "End point 7 was not found."),
        (("replay", "7", "--since", "noon"), Refused, "--since is a time such as"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    words: tuple[str, ...], error: type[AsapError], said: str
) -> None:
    """Without a traceback."""
    done = webhooks(*words)

    assert isinstance(done.exception, error)
    assert said in done.exception.sentence
