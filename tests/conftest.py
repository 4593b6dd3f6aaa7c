"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world.office import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Return a fresh office with a provider that keeps what it gets."""
    made = World.at(tmp_path)
    yield made
    made.store.close()
