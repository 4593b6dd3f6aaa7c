"""The command that lists, shows, replays and drops messages."""

import json
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner, Result

from tests.world.office import APT, OP, START, World
from worker.cli import app
from worker.errors import Conflict, Refused
from worker.queue.kinds import CREATE, CREATE_QUEUE
from worker.steps.dead_letter import keep
from worker.store.ledger import tables as own

ID: Final = "0d4c2f1e-5a0b-4c57-9a39-5d6f4f1f2a3b"


@pytest.fixture(autouse=True)
def _office(world: World, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command work on a world's database, where a message is kept."""
    monkeypatch.setenv("DATABASE_URL", str(world.store.engine.url))
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.chdir(tmp_path)
    told = {"op": OP, "aptNum": "x", "dateTimeStart": str(START)}
    reason = "aptNum must be a whole number."
    keep(ID, CREATE_QUEUE, CREATE.actor, [[], told], reason, world.store, world.now)


def messages(*words: str, typed: str = "") -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["messages", *words], input=typed)


def test_a_message_is_found_corrected_and_replayed(world: World) -> None:
    """And is no longer in the list then, but can still be shown."""
    listed, shown = messages("list").stdout, messages("show", ID).stdout
    replayed = messages("replay", ID, "--set", f"aptNum={APT}")

    assert ID in listed
    assert "aptNum must be a whole number." in listed
    assert "x" not in listed.replace(ID, "").split()
    assert '"aptNum": "x"' in shown
    assert f"It is on the queue, as request {ID}.\n" == replayed.stdout
    assert [APT] == [row["apt_num"] for row in world.rows(own.request)]
    assert "No message is kept, and none is dead.\n" == messages("list").stdout
    assert f"request     {ID}" in messages("show", ID).stdout
    assert isinstance(messages("replay", ID).exception, Conflict)
    assert [] == json.loads(messages("list", "--json").stdout)
    assert "replayed" == json.loads(messages("show", ID, "--json").stdout)["outcome"]


def test_a_body_is_read_from_standard_input(world: World) -> None:
    """As a file that somebody has edited."""
    body = json.dumps({"op": OP, "aptNum": APT, "dateTimeStart": str(START)})

    assert 0 == messages("replay", ID, "--body", "-", typed=body).exit_code
    assert 1 == len(world.rows(own.request))


def test_a_message_is_dropped_with_a_reason() -> None:
    """Which whoever comes later is told."""
    assert "It is dropped.\n" == messages("drop", ID, "--why", "Asked for by telephone").stdout
    over = messages("replay", ID).exception

    assert isinstance(over, Conflict)
    assert over.sentence.endswith("Asked for by telephone")
    assert "Asked for by telephone" in messages("show", ID).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("replay", ID, "--set", "aptNum"), "A correction is a name, = and a value"),
        (("replay", ID, "--set", "=5"), "A correction is a name, = and a value"),
        (("replay", ID, "--body", "{"), "The body is no JSON."),
        (("replay", ID, "--body", "[]"), "The body must be a JSON object."),
        (("replay", ID, "--set", "op="), "op is missing"),
        (("replay", ID, "--set", "aptNum=y"), "aptNum must be a whole number."),
        (("drop", ID, "--why", " "), "Say why"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(world: World, words: tuple[str, ...], said: str) -> None:
    """Nothing is changed by it."""
    failed = messages(*words).exception

    assert isinstance(failed, Refused)
    assert said in failed.sentence
    assert world.row(own.kept_message)["outcome"] is None
