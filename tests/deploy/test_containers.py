"""The container file and the compose file, read by tools that know their rules."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyOptions

from tests.deploy.site import DEPLOY, ROOT
from worker.settings import Settings
from worker.up.procfile import PROCFILE, find_program, words

CONTAINERFILE = DEPLOY / "Containerfile"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Return what the compose file runs."""
    options = PyOptions()
    options.apply_merge = True
    compose = options.from_yaml((DEPLOY / "compose.yaml").read_text())
    compose.validate()
    found: dict[str, Any] = compose.to_dict()["services"]
    return found


def test_hadolint_has_nothing_to_say() -> None:
    """The container file keeps the rules that its linter knows."""
    done = subprocess.run(
        [find_program("hadolint"), str(CONTAINERFILE)], capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stdout)


@pytest.mark.processes
def test_what_is_copied_is_enough(tmp_path: Path) -> None:
    """The command that makes the environment works with nothing but the files copied before it."""
    steps = CONTAINERFILE.read_text().split("\nFROM")[1].replace("\\\n", " ")
    source = tmp_path / "src"
    source.mkdir()
    for line in re.findall(r"^COPY (.+) \S+$", steps, re.MULTILINE):
        for name in line.split():
            _copy(ROOT / name, source / name)
    (sync,) = re.findall(r"&& (uv sync .+)", steps)
    environment = tmp_path / "env"
    told = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(environment)}
    command = shlex.split(sync.replace("--no-cache", "").replace("--compile-bytecode", ""))
    done = subprocess.run(
        [find_program("uv"), *command[1:], "--python", sys.executable],
        cwd=source,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shutil.rmtree(source)
    said = subprocess.check_output(
        [environment / "bin" / "asapcomms", "--version"], cwd=tmp_path, text=True
    )

    assert said.startswith("asapcomms ")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


@pytest.mark.parametrize("name", PROCFILE)
def test_compose_runs_the_procfile(services: dict[str, Any], name: str) -> None:
    """Each process has its line; web's port and its proxies are those of the containers' network."""
    command = services[name]["command"]
    told = shlex.split(command) if isinstance(command, str) else command
    _, *expected = words(PROCFILE[name], {"FORWARDED_ALLOW_IPS": "172.16.0.0/12"})
    program = shlex.split(PROCFILE[name])[0]

    assert [program, *(word.replace("127.0.0.1", "0.0.0.0") for word in expected)] == told  # noqa: S104


def test_compose_starts_nothing_before_its_tables(services: dict[str, Any]) -> None:
    """The processes wait for the migration, and for a Redis that answers."""
    waits = {name: services[name]["depends_on"] for name in PROCFILE}

    assert all("service_completed_successfully" in str(each["migrate"]) for each in waits.values())
    assert all("service_healthy" in str(each["redis"]) for each in waits.values())


def test_compose_keeps_what_redis_has(services: dict[str, Any]) -> None:
    """An append-only file, nothing ever evicted, on a volume."""
    redis = services["redis"]

    assert "--appendonly yes" in redis["command"]
    assert "--maxmemory-policy noeviction" in redis["command"]
    assert redis["volumes"]


def test_the_settings_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of settings is one as it stands, and names nothing that is no setting."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    file = DEPLOY / "asapcomms.env"
    told = Settings(_env_file=file)  # type: ignore[call-arg]
    named = {line.split("=")[0].lower() for line in file.read_text().splitlines() if "=" in line}

    assert named == told.model_fields_set
