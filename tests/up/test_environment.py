"""The environment that the parts share."""

from pathlib import Path

import pytest

from worker.api_key import ApiKey
from worker.settings import Settings
from worker.up.run import shared


def test_every_address_is_decided_once(tmp_path: Path) -> None:
    """Each part is told the same folder, database, broker and addresses."""
    environment = shared(Settings(port=9000, sandbox_port=9010))

    assert environment["ASAPCOMMS_HOME"] == str(tmp_path / ".asapcomms")
    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path}/.asapcomms/asapcomms.db"
    assert environment["REDIS_URL"] == f"unix://{tmp_path}/.asapcomms/redis.sock"
    assert environment["PUBLIC_URL"] == "http://127.0.0.1:9000"
    assert environment["TWILIO_API_URL"] == "http://127.0.0.1:9010"


def test_there_is_a_demo_key() -> None:
    """Without a key of one's own the demo key opens the API."""
    assert shared(Settings())["API_KEYS"] == "demo/demo"


def test_ones_own_key_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo key does not open an API that has a key."""
    monkeypatch.setenv("API_KEYS", "a/b")

    assert shared(Settings())["API_KEYS"] == "a/b"
    assert Settings().api_keys == (ApiKey.parse("a/b"),)


def test_a_key_in_the_file_stands(tmp_path: Path) -> None:
    """A key that .env names is not replaced: each part reads that file itself."""
    (tmp_path / ".env").write_text("API_KEYS=a/b\n")

    assert "API_KEYS" not in shared(Settings())


def test_ones_own_gateway_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gateway that is named is not replaced by the sandbox."""
    monkeypatch.setenv("TWILIO_API_URL", "https://api.twilio.com")

    assert shared(Settings())["TWILIO_API_URL"] == "https://api.twilio.com"
