"""`asapcomms doctor`, `asapcomms migrate` and the worker's start, as they are typed."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.crash import copies
from tests.world.office import World

pytestmark = pytest.mark.processes

WELL = {
    "REQUIRE_SUBSCRIPTION": "true",
    "TIME_ZONE": "UTC",
    "API_KEYS": "a/b",
}


def run(folder: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with nothing but these settings."""
    return copies.run(("asapcomms", *words), folder, {"COLUMNS": "80", **told})


def start(folder: Path, **told: str) -> subprocess.CompletedProcess[str]:
    """Load the worker in a folder as dramatiq does, with nothing but these settings."""
    return copies.run(("python", "-m", "worker.main"), folder, {"COLUMNS": "80", **told})


def database_of(world: World) -> str:
    """Return a world's address."""
    return world.store.engine.url.render_as_string(hide_password=False)


def test_an_installation_that_is_well(tmp_path: Path, world: World, redis_url: str) -> None:
    """The exit code is 0, and machines read the same as people."""
    told = {**WELL, "DATABASE_URL": database_of(world), "REDIS_URL": redis_url}

    people = run(tmp_path, "doctor", **told)
    machines = run(tmp_path, "doctor", "--json", **told)

    assert (0, "") == (people.returncode, people.stderr)
    assert people.stdout.splitlines()[-1].startswith("Nothing is wrong")
    findings: list[dict[str, Any]] = json.loads(machines.stdout)
    assert {"settings", "database", "office", "processes", "redis", "gateway"} == {
        finding["part"] for finding in findings
    }
    still = [each["found"] for each in findings if "clock shows" not in each["found"]]
    assert all(found in people.stdout for found in still)


def test_an_installation_that_is_not(tmp_path: Path) -> None:
    """The exit code is 1, and nothing was made."""
    ran = run(tmp_path, "doctor", REDIS_URL="redis://127.0.0.1:1")

    assert 1 == ran.returncode
    assert "WRONG  There is no database at" in ran.stdout
    assert "WRONG  No Redis server listens there." in ran.stdout
    assert [] == list(tmp_path.iterdir())


def test_settings_that_cannot_be_understood(tmp_path: Path) -> None:
    """They are findings, and the rest is not looked at."""
    ran = run(tmp_path, "doctor", "--json", PORT="0", TIME_ZONE="Moon")

    assert (1, ["settings", "settings"]) == (
        ran.returncode,
        [finding["part"] for finding in json.loads(ran.stdout)],
    )


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://a@b/c"])
def test_a_url_that_cannot_be_used(tmp_path: Path, url: str) -> None:
    """It is a finding of the database."""
    ran = run(tmp_path, "doctor", DATABASE_URL=url)

    assert 1 == ran.returncode
    assert "WRONG  DATABASE_URL cannot be used" in ran.stdout
    assert "" == ran.stderr


def test_a_migration_is_shown_first(tmp_path: Path) -> None:
    """A dry run names each table, and makes not even the file."""
    ran = run(tmp_path, "migrate", "--dry-run")

    assert (0, "") == (ran.returncode, ran.stderr)
    assert "create asapcomms_request" in ran.stdout
    assert "It is empty, so Open Dental's tables are created too" in ran.stdout
    assert [] == list(tmp_path.iterdir())


def test_a_migration_needs_no_answer_without_a_terminal(tmp_path: Path) -> None:
    """A release script runs it, and runs it again."""
    first = run(tmp_path, "migrate")
    second = run(tmp_path, "migrate", "--yes")

    assert (0, 0) == (first.returncode, second.returncode)
    assert first.stdout.endswith("Done.\n")
    assert second.stdout.endswith("this service's own tables are up to date.\n")


def test_the_worker_does_not_start_on_what_it_cannot_use(tmp_path: Path) -> None:
    """It ends with the sentence, before it takes a message."""
    ran = start(tmp_path, TIME_ZONE="UTC", DATABASE_URL="sqlite:///empty.db")

    assert 1 == ran.returncode
    assert ran.stderr.startswith("There is no database at")
    assert 1 == len(ran.stderr.splitlines())


def test_the_worker_starts_while_its_database_is_away(tmp_path: Path) -> None:
    """A server that does not answer yet is waited for."""
    away = "mysql://a:b@127.0.0.1:1/c"
    ran = start(tmp_path, TIME_ZONE="UTC", DATABASE_URL=away)

    assert (0, "") == (ran.returncode, ran.stderr)


def test_the_worker_starts_on_what_it_can_use(tmp_path: Path, world: World) -> None:
    """A migrated database is no hindrance."""
    ran = start(tmp_path, TIME_ZONE="UTC", DATABASE_URL=database_of(world))

    assert (0, "") == (ran.returncode, ran.stderr)
