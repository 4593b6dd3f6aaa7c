"""What every test of a way to deploy may ask for."""

from collections.abc import Iterator

import pytest

from tests.deploy.site import Site, site


@pytest.fixture
def own_site() -> Iterator[Site]:
    """Return a practice, a Redis and a sandbox, with no process of the service yet."""
    with site() as made:
        yield made
