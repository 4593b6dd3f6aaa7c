"""`asapcomms up` with an account of one's own: it sends by it, or it says what is missing."""

import pytest

from worker.errors import CannotStart
from worker.settings import Settings
from worker.up.account import require_known, uses_sandbox
from worker.up.run import shared

ACCOUNT = "AC" + "a" * 32
OWN = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": "secret"}
READY = {
    "api_keys": "a/b",
    "database_url": "sqlite:////srv/office.db",
    "public_url": "https://texts.example.org",
}


def settings(**told: str | int) -> Settings:
    """Return settings that nobody's .env has a say in."""
    return Settings(_env_file=None, **told)  # type: ignore[call-arg,arg-type]


def test_an_own_account_is_not_answered_by_the_sandbox() -> None:
    """Whoever names an account is never told that the sandbox's texts were sent."""
    own = settings(**OWN, **READY)

    assert not uses_sandbox(own)
    assert "TWILIO_API_URL" not in shared(own)
    assert "API_KEYS" not in shared(own)


@pytest.mark.parametrize("missing", READY)
def test_an_own_account_needs_an_office_of_ones_own(missing: str) -> None:
    """With real phones at the other end there is no demo key, demo practice or local link."""
    told = {name: value for name, value in READY.items() if name != missing}

    with pytest.raises(CannotStart, match=f"set {missing.upper()} for that"):
        require_known(settings(**OWN, **told))


@pytest.mark.parametrize(
    "told",
    [
        OWN,
        {"twilio_account_sid": ACCOUNT},
        {"twilio_auth_token": "secret"},
        {"twilio_api_url": "https://api.twilio.com"},
        {"twilio_api_url": "https://api.dublin.ie1.twilio.com", **OWN},
    ],
)
def test_everything_that_is_missing_is_said_at_once(told: dict[str, str]) -> None:
    """Nobody starts four times to learn of four settings."""
    with pytest.raises(CannotStart) as refused:
        require_known(settings(**told))

    sentence = refused.value.sentence
    assert all(name.upper() in sentence for name in READY)
    assert ("TWILIO_ACCOUNT_SID," in sentence) == ("twilio_account_sid" not in told)
    assert ("TWILIO_AUTH_TOKEN," in sentence) == ("twilio_auth_token" not in told)
    assert "TWILIO_API_URL=http://127.0.0.1:8010 to stay in the sandbox" in sentence
    assert sentence.count(". ") == 0


def test_the_demo_key_opens_no_account_of_ones_own() -> None:
    """Everybody knows demo/demo."""
    with pytest.raises(CannotStart, match="set API_KEYS for that"):
        require_known(settings(**OWN, **{**READY, "api_keys": "a/b,demo/demo:ReadAll"}))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {**OWN, "twilio_api_url": "http://127.0.0.1:8010"},
        {**OWN, "twilio_api_url": "http://localhost:9010/", "sandbox_port": 9010},
        {"twilio_api_url": "http://127.0.0.1:4010"},
        {**OWN, **READY},
    ],
)
def test_what_reaches_no_phone_needs_nothing(told: dict[str, str | int]) -> None:
    """The sandbox, a look-alike on this machine and a complete office may start."""
    require_known(settings(**told))


def test_a_sandbox_that_is_named_is_started() -> None:
    """Whoever writes the sandbox's own address means the sandbox."""
    assert uses_sandbox(settings(**OWN, twilio_api_url="http://localhost:8010"))
    assert not uses_sandbox(settings(twilio_api_url="http://127.0.0.1:4010"))
