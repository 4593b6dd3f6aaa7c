"""What the gateway's tests share."""

from collections.abc import Iterator

import pytest
from tenacity import wait_fixed

from tests.gateways.provider import Provider, performing
from tests.sandbox.conftest import sandbox, stage

__all__ = ["provider", "sandbox", "stage"]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget this machine's proxies and certificates."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again sooner than the service does."""
    monkeypatch.setattr("worker.gateways.twilio._backoff", wait_fixed(0.05))


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that accepts, unless told otherwise."""
    with performing() as ready:
        yield ready
