"""Connections: reused, bounded as a whole, direct or through a proxy, with TLS."""

import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.gateways.provider import (
    ACCEPTS,
    CERTIFICATE,
    SID,
    Act,
    Ending,
    Provider,
    answer,
    performing,
)
from tests.gateways.sending import TEXT, gateway, outcome_of
from worker.gateways import connection
from worker.gateways.connection import Timeouts
from worker.gateways.port import Accepted, NoAnswer, NotSent

AWAY = NotSent("The text provider could not be reached.", is_permanent=False)
ACCEPTED = Accepted(SID, "15035550199", 1, "An opening")
BRIEF = Timeouts(read=timedelta(seconds=0.2))
HASTY = Timeouts(patience=timedelta(seconds=0.2), connect=timedelta(seconds=0.2))
TRICKLE = replace(ACCEPTS, pace=0.05)


@pytest.fixture
def secure() -> Iterator[Provider]:
    """A provider with TLS."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE)
    with performing(tls) as ready:
        yield ready


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust that provider."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))


def test_reused(provider: Provider) -> None:
    """One connection carries one text after another."""
    ready = gateway(provider.url)
    ready.warm_up()

    assert [ACCEPTED] * 3 == [ready.send(TEXT) for _ in range(3)]
    assert 1 == len(provider.connections)


def test_shared(provider: Provider) -> None:
    """Many threads share a gateway, and each text arrives once."""
    ready = gateway(provider.url)
    texts = [replace(TEXT, body=f"Opening {number}") for number in range(64)]

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(ready.send, texts))

    assert [ACCEPTED] * 64 == outcomes
    assert {text.body for text in texts} == {one.form["Body"][0] for one in provider.received}
    assert 64 == len(provider.received)


def test_dropped_between_texts(provider: Provider) -> None:
    """A connection that the provider has closed is not used for the next text."""
    ready = gateway(provider.url)
    ready.send(TEXT)
    provider.drop_connections()
    provider.wait_until_closed()

    assert ACCEPTED == ready.send(TEXT)
    assert (2, 2) == (len(provider.received), len(provider.connections))


@pytest.mark.parametrize("then", ["close", "reset"])
def test_closed_after_answer(provider: Provider, then: Ending) -> None:
    """A provider that closes without a word after each answer costs a connection, not a text."""
    provider.does(replace(ACCEPTS, then=then))
    ready = gateway(provider.url)

    for _ in range(3):
        assert ACCEPTED == ready.send(TEXT)
        provider.wait_until_closed()
    assert (3, 3) == (len(provider.received), len(provider.connections))


def test_idle(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that was idle is not trusted: a router may have forgotten it silently."""
    monkeypatch.setattr(connection, "LONGEST_IDLE_SECONDS", 0)
    ready = gateway(provider.url)

    assert [ACCEPTED] * 2 == [ready.send(TEXT) for _ in range(2)]
    assert 2 == len(provider.connections)


def test_reused_after_a_refusal(provider: Provider) -> None:
    """An error is read to its end, so its connection can carry the next text."""
    provider.does(answer(400, {"code": 21610}), answer(503), ACCEPTS)
    ready = gateway(provider.url)

    assert [400, 503] == [ready.send(TEXT).http_status for _ in range(2)]  # type: ignore[union-attr]
    assert ACCEPTED == ready.send(TEXT)
    assert 1 == len(provider.connections)


@pytest.mark.parametrize("act", [TRICKLE, replace(TRICKLE, sends=b"HTTP/1.1 201 Created\r\nX: y")])
def test_trickle(provider: Provider, act: Act) -> None:
    """An answer that comes byte by byte has no more time than another."""
    provider.does(act)

    outcome = outcome_of(provider.url, BRIEF)

    assert isinstance(outcome, NoAnswer)
    assert 1 == len(provider.received)


