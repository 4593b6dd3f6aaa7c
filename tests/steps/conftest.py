"""Every step is proven on every kind of database."""

import pytest

from tests.contract.engines import KINDS, Engines
from tests.world.office import World


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return a fresh office on each kind of database."""
    return World.on(engines.store(request.param))
