"""What the tests of the actors share."""

import pytest

from worker.queue import again


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a worker that tries again at once; how long it waits is no matter here."""
    monkeypatch.setattr(again, "AGAIN_SECONDS", 0.01)
