"""What the tests of the actors share."""

import pytest

from worker.queue import broker


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a worker that tries again at once; how long it waits is no matter here."""
    monkeypatch.setattr(broker, "RETRY_MILLISECONDS", 1)
    monkeypatch.setattr(broker, "LONGEST_RETRY_MILLISECONDS", 5)
    monkeypatch.setattr(broker, "DELAYED_POLL_SECONDS", 0.02)