def test_trickling_body(provider: Provider) -> None:
    """A body has only what its head left of the time."""
    head, _, body = ACCEPTS.sends.partition(b"\r\n\r\n")
    parts = b"%x\r\n%b\r\n" % (len(body), body) + b"0\r\n\r\n"
    chunked = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
    provider.does(Act(chunked + parts, pace=0.002), Act(head + b"\r\n\r\n" + body, pace=0.002))
    patient = gateway(provider.url, Timeouts(read=timedelta(seconds=30)))

    assert [ACCEPTED, ACCEPTED] == [patient.send(TEXT) for _ in range(2)]
    assert isinstance(outcome_of(provider.url, BRIEF), NoAnswer)


def test_secure(secure: Provider, trusted: None) -> None:  # noqa: ARG001
    """TLS connections are reused too."""
    ready = gateway(secure.url)

    assert [ACCEPTED] * 2 == [ready.send(TEXT) for _ in range(2)]
    assert 1 == len(secure.connections)


def test_secure_trickle(secure: Provider, trusted: None) -> None:  # noqa: ARG001
    """TLS connections are bounded too."""
    secure.does(TRICKLE)

    assert isinstance(outcome_of(secure.url, BRIEF), NoAnswer)
    assert 1 == len(secure.received)


def test_not_trusted(secure: Provider) -> None:
    """A provider whose certificate is not trusted gets nothing."""
    assert AWAY == outcome_of(secure.url)
    assert [] == secure.received


@pytest.mark.parametrize(
    "act", [Act(then="close", reads=False), Act(b"HTTP/1.1 400 Bad\r\n\r\n", "close", reads=False)]
)
def test_no_tls(provider: Provider, act: Act) -> None:
    """A server that does not agree on TLS gets nothing."""
    provider.does(act)

    assert AWAY == outcome_of(provider.url.replace("http:", "https:"))


def test_silent_tls(provider: Provider) -> None:
    """A server that never answers a TLS greeting gets nothing."""
    provider.does(Act(after=60, reads=False))

    assert AWAY == outcome_of(provider.url.replace("http:", "https:"), HASTY)


def test_no_proxy_on_this_machine(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way to this machine never leads through a proxy."""
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:3128")

    assert ACCEPTED == outcome_of(provider.url)
    assert ACCEPTED == outcome_of(provider.url.replace("127.0.0.1", "localhost"))
    assert [True, True] == [one.line.startswith("POST /2010") for one in provider.received]


def test_proxy(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy named in the environment leads to everything else."""
    monkeypatch.setenv("http_proxy", provider.url)

    assert ACCEPTED == outcome_of("http://provider.test")
    (request,) = provider.received
    assert request.line.startswith("POST http://provider.test/2010-04-01/")


def test_proxy_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that cannot be reached got nothing."""
    with performing() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)

    assert AWAY == outcome_of("http://provider.test")


def test_proxy_resets(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that breaks off after reading may have passed the text on."""
    monkeypatch.setenv("http_proxy", provider.url)
    provider.does(Act(then="reset"))

    assert isinstance(outcome_of("http://provider.test"), NoAnswer)
    assert 1 == len(provider.received)


@pytest.mark.parametrize("act", [answer(407), Act(then="close"), replace(TRICKLE, pace=0.2)])
def test_no_tunnel(provider: Provider, monkeypatch: pytest.MonkeyPatch, act: Act) -> None:
    """A proxy that makes no tunnel got nothing of the text."""
    monkeypatch.setenv("https_proxy", provider.url)
    provider.does(act)

    assert AWAY == outcome_of("https://provider.test", HASTY)
    assert {"CONNECT provider.test:443"} == {
        one.line.rpartition(" ")[0] for one in provider.received
    }


def test_netrc(provider: Provider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Credentials in .netrc do not take the account's place."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))

    outcome_of(provider.url)

    assert [f"AC{'0' * 32}:sandbox"] == [one.credentials for one in provider.received]


def test_region(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """A region or an edge in the environment does not bend the base URL."""
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")

    assert ACCEPTED == outcome_of(provider.url)
    assert [f"127.0.0.1:{provider.port}"] == [one.headers["host"] for one in provider.received]
