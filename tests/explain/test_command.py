"""``asapcomms show N``, as a person types it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.crash import copies
from tests.world.office import World

pytestmark = pytest.mark.processes


def show(world: World, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command on a world."""
    url = world.store.engine.url.render_as_string(hide_password=False)
    return copies.run(
        ("asapcomms", "show", *words), folder, {"DATABASE_URL": url, "TIME_ZONE": "UTC"}
    )


def test_each_fact_is_a_line(world: World, tmp_path: Path) -> None:
    """Without a terminal each fact stands on one line that begins with its time."""
    num = world.offered()
    world.send(num)

    ran = show(world, tmp_path, str(num))

    title, *facts, end = ran.stdout.splitlines()
    assert (0, "") == (ran.returncode, ran.stderr)
    assert f"Offer {num} for appointment 11939 (Broken); times are on the clock of UTC" == title
    assert 5 == len(facts)
    assert {"2023-10-16 09:01:25"} == {fact[:19] for fact in facts}
    assert end.startswith("Now SendSuccessful, PendingRsvp: ")


def test_json_is_for_machines(world: World, tmp_path: Path) -> None:
    """Names of the API, and every entry with its part."""
    num = world.offered()

    told = json.loads(show(world, tmp_path, str(num), "--json").stdout)

    assert (num, "SendNotAttempted") == (told["AsapCommNum"], told["SmsSendStatus"])
    assert "UTC" == told["timeZone"]
    assert ["request", "decision", "blockout"] == [entry["part"] for entry in told["entries"]]


def test_an_unknown_number_is_a_sentence(world: World, tmp_path: Path) -> None:
    """Exit code 1, and nothing but what is wrong."""
    ran = show(world, tmp_path, "77")

    assert (1, "") == (ran.returncode, ran.stdout)
    assert "asapcomms: There is no offer 77.\n" == ran.stderr
