"""The list of the settings."""

import pytest
from pydantic import SecretStr

from worker.api_key import ApiKey
from worker.settings import Settings
from worker.settings_table import show, shown_value


def test_every_setting_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each setting stands there with its meaning, unbroken."""
    show(Settings())
    shown = " ".join(capsys.readouterr().out.split())

    for name, field in Settings.model_fields.items():
        assert f"{name.upper()} " in shown
        assert " ".join((field.description or "?").split()) in shown


def test_no_secret_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Keys, tokens and passwords stay hidden."""
    show(
        Settings(
            api_keys=(ApiKey.parse("hush/hush"),),
            twilio_auth_token=SecretStr("hush"),
            redis_url="redis://:hush@cache",
            database_url="postgresql+psycopg://odb:hush@db/od",
        )
    )

    assert "hush" not in capsys.readouterr().out


def test_it_fits_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but a long path runs over the edge of a terminal."""
    monkeypatch.setenv("COLUMNS", "80")

    show(Settings())

    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 80 and "/" not in line] == []


def test_what_was_left_out_is_shown_filled_in() -> None:
    """The value is the one in use."""
    assert shown_value(Settings(port=9000), "public_url") == "http://127.0.0.1:9000"
