"""Settings that would double a text, or promise what cannot be kept, stop the start."""

from pathlib import Path

import pytest

from worker.errors import CannotStart
from worker.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the settings of whoever runs the tests out."""
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("looks", ["0.3,0.6,1", "15", "8,12,16", "15,59.9"])
def test_looks_that_end_too_early_are_refused(monkeypatch: pytest.MonkeyPatch, looks: str) -> None:
    """A slow call may reach the provider after the last look, and its text be sent again."""
    monkeypatch.setenv("UNKNOWN_LOOKS_SECONDS", looks)

    with pytest.raises(CannotStart, match="UNKNOWN_LOOKS_SECONDS must end at 60 or later"):
        load_settings()


@pytest.mark.parametrize("looks", ["60", "8,12,61", "15,60,180"])
def test_looks_that_outlast_a_call_are_taken(monkeypatch: pytest.MonkeyPatch, looks: str) -> None:
    """Only the last look decides."""
    monkeypatch.setenv("UNKNOWN_LOOKS_SECONDS", looks)

    assert looks == ",".join(f"{look:g}" for look in load_settings().unknown_looks_seconds)


@pytest.mark.parametrize("policy", ["sometimes", "insured", "resend,2:insured"])
def test_a_policy_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    """The start is stopped with the setting's name and what may be written."""
    monkeypatch.setenv("UNKNOWN_POLICY", policy)

    with pytest.raises(CannotStart, match="UNKNOWN_POLICY must be resend or never"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("PORT", "eighty", "PORT must be a whole number."),
        ("PORT", "80.5", "PORT must be a whole number."),
        ("PORT", "0", "PORT must be 1 or more."),
        ("SANDBOX_PORT", "70000", "SANDBOX_PORT must be 65535 or less."),
        ("POST_WAIT_SECONDS", "soon", "POST_WAIT_SECONDS must be a number."),
        ("POST_WAIT_SECONDS", "0", "POST_WAIT_SECONDS must be more than 0."),
        ("UNKNOWN_LOOKS_SECONDS", "15,x", "UNKNOWN_LOOKS_SECONDS must be a number."),
        ("KEEP_BLOCKOUTS", "perhaps", "KEEP_BLOCKOUTS must be true or false."),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be auto, console or json."),
        ("TEXTS_PER_WEEK", "-1", "TEXTS_PER_WEEK must be 0 or more."),
        ("PUBLIC_URL", "https://", "PUBLIC_URL must be an address such as https://texts"),
        (
            "PREVIOUS_PUBLIC_URLS",
            "https://old.test,new.test",
            "PREVIOUS_PUBLIC_URLS must begin with",
        ),
        ("TWILIO_API_URL", "http://host:port", "TWILIO_API_URL must be an address such as"),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(
    monkeypatch: pytest.MonkeyPatch, name: str, written: str, said: str
) -> None:
    """Nobody needs to know the library that reads the settings."""
    monkeypatch.setenv(name, written)

    with pytest.raises(CannotStart) as refused:
        load_settings()

    assert refused.value.sentence.startswith(said)
    assert "nput" not in refused.value.sentence


def test_a_file_that_cannot_be_read_is_said() -> None:
    """A .env in another encoding is one sentence."""
    Path(".env").write_bytes(b"PORT=\xff\xfe")

    with pytest.raises(CannotStart, match=r"The file .env in this folder cannot be read"):
        load_settings()
