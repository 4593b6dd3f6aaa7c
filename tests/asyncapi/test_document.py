"""The queue's AsyncAPI document: it is the code's, its own parser takes it, and messages keep to it."""

import copy
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.messages import CreateAsapComm, CreateOpening
from tests.asyncapi.document import document
from tests.contract.servers import missing
from tests.queue.test_producer import produce
from tests.readme.listed import ASYNCAPI, asyncapi
from tests.world.stack import Stack

PARSER = "@asyncapi/parser@3.6.3"
CHECK = Path(__file__).with_name("check.mjs")


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with AsyncAPI's own parser, from npm's registry."""
    if not shutil.which("npm"):
        missing("npm is not installed; install npm.")
    folder = tmp_path_factory.mktemp("npm")
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", PARSER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    yield folder
    shutil.rmtree(folder)


def examined(parser: Path, *documents: tuple[str, list[Any]]) -> list[dict[str, list[str]]]:
    """Have the parser read documents, and hold messages against each."""
    said = subprocess.run(
        ["node", str(CHECK), str(parser)],
        input=json.dumps([{"document": text, "messages": sent} for text, sent in documents]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
    )
    found: list[dict[str, list[str]]] = json.loads(said.stdout)
    return found


def test_the_file_is_the_codes() -> None:
    """``python -m tests.readme`` writes it anew."""
    assert ASYNCAPI.read_text() == asyncapi()


def test_its_example_is_understood() -> None:
    """The worker reads the keyword arguments of the example."""
    (example,) = document()["components"]["messages"]["create-asapcomm"]["examples"]

    assert CreateAsapComm.model_validate(example["payload"]["kwargs"]).op == 2


def test_its_example_of_an_opening_is_understood() -> None:
    """The worker reads the keyword arguments of that example too."""
    (example,) = document()["components"]["messages"]["create-opening"]["examples"]

    assert CreateOpening.model_validate(example["payload"]["kwargs"]).length_minutes == 60


@pytest.mark.processes
@pytest.mark.timeout(300)
def test_messages_keep_to_it(parser: Path, stack: Stack, tmp_path: Path) -> None:
    """What a stock producer and our own web have put on the queue is what the document says.

    The parser does look: an operation without its channel is an error.
    """
    produce(stack, tmp_path, "2023-10-18 14:00:00")
    stack.post(headers={"Prefer": "respond-async"})
    messages = [json.loads(body) for body in stack.redis.hvals("dramatiq:asapcomm.msgs")]
    wrong = copy.deepcopy(messages[0])
    wrong["kwargs"]["op"] = "two"
    other = {**messages[0], "actor_name": "send-asapcomm"}
    broken = document()
    broken["operations"]["create-asapcomm"].pop("channel")
    held_against = [*messages, wrong, other]
    found, refused = examined(
        parser, (ASYNCAPI.read_text(), held_against), (json.dumps(broken), [])
    )

    assert [] == found["diagnostics"]
    assert 2 == len(messages)
    assert ["", ""] == found["mistakes"][:2]
    assert all(found["mistakes"][2:])
    assert refused["diagnostics"]
