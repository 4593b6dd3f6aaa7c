"""Calls of end points: bounded in time and bytes, and never into a network where none may go."""

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.world.receiver import LOOPBACK, Receiver, receiving
from worker.gateways import webhook
from worker.gateways.webhook import LONGEST_ANSWER_BYTES, EndpointCaller
from worker.rules.webhook import Network

PATIENCE = 0.3
HEADERS = {"webhook-id": "1"}
A_MEGABYTE = 1 << 20


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return another system."""
    with receiving() as running:
        yield running


def call(url: str, allowed: tuple[Network, ...] = LOOPBACK) -> int | str:
    """Tell an end point something."""
    caller = EndpointCaller(url, allowed, PATIENCE)
    try:
        return caller.call(b"{}", HEADERS)
    finally:
        caller.close()


def test_what_is_taken_is_told(receiver: Receiver) -> None:
    """The status is the answer; several events go by one connection."""
    caller = EndpointCaller(receiver.url, LOOPBACK)
    receiver.answers = [204, 500, 200]

    assert [204, 500, 200] == [caller.call(b"{}", HEADERS) for _ in range(3)]
    assert [b"{}"] * 3 == [one.body for one in receiver.told]
    assert 1 == len(receiver.ports)
    caller.close()


def test_one_that_never_answers_is_left(receiver: Receiver) -> None:
    """After the time that a whole answer has."""
    ended = threading.Event()

    def say_nothing(_: BaseHTTPRequestHandler) -> None:
        ended.wait(20)

    receiver.serve = say_nothing

    assert "no-answer" == call(receiver.url)
    ended.set()


def test_one_that_trickles_is_left(receiver: Receiver) -> None:
    """A byte now and then does not make an answer longer."""

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(200):
            handler.wfile.write(b"X-More: 1\r\n")
            handler.wfile.flush()
            threading.Event().wait(0.05)

    receiver.serve = trickle

    assert "no-answer" == call(receiver.url)


def test_an_endless_answer_is_read_a_little(receiver: Receiver) -> None:
    """Its status counts; of a megabyte a second next to nothing is taken."""
    written = []
    hung_up = threading.Event()

    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            for _ in range(1000):
                handler.wfile.write(b"x" * A_MEGABYTE)
                written.append(A_MEGABYTE)
        except OSError:
            hung_up.set()

    receiver.serve = pour

    assert 200 == call(receiver.url)
    assert hung_up.wait(20)
    assert sum(written) < 1000 * A_MEGABYTE
    assert LONGEST_ANSWER_BYTES < A_MEGABYTE


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    """Neither to itself nor elsewhere: it is no success, and nobody else is called."""

    def lead_elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", receiver.url)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.serve = lead_elsewhere

    assert 307 == call(receiver.url)
    assert 1 == len(receiver.told)


def test_nobody_who_listens_is_said() -> None:
    """A closed port is no answer."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert "not-connected" == call(f"http://127.0.0.1:{port}/")


def test_what_is_not_http_is_no_answer(receiver: Receiver) -> None:
    """Nor is a connection that ends before the answer does."""
    words = [b"SMTP 220 ready\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 2"]

    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(words.pop())

    receiver.serve = say

    assert ["no-answer"] * 3 == [call(receiver.url) for _ in range(3)]


def test_an_answer_may_come_in_parts(receiver: Receiver) -> None:
    """After one that says to go on, too."""
    parts = (
        b"HTTP/1.1 100 Continue\r\n\r\nHT",
        b"TP/1.1 202 OK\r\nContent-Length: 2\r\n\r\n",
        b"ok",
    )

    def serve(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()
            threading.Event().wait(0.02)

    receiver.serve = serve

    assert 202 == call(receiver.url)


def test_a_certificate_that_somebody_vouches_for_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """As any client of https does it."""
    certificate = Path(__file__).with_name("provider.pem")
    monkeypatch.setattr(webhook, "DEFAULT_CA_BUNDLE_PATH", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiving(context) as receiver:
        assert 204 == call(receiver.url)

    assert 1 == len(receiver.told)


def test_a_certificate_that_nobody_vouches_for_is_not_taken() -> None:
    """Nothing is said to whoever shows it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("provider.pem"))
    with receiving(context) as receiver:
        assert "not-connected" == call(receiver.url)

    assert [] == receiver.told


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_call_goes_into_the_own_network(receiver: Receiver, host: str) -> None:
    """Unless it is allowed."""
    url = receiver.url.replace("127.0.0.1", host)

    assert "not-allowed" == call(url, ())
    assert [] == receiver.told
    assert 204 == call(url)


def test_a_name_that_leads_elsewhere_a_moment_later_is_not_followed(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that counts is the one that is connected to, whatever the name led to before."""
    asked = []
    really = socket.getaddrinfo

    def rebind(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host != "rebind.example":
            return really(host, port, *args, **options)
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    url = receiver.url.replace("127.0.0.1", "rebind.example")
    first, second = call(url, ()), call(url.replace("http:", "https:"), ())

    assert ("not-allowed", "not-allowed") == (first, second)  # http to a public one is not either
    assert [] == receiver.told
