"""What the sandbox's tests share."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.running import Sandbox, Stage, seen_from_outside, serving, settings_in
from worker.sandbox.app import create_app


@pytest.fixture(scope="session")
def stage() -> Iterator[tuple[Stage, str]]:
    """One server for all tests, with its address."""
    stage = Stage()
    with serving(stage) as url:
        yield stage, url


@pytest.fixture
def sandbox(stage: tuple[Stage, str], tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox with no texts; the logs it configures are taken back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    front, url = stage
    front.app = create_app(settings_in(tmp_path))
    with seen_from_outside(url, tmp_path) as ready:
        yield ready
    root.handlers[:] = handlers
    root.setLevel(level)
