"""Every step is proven on every kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.engines import KINDS, Engines
from tests.world.office import World


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, engines: Engines, tmp_path: Path) -> Iterator[World]:
    """Return a fresh office on each kind of database."""
    made = World.on(engines.store(request.param, tmp_path))
    yield made
    made.store.close()
