"""What is found of the provider, by asking and never by sending."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.doctor.reading import ACCOUNT, bad, notes, settings, wrong
from tests.world.gateway import KeepingGateway
from tests.world.office import NOW
from worker.doctor import provider
from worker.gateways.port import CannotAsk, Habits
from worker.gateways.twilio import TwilioGateway

SENDER = {"twilio_account_sid": ACCOUNT, "twilio_from_number": "+15035550100"}


class RefusingGateway(KeepingGateway):
    """A provider that answers with a reason."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def habits(self) -> Habits:
        """Refuse."""
        raise CannotAsk(self.reason)


def examined(gateway: KeepingGateway, **told: Any) -> list[tuple[str, str]]:
    """Return what is not well."""
    return [(str(state), found) for state, found in bad(
        provider.examine(settings(**told), gateway, lambda: NOW))]  # fmt: skip


def test_a_provider_that_accepts_the_account() -> None:
    """It is asked once, and nothing is sent."""
    gateway = KeepingGateway()

    assert [] == examined(gateway, **SENDER)
    assert 1 == gateway.asked_habits
    assert [] == gateway.texts


def test_nothing_is_asked_without_an_account() -> None:
    """The sandbox's account is never shown to Twilio."""
    gateway = KeepingGateway()

    (finding,) = examined(gateway)

    assert (
        "note",
        "No Twilio account is set: only `asapcomms up` sends, to its sandbox.",
    ) == finding
    assert 0 == gateway.asked_habits


def test_another_service_than_twilio_is_a_note() -> None:
    """Whoever tries things out is reminded that no phone will ring."""
    told = settings(twilio_api_url="http://127.0.0.1:8010")

    (sentence,) = notes(provider.examine(told, KeepingGateway(), lambda: NOW))
    assert "they may reach no phone" in sentence


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("HTTP status 401", "does not accept the account or its token"),
        ("HTTP status 500", "answers with an error (HTTP status 500)"),
        ("NotConnected", "does not answer (NotConnected)"),
    ],
)
def test_a_provider_that_does_not_tell(reason: str, said: str) -> None:
    """A wrong token, an error and silence are told apart."""
    found = provider.examine(settings(**SENDER), RefusingGateway(reason), lambda: NOW)

    (sentence,) = wrong(found)
    assert said in sentence


def test_a_sender_that_was_forgotten() -> None:
    """The sandbox's number cannot send at Twilio."""
    found = provider.examine(settings(twilio_account_sid=ACCOUNT), KeepingGateway(), lambda: NOW)

    assert ["No sender is set: Twilio would refuse every text."] == wrong(found)


def test_the_real_gateway_says_what_it_could_not_reach() -> None:
    """The worker's own gateway is asked, within its own limits."""
    told = settings(twilio_api_url="http://127.0.0.1:1")

    (sentence,) = wrong(provider.examine(told, TwilioGateway.of(told), lambda: NOW))
    assert sentence.startswith("http://127.0.0.1:1 does not answer")


@pytest.mark.parametrize(
    ("seconds", "said"), [(-600, "600 seconds behind the database's"), (90, "90 seconds ahead of")]
)
def test_clocks_that_differ_are_told(seconds: int, said: str) -> None:
    """The provider's answer says what time it is there."""
    gateway = KeepingGateway()
    gateway.told = replace(gateway.told, utc=NOW + timedelta(seconds=seconds))

    (finding,) = examined(gateway, **SENDER)
    assert ("note", True) == (finding[0], said in finding[1])


@pytest.mark.parametrize("seconds", [-4, 0, 4])
def test_clocks_that_agree_are_well(seconds: int) -> None:
    """A few seconds are the way of the answer."""
    gateway = KeepingGateway()
    gateway.told = replace(gateway.told, utc=NOW + timedelta(seconds=seconds))

    assert [] == examined(gateway, **SENDER)


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        ({"hides_bodies": True}, "keeps no bodies of texts"),
        ({"hides_numbers": True}, "keeps no numbers of texts"),
        ({"hides_bodies": True, "hides_numbers": True}, "keeps no bodies and no numbers of texts"),
    ],
)
def test_what_the_provider_hides_is_told(hidden: dict[str, Any], said: str) -> None:
    """Where texts cannot be looked for none is sent again, and the office should know."""
    gateway = KeepingGateway()
    gateway.told = replace(gateway.told, **hidden)

    (finding,) = examined(gateway, **SENDER)
    assert ("note", True) == (finding[0], said in finding[1])


def test_who_never_sends_again_may_hide_all() -> None:
    """UNKNOWN_POLICY=never says already what follows."""
    gateway = KeepingGateway()
    gateway.told = replace(gateway.told, hides_bodies=True)

    assert [] == examined(gateway, **SENDER, unknown_policy="never")
