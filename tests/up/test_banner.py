"""What the terminal shows when everything is ready."""

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from worker.api_key import ApiKey
from worker.settings import Settings
from worker.up import banner
from worker.up.addresses import without_password

LATE_EVENING = datetime(2026, 3, 8, 3, 0, tzinfo=UTC)
"""Still the 7th in Los Angeles."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return an office on the west coast."""
    return Settings(asapcomms_home=tmp_path / ("far" * 30), time_zone="America/Los_Angeles")


def test_the_request_works_as_printed(settings: Settings) -> None:
    """A shell reads the printed request as the documentation's example for tomorrow."""
    words = shlex.split(banner.curl(settings, LATE_EVENING))

    assert words[:2] == ["curl", "http://127.0.0.1:8000/asapcomms"]
    assert "Authorization: ODFHIR demo/demo" in words
    assert "Content-Type: application/json" in words
    assert json.loads(words[-1]) == {
        "op": 2,
        "aptNum": 11939,
        "dateTimeStart": "2026-03-08 14:00:00",
    }


def test_the_request_is_not_wrapped(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request stands on the screen as it is, on a narrow terminal too."""
    monkeypatch.setenv("COLUMNS", "40")

    assert banner.curl(settings, LATE_EVENING) in banner.text(settings, LATE_EVENING)


def test_the_request_fits_80_columns(settings: Settings) -> None:
    """No line of the request is wider than a terminal."""
    assert max(len(line) for line in banner.curl(settings, LATE_EVENING).splitlines()) < 80


def test_every_place_is_shown(settings: Settings) -> None:
    """The facts name each part's place, whole, however long it is."""
    shown = banner.text(settings, LATE_EVENING)

    for fact in (
        "http://127.0.0.1:8000/docs",
        "http://127.0.0.1:8010/",
        f"sqlite:///{settings.home}/asapcomms.db",
        f"unix://{settings.home}/redis.sock",
        "demo/demo",
    ):
        assert fact in shown


def test_the_account_of_the_demo_practice_is_shown(settings: Settings) -> None:
    """Whoever starts the demo can sign in; an office's own database gets no such account."""
    mine = settings.model_copy(update={"database_url": "sqlite:////srv/office.db"})

    assert "/staff, name demo, password fill my openings" in banner.text(settings, LATE_EVENING)
    assert "password" not in banner.text(mine, LATE_EVENING)


def test_plain_text_where_there_is_no_terminal(settings: Settings) -> None:
    """A file or a pipe gets no colours."""
    assert "\x1b" not in banner.text(settings, LATE_EVENING)


def test_a_key_of_ones_own_is_not_shown(settings: Settings) -> None:
    """Neither the facts nor the request hold a secret."""
    mine = settings.model_copy(update={"api_keys": (ApiKey.parse("secret/secret"),)})

    assert "secret" not in f"{banner.facts(mine)} {banner.curl(mine, LATE_EVENING)}"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql+pymysql://odb:p%40ss@db/od", "mysql+pymysql://odb:***@db/od"),
        ("redis://:secret@cache:6379/1", "redis://:***@cache:6379/1"),
        ("redis://cache?password=secret&db=1", "redis://cache?password=***&db=1"),
        ("postgresql+psycopg://odb@db:5432/od", "postgresql+psycopg://odb@db:5432/od"),
        ("sqlite:////srv/a:b@c.db", "sqlite:////srv/a:b@c.db"),
    ],
)
def test_a_password_is_not_shown(url: str, shown: str) -> None:
    """An address is shown without what opens it."""
    assert without_password(url) == shown
