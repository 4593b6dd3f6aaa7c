"""What the settings say of the outside."""

from zoneinfo import ZoneInfo

import pytest

from tests.doctor.reading import ACCOUNT, bad, notes, settings, wrong
from tests.world.office import NOW
from worker.doctor import settings as wishes
from worker.errors import CannotStart
from worker.up import banner

DENVER = f"{NOW.astimezone(ZoneInfo('America/Denver')):%Y-%m-%d %H:%M}"


def test_settings_that_make_sense(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that sends by Twilio with its own account, address and key has nothing to do."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.5")
    told = settings(
        twilio_account_sid=ACCOUNT, public_url="https://asap.example.org", api_keys="a/b"
    )

    assert [] == bad(wishes.examine(told, NOW))


@pytest.mark.parametrize(("told", "found"), [("", 1), ("10.0.0.5", 0), ("*", 0)])
def test_a_proxy_elsewhere_must_be_trusted(
    monkeypatch: pytest.MonkeyPatch, told: str, found: int
) -> None:
    """Behind one that is not, all patients are one address."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", told)
    office = settings(
        twilio_account_sid=ACCOUNT, public_url="https://asap.example.org", api_keys="a/b"
    )

    assert found == len([one for one in notes(wishes.examine(office, NOW)) if "FORWARDED" in one])


def test_each_setting_that_cannot_be_understood_is_a_finding() -> None:
    """Two wrong settings are two lines."""
    found = wishes.unreadable(CannotStart("PORT is wrong.\nTIME_ZONE is wrong."))

    assert ["PORT is wrong.", "TIME_ZONE is wrong."] == wrong(found)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000", "https://localhost", "https://10.0.0.5", "https://server", ""],
)
def test_links_that_no_phone_can_open_are_wrong(url: str) -> None:
    """A text by Twilio must not lead to this machine or a private network."""
    found = wishes.examine(
        settings(twilio_account_sid=ACCOUNT, public_url=url, api_keys="a/b"), NOW
    )

    (sentence,) = wrong(found)
    assert "which no patient's phone can reach." in sentence


def test_links_without_encryption_are_wrong() -> None:
    """A patient's link travels by https."""
    told = settings(twilio_account_sid=ACCOUNT, public_url="http://example.org", api_keys="a/b")

    (sentence,) = wrong(wishes.examine(told, NOW))
    assert "unprotected" in sentence


def test_a_sandbox_may_link_to_this_machine() -> None:
    """Nobody's phone is concerned where no text goes out."""
    told = settings(
        twilio_account_sid=ACCOUNT, twilio_api_url="http://127.0.0.1:8010", api_keys="a/b"
    )

    assert [] == bad(wishes.examine(told, NOW))


@pytest.mark.parametrize("machine", ["UTC", "Etc/UTC"])
def test_a_zone_that_nobody_has_named_is_a_note(machine: str) -> None:
    """A server in UTC says nothing of where the office is."""
    guessed = settings(time_zone=machine, api_keys="a/b")
    guessed.model_fields_set.discard("time_zone")  # as on a machine that keeps this zone

    (sentence,) = notes(wishes.examine(guessed, NOW))
    assert f"({machine}), which is only what this machine keeps." in sentence
    assert "Time zone" in banner.facts(guessed)
    assert "set TIME_ZONE" in banner.facts(guessed)["Time zone"]


def test_the_offices_clock_is_shown() -> None:
    """Whoever reads the report sees at a glance whether the zone is right."""
    found = wishes.examine(settings(time_zone="America/Denver", api_keys="a/b"), NOW)

    shown = [each.found for each in found if "clock" in each.found]
    assert [f"The office's clock shows {DENVER} (America/Denver)."] == shown
