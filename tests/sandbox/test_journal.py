"""What survives a restart."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.sandbox.running import (
    PATIENT,
    Sandbox,
    finished,
    running,
    scheduled,
    seen_from_outside,
    wait_until,
)
from tests.world.ports import free_port
from worker.errors import CannotStart
from worker.sandbox.inbox import Journal
from worker.settings import SANDBOX_NUMBER


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


@pytest.mark.processes
def test_counts_survive_a_kill(tmp_path: Path) -> None:
    """A text that was accepted is counted though its caller had no answer and the sandbox was killed."""
    port = free_port()
    with process(tmp_path, port) as (sandbox, killed):
        sandbox.play(creates=[{"play": "reset-after-accepting"}])
        for number in range(20):
            with pytest.raises(requests.ConnectionError):
                sandbox.post(
                    To=PATIENT, From=SANDBOX_NUMBER, Body=f"https://example.com/a/{number}"
                )
        killed.kill()
        killed.wait()

    with process(tmp_path, port) as (sandbox, _):
        counts = sandbox.get("/counts.json").json()
        assert counts["links"] == {str(number): 1 for number in range(20)}
        assert sandbox.get("/behaviour").json()["creates"] == []


@contextmanager
def process(home: Path, port: int) -> Iterator[tuple[Sandbox, "subprocess.Popen[bytes]"]]:
    """Run a sandbox in a process of its own, as `asapcomms up` does."""
    command = (sys.executable, "-m", "uvicorn", "--factory", "worker.sandbox.app:create_app")
    options = ("--port", str(port), "--no-access-log", "--log-level", "warning")
    environment = {**os.environ, "ASAPCOMMS_HOME": str(home)}
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen((*command, *options), env=environment) as running_now:
        try:
            wait_until(lambda: answers(url), 30)
            with seen_from_outside(url, home) as sandbox:
                yield sandbox, running_now
        finally:
            running_now.kill()


def answers(url: str) -> bool:
    """Whether a sandbox has started."""
    try:
        return requests.get(f"{url}/healthz", timeout=1).ok
    except requests.ConnectionError:
        return False


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A data folder that cannot be had stops the start with a sentence."""
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(CannotStart, match="cannot keep its texts"):
        Journal(tmp_path / "taken" / "sandbox.jsonl")
