"""What the tests of the logs share."""

from collections.abc import Iterator

import pytest

from tests.world import logs
from tests.world.logs import Lines
from tests.world.stack import Stack
from worker.store.practice import tables


@pytest.fixture
def lines(stack: Stack) -> Iterator[Lines]:
    """Return what the service writes about a patient called Anna Miller."""
    stack.world.change(tables.patient, l_name="Miller", preferred="Annie")
    with logs.written() as lines:
        yield lines
