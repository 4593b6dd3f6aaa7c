"""Settings that would double a text, or promise what cannot be kept, stop the start."""

import pytest

from worker.errors import CannotStart
from worker.rules.attempt import UnknownPolicy
from worker.settings import Settings, load_settings

SERVICE = "MG" + "0" * 32


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


def test_insurance_needs_a_messaging_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number keeps no text for later, so nobody is promised that it does."""
    monkeypatch.setenv("UNKNOWN_POLICY", "resend,2:insured")

    with pytest.raises(CannotStart, match="needs TWILIO_MESSAGING_SERVICE_SID"):
        load_settings()


def test_insurance_by_a_messaging_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service keeps texts for later."""
    monkeypatch.setenv("UNKNOWN_POLICY", "insured")
    monkeypatch.setenv("TWILIO_MESSAGING_SERVICE_SID", SERVICE)

    assert UnknownPolicy.INSURED is load_settings().unknown_policy.everywhere


def test_a_policy_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The start is stopped with the setting's name and what may be written."""
    monkeypatch.setenv("UNKNOWN_POLICY", "sometimes")

    with pytest.raises(CannotStart, match="UNKNOWN_POLICY must be resend, never or insured"):
        load_settings()
