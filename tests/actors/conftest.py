"""What the tests of the actors share."""

from collections.abc import Iterator

import pytest

from tests.world import logs
from tests.world.logs import Lines
from worker.queue import middleware as again


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a worker that tries again at once; how long it waits is no matter here."""
    monkeypatch.setattr(again, "AGAIN_SECONDS", 0.01)


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Return what the service writes."""
    with logs.written() as lines:
        yield lines
