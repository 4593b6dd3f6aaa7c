"""The gateway against the sandbox, through Twilio's own client."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.gateways.sending import AGE, PATIENT, TEXT, TOKEN, gateway
from tests.sandbox.running import SERVICE, Sandbox, finished
from worker.gateways import codes
from worker.gateways.port import Accepted, CannotAsk, NotSent
from worker.rules.attempt import OutgoingText
from worker.sandbox.numbers import REFUSED_FROM, REFUSED_TO


def kept(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Read what the sandbox got."""
    texts: list[dict[str, Any]] = sandbox.get("/texts.json").json()
    return texts


def to(number: str) -> OutgoingText:
    """Address a text."""
    return replace(TEXT, recipient=number.removeprefix("+"), body="An opening")


def test_sends_from_a_number(sandbox: Sandbox) -> None:
    """A text from a number is accepted with its sender."""
    outcome = gateway(sandbox.url).send(TEXT)

    (text,) = kept(sandbox)
    assert Accepted(text["sid"], "15005550006", 1, TEXT.body) == outcome
    assert ("+" + PATIENT, TEXT.body) == (text["to"], text["body"])


def test_sends_by_a_messaging_service(sandbox: Sandbox) -> None:
    """A Messaging Service goes before the number; its sender is not known yet."""
    outcome = gateway(sandbox.url, messaging_service_sid=SERVICE).send(TEXT)

    (text,) = kept(sandbox)
    assert Accepted(text["sid"], "", 0, TEXT.body) == outcome
    assert SERVICE == text["messaging_service_sid"]


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [
        (timedelta(hours=-1), "1"),
        (timedelta(milliseconds=200), "1"),
        (timedelta(minutes=31, milliseconds=900), "1860"),
        (timedelta(days=3), "36000"),
    ],
)
def test_validity(sandbox: Sandbox, valid_for: timedelta, seconds: str) -> None:
    """A text is valid until its slot begins, within what Twilio takes."""
    gateway(sandbox.url).send(replace(TEXT, valid_for=valid_for))

    assert [[seconds]] == [text["parameters"]["ValidityPeriod"] for text in kept(sandbox)]


@pytest.mark.parametrize(("number", "code"), REFUSED_TO.items())
def test_refused_recipients(sandbox: Sandbox, number: str, code: int) -> None:
    """A number that cannot be texted is refused for good, in words."""
    outcome = gateway(sandbox.url).send(to(number))

    assert (
        NotSent(codes.of_refusal(code).sentence, is_permanent=True, code=code, http_status=400)
        == outcome
    )
    assert [] == kept(sandbox)


@pytest.mark.parametrize(("number", "code"), REFUSED_FROM.items())
def test_refused_senders(sandbox: Sandbox, number: str, code: int) -> None:
    """A number that cannot send is refused for good, unless only its queue is full."""
    outcome = gateway(sandbox.url, from_number=number).send(TEXT)

    is_permanent = number != "+15005550008"
    assert NotSent(codes.of_refusal(code).sentence, is_permanent, code, 400) == outcome
    assert [] == kept(sandbox)


def test_wrong_token(sandbox: Sandbox) -> None:
    """A wrong token is refused for good."""
    outcome = gateway(sandbox.url, auth_token="wrong").send(TEXT)  # noqa: S106

    assert NotSent(codes.of_refusal(20003).sentence, True, 20003, 401) == outcome  # noqa: FBT003


def test_wrong_token_cannot_ask(sandbox: Sandbox) -> None:
    """A wrong token does not pass for an empty list."""
    with pytest.raises(CannotAsk, match=r"^HTTP status 401$"):
        gateway(sandbox.url, auth_token="wrong").find(PATIENT, TOKEN, AGE)  # noqa: S106


def test_finds_over_pages(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text is found by its token behind several pages of later ones."""
    monkeypatch.setattr("worker.gateways.twilio._MESSAGES_PER_PAGE", 2)
    ready = gateway(sandbox.url)
    sent = ready.send(TEXT)
    for _ in range(5):
        ready.send(to(PATIENT))

    assert sent == ready.find(PATIENT, TOKEN, AGE)


def test_finds_with_a_sender(sandbox: Sandbox) -> None:
    """A text that has left is found with the sender its service chose."""
    sent = finished(sandbox, sandbox.send(TEXT.body, messaging_service_sid=SERVICE))

    found = gateway(sandbox.url).find(PATIENT, TOKEN, AGE)

    assert Accepted(sent.sid, "15005550006", 1, TEXT.body) == found


@pytest.mark.parametrize(("number", "token"), [(PATIENT, "another"), ("15035550101", TOKEN)])
def test_finds_nothing(sandbox: Sandbox, number: str, token: str) -> None:
    """A text with another token, or to another number, is not found."""
    ready = gateway(sandbox.url)
    ready.send(TEXT)

    assert ready.find(number, token, AGE) is None


def test_finds_nothing_old(sandbox: Sandbox) -> None:
    """A text from well before the call is not the one that is looked for."""
    ready = gateway(sandbox.url)
    sent = ready.send(TEXT)

    assert ready.find(PATIENT, TOKEN, timedelta(minutes=-6)) is None
    assert sent == ready.find(PATIENT, TOKEN, timedelta(minutes=-4))


def test_warm_up(sandbox: Sandbox) -> None:
    """Warming up sends nothing."""
    gateway(sandbox.url).warm_up()

    assert [] == kept(sandbox)
