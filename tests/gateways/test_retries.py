"""What is tried again: only what certainly was not sent, and only for a moment."""

import socket
import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.gateways.provider import ACCEPTS, SID, Provider, answer, deaf, performing
from tests.gateways.sending import PATIENT_LIMITS, TEXT, gateway, outcome_of
from worker.gateways.connection import TIMEOUTS, Timeouts
from worker.gateways.port import Accepted, NotSent
from worker.rules.attempt import LEASE

AWAY = NotSent("The text provider could not be reached.", is_permanent=False)
SLOW_DOWN = NotSent("The text provider asked to slow down.", False, 20429, 429)  # noqa: FBT003
ACCEPTED = Accepted(SID, "15035550199", 1, "An opening")
IMPATIENT = Timeouts(patience=timedelta(seconds=0.2), connect=timedelta(seconds=0.2))
UNHURRIED = Timeouts(connect=timedelta(seconds=0.6))


@pytest.mark.parametrize("header", ["Retry-After: 1", "Retry-After: 0", "X-Nothing: 1"])
def test_too_many_requests(provider: Provider, header: str) -> None:
    """A 429 was not processed, so it is tried again within the patience."""
    provider.does(answer(429, {"code": 20429}, header), ACCEPTS)

    assert ACCEPTED == outcome_of(provider.url, PATIENT_LIMITS)
    assert 2 == len(provider.received)


@pytest.mark.parametrize(
    "value", ["Wed, 21 Oct 2015 07:28:00 GMT", "-1", "1.5", "soon", "", "9" * 10, "9" * 5000]
)
def test_odd_pauses(provider: Provider, value: str) -> None:
    """A pause that is not a number of seconds is left to the gateway's own."""
    provider.does(answer(429, {"code": 20429}, f"Retry-After: {value}"), ACCEPTS)

    assert ACCEPTED == outcome_of(provider.url, PATIENT_LIMITS)
    assert 2 == len(provider.received)


def test_long_pause(provider: Provider) -> None:
    """A pause beyond the patience ends the attempt at once, for a later one."""
    provider.does(answer(429, {"code": 20429}, "Retry-After: 30"))

    outcome = outcome_of(provider.url, PATIENT_LIMITS)

    expected = (SLOW_DOWN.sentence, False, 20429, 429, timedelta(seconds=30))
    assert NotSent(*expected) == outcome
    assert 1 == len(provider.received)


def test_too_many_requests_without_code(provider: Provider) -> None:
    """A 429 says all by its status."""
    provider.does(answer(429, "Slow down"))

    assert SLOW_DOWN == outcome_of(provider.url)


@pytest.mark.parametrize("code", [21611, 21730, 63017])
def test_refused_for_now(provider: Provider, code: int) -> None:
    """A refusal that will pass is tried again."""
    provider.does(answer(400, {"code": code}), ACCEPTS)

    assert ACCEPTED == outcome_of(provider.url, PATIENT_LIMITS)
    assert 2 == len(provider.received)


def test_unknown_ends_the_retries(provider: Provider) -> None:
    """After an answer that leaves it open nothing is tried again."""
    provider.does(answer(429), answer(500), ACCEPTS)

    assert 500 == outcome_of(provider.url, PATIENT_LIMITS).http_status  # type: ignore[union-attr]
    assert 2 == len(provider.received)


def test_away() -> None:
    """A provider that refuses the connection got nothing."""
    with performing() as provider:
        url = provider.url

    assert AWAY == outcome_of(url)
    assert [] == provider.received


def test_back_again() -> None:
    """A provider that is back within the patience gets the text once."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        late = Provider(listener, listener.getsockname()[1])
        threading.Timer(0.3, late.run).start()

        assert ACCEPTED == outcome_of(late.url, PATIENT_LIMITS)
        assert 1 == len(late.received)
        listener.shutdown(socket.SHUT_RDWR)


def test_deaf() -> None:
    """A connection that does not come about in time carried nothing."""
    with deaf() as port:
        assert AWAY == outcome_of(f"http://127.0.0.1:{port}", IMPATIENT)


def test_no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that cannot be resolved carried nothing."""

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert AWAY == outcome_of("http://provider.test")


@pytest.mark.parametrize("found", [[], [(2, 1, 6, "", ("127.0.0.1", 9))]])
def test_slow_name(provider: Provider, monkeypatch: pytest.MonkeyPatch, found: list[Any]) -> None:
    """Nothing is written once the time to connect is over, however long a name server took."""
    real = socket.getaddrinfo

    def slow(host: str, *rest: Any, **options: Any) -> Any:
        if host != "provider.test":
            return real(host, *rest, **options)
        threading.Event().wait(0.4)
        return found

    monkeypatch.setattr(socket, "getaddrinfo", slow)

    assert AWAY == outcome_of(f"http://provider.test:{provider.port}", IMPATIENT)
    assert [] == provider.received


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
def test_dead_address(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """One dead address of a name does not use up the time of the others."""
    real = socket.getaddrinfo

    def two(host: str, port: int, *rest: Any, **options: Any) -> Any:
        if host != "provider.test":
            return real(host, port, *rest, **options)
        return [(2, 1, 6, "", (address, port)) for address in ("127.0.0.2", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", two)

    with deaf("127.0.0.2", provider.port):
        assert ACCEPTED == outcome_of(f"http://provider.test:{provider.port}", UNHURRIED)


def test_longest_send() -> None:
    """A call ends before its attempt's lease does."""
    assert TIMEOUTS.longest_send < LEASE
    assert TIMEOUTS.longest_send == TIMEOUTS.patience + TIMEOUTS.connect + TIMEOUTS.read


def test_warm_up_without_provider() -> None:
    """A provider that is away does not keep the service from starting."""
    with performing() as provider:
        url = provider.url
    ready = gateway(url)

    ready.warm_up()

    assert AWAY == ready.send(TEXT)
