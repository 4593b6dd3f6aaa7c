"""What survives a restart."""

from pathlib import Path

import pytest

from tests.sandbox.running import PATIENT, Sandbox, finished, running, scheduled
from worker.errors import CannotStart
from worker.sandbox.journal import Journal


def test_texts_survive(sandbox: Sandbox) -> None:
    """After a restart every text is there as it was."""
    first = finished(sandbox, sandbox.send("first"))
    sandbox.send("second", to="+15035550101")

    with running(sandbox.home) as again:
        assert [text.body for text in again.client.messages.list()] == ["second", "first"]
        [kept] = again.client.messages.list(to=PATIENT)
        assert {**vars(kept), "_version": 0} == {**vars(first), "_version": 0}


def test_changes_survive(sandbox: Sandbox) -> None:
    """After a restart a text that was called off, emptied or deleted still is."""
    canceled = scheduled(sandbox).update(status="canceled")
    redacted = sandbox.send("Hello").update(body="")
    finished(sandbox, sandbox.send("gone")).delete()

    with running(sandbox.home) as again:
        texts = {text.sid: text for text in again.client.messages.list()}
        assert texts[canceled.sid].status == "canceled"
        assert texts[redacted.sid].body == ""
        assert len(texts) == 2


def test_torn_last_line(sandbox: Sandbox) -> None:
    """A last line that was cut off costs that text only, and the next one is whole."""
    sandbox.send("first")
    sandbox.send("torn")
    journal = sandbox.home / "sandbox.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])

    with running(sandbox.home) as again:
        assert [text.body for text in again.client.messages.list()] == ["first"]
        again.send("next")
    with running(sandbox.home) as once_more:
        assert [text.body for text in once_more.client.messages.list()] == ["next", "first"]


def test_spoilt_line(sandbox: Sandbox) -> None:
    """A line that cannot be read is left out, and pages still work around it."""
    for number in range(4):
        sandbox.send(f"text {number}")
    journal = sandbox.home / "sandbox.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([lines[0], b"spoilt\n", *lines[2:]]))

    with running(sandbox.home) as again:
        texts = again.client.messages.stream(to=PATIENT, page_size=1)
        assert [text.body for text in texts] == ["text 3", "text 2", "text 0"]


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A data folder that cannot be had stops the start with a sentence."""
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(CannotStart, match="cannot keep its texts"):
        Journal(tmp_path / "taken" / "sandbox.jsonl")
