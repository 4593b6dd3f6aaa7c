"""The command that reconciles, against the sandbox by Twilio's own client."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.gateways.sending import gateway
from tests.sandbox.conftest import sandbox, stage
from tests.sandbox.running import Sandbox
from tests.steps.text.restoring import Backup
from tests.steps.text.test_sender import offers_to
from tests.world.office import World
from worker.cli import app
from worker.commands import reconcile
from worker.errors import Unavailable
from worker.steps.hold import still_held
from worker.store.engine import Store
from worker.store.ledger import tables as own
from worker.store.practice import tables

__all__ = ["sandbox", "stage"]

Reconciles = Callable[..., Result]


@pytest.fixture
def reconciles(
    world: World, sandbox: Sandbox, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Reconciles:
    """Have the command work on a world's database, on its clock."""
    told = {
        "DATABASE_URL": str(world.store.engine.url),
        "REDIS_URL": redis_url,
        "PUBLIC_URL": world.office.base_url,
        "TIME_ZONE": "UTC",
        "TWILIO_API_URL": sandbox.url,
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reconcile, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(Store, "now", lambda _: world.now)

    def run() -> Result:
        return CliRunner().invoke(app, ["reconcile"])

    return run


def test_what_the_provider_has_is_told(
    world: World, sandbox: Sandbox, reconciles: Reconciles
) -> None:
    """Texts of the backup's offers are adopted; one of a later request is named."""
    world.policy(gateway=gateway(sandbox.url))
    nums = offers_to(world, 3)
    backup = Backup(world)
    for num in nums[:2]:
        world.send(num)
    world.text()
    backup.restore()

    first, second = reconciles(), reconciles()

    assert 0 == first.exit_code
    assert "Looked at 3 texts at the provider" in first.stdout
    assert "Had gone out and were not known here: 2." in first.stdout
    assert "Due and not at the provider: 1." in first.stdout
    assert "With a link that nothing here has: 1 (SM" in first.stdout
    assert "Texts looked at: 3" in first.stderr
    assert "Had gone out and were not known here: 0." in second.stdout
    assert 2 == len(world.rows(own.attempt)) == len(world.rows(tables.smstomobile))
    assert [] == still_held(world.store)


def test_a_provider_that_is_away_leaves_everything_held(
    world: World, reconciles: Reconciles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says to run it again; a person's release does not end that hold."""
    monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:1")
    failed = reconciles().exception
    released = CliRunner().invoke(app, ["release"]).exception
    (held,) = still_held(world.store)

    assert isinstance(failed, Unavailable)
    assert "Everything stays held; run this again." in failed.sentence
    assert "Sending is not held." in str(released)
    assert "by asapcomms" in held
    assert 0 == CliRunner().invoke(app, ["release", "--unreconciled"]).exit_code
    assert [] == still_held(world.store)
