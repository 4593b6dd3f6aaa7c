"""Every command in the README does what the README says."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.readme.listed import README, ROOT
from tests.world import memory
from tests.world.up import Up

pytestmark = pytest.mark.processes

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def commands(language: str, page: Path = README) -> list[str]:
    """Return the blocks of a language in the README, or another page."""
    return [text for name, text in _FENCED.findall(page.read_text()) if name == language]


@pytest.fixture(scope="module")
def up() -> Iterator[Up]:
    """Return what the README's first command starts."""
    (make_up,) = commands("console")
    with tempfile.TemporaryDirectory(dir=memory.short()) as folder:
        home = Path(folder)
        started = Up.start(home, home / "errors", "/bin/sh", "-c", f"cd {ROOT} && exec {make_up}")
        yield started
        started.end()


def shell(up: Up, command: str) -> str:
    """Run a command of the README, on the ports that this test has."""
    ours = command.replace(":8000", f":{up.settings['PORT']}")
    done = subprocess.run(
        ["/bin/sh", "-c", ours], check=True, capture_output=True, text=True, timeout=30
    )
    return done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="the requests need curl")
@pytest.mark.parametrize("number", range(3))
def test_each_look_up_finds_something(up: Up, number: int) -> None:
    """The page of look-ups asks for what the demo practice has."""
    asked = commands("sh", ROOT / "docs" / "lookups.md")
    found = json.loads(shell(up, asked[number]))

    assert 3 == len(asked)
    assert found
    assert {"AptNum", "OpNum"} & found[0].keys()


@pytest.mark.skipif(not shutil.which("curl"), reason="the requests need curl")
def test_each_call_of_the_history_finds_something(up: Up) -> None:
    """The page of the history asks for what the demo practice has."""
    lines, table, weeks = (
        shell(up, asked) for asked in commands("sh", ROOT / "docs" / "history.md")
    )

    assert json.loads(lines)["offers"]
    assert table.startswith("AsapCommNum,PatNum,patient")
    assert json.loads(weeks)["all"]["openingsOffered"]


@pytest.mark.skipif(not shutil.which("curl"), reason="the requests need curl")
def test_the_demo_list_may_be_offered_an_opening(up: Up) -> None:
    """The page of openings shows beforehand what its next command does."""
    beforehand, done = commands("sh", ROOT / "docs" / "openings.md")
    shown = json.loads(shell(up, beforehand))

    assert done == beforehand.replace(' \\"dryRun\\": true,', "")
    assert len(shown["offers"]) > 1
    assert shown["textsToSend"] > 1


@pytest.mark.skipif(not shutil.which("curl"), reason="the README's requests need curl")
def test_the_first_offer_is_sent(up: Up) -> None:
    """The README's request is answered with an offer, which its next one shows as sent."""
    ask, look, *_ = commands("sh")
    answer = shell(up, ask)
    deadline = time.monotonic() + 20
    while "PendingRsvp" not in shell(up, look) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert '"FKey":11939' in answer
    assert '"SmsSendStatus":"SendSuccessful"' in shell(up, look)


def test_the_queue_example_makes_an_offer(up: Up, tmp_path: Path) -> None:
    """The README's producer runs as it stands, given an address and a day to come."""
    (example,) = commands("python")
    script = tmp_path / "producer.py"
    tomorrow = time.strftime("%Y-%m-%d", time.localtime(time.time() + 86_400))
    redis_url = f"unix://{up.settings['ASAPCOMMS_HOME']}/redis.sock"
    named = example.replace("11939", "12101").replace("2026-12-24", tomorrow)
    script.write_text(f"REDIS_URL = {redis_url!r}\n{named}")
    subprocess.run([sys.executable, str(script)], check=True, cwd=tmp_path, timeout=30)

    deadline = time.monotonic() + 20
    look = commands("sh")[1]
    while '"FKey":12101' not in shell(up, look) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert '"FKey":12101' in shell(up, look)


def test_the_look_before_the_leap_works(up: Up) -> None:
    """Migration, its preview and the check-up run as the README writes them."""
    (block,) = commands("sh")[2:]
    done = subprocess.run(
        ["/bin/sh", "-c", block],
        env={
            **os.environ,
            **up.settings,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "API_KEYS": "demo/demo",
            "TWILIO_API_URL": f"http://127.0.0.1:{up.settings['SANDBOX_PORT']}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)


def test_make_targets_are_documented_ones() -> None:
    """Every make target that the README and CONTRIBUTING name exists."""
    texts = README.read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"`make (\w+)", texts))
    there = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert named <= there
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
