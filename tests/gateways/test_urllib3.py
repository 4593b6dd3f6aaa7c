"""The parts of urllib3, requests and http.client on which the gateway's connections stand."""

import inspect
import socket
import tomllib
from collections.abc import Callable
from http.client import HTTPResponse
from importlib.metadata import version
from pathlib import Path

import pytest
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from tests.gateways.provider import Provider
from tests.gateways.sending import TEXT, gateway
from worker.gateways.connection import _Connection
from worker.gateways.port import Accepted

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.mark.parametrize(
    ("whole", "names"),
    [
        (HTTPConnection._new_conn, ["self"]),
        (HTTPConnection.connect, ["self"]),
        (HTTPConnection.getresponse, ["self"]),
        (HTTPConnection.send, ["self", "data"]),
        (HTTPResponse.__init__, ["self", "sock", "debuglevel", "method", "url"]),
        (
            HTTPAdapter.get_connection_with_tls_context,
            ["self", "request", "verify", "proxies", "cert"],
        ),
        (HTTPAdapter.cert_verify, ["self", "conn", "url", "verify", "cert"]),
    ],
)
def test_what_is_overridden_or_called_is_there(
    whole: Callable[..., object], names: list[str]
) -> None:
    """Each takes what it took when it was."""
    assert names == list(inspect.signature(whole).parameters)


@pytest.mark.parametrize("kind", [HTTPConnection, HTTPSConnection])
def test_what_is_read_is_there(kind: type[HTTPConnection]) -> None:
    """A connection knows its host as it is looked up, its port, time and options."""
    made = kind("127.0.0.1", port=1, timeout=2)

    assert ("127.0.0.1", 1, 2) == (made._dns_host, made.port, made.timeout)
    assert made.socket_options == kind.default_socket_options
    assert made.sock is None
    assert not made.is_connected


def test_pools_make_the_connections_that_they_are_given() -> None:
    """A pool asks its class for new ones."""
    pool = HTTPConnectionPool("127.0.0.1", 1)
    pool.ConnectionCls = _Connection

    assert isinstance(pool._new_conn(), _Connection)


def test_our_parts_are_used(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text goes through each of them."""
    used: list[str] = []

    def watched(name: str) -> None:
        whole = getattr(_Connection, name)

        def passed_on(self: _Connection, *args: object) -> object:
            used.append(name)
            return whole(self, *args)

        monkeypatch.setattr(_Connection, name, passed_on)

    for name in ("connect", "_new_conn", "send", "getresponse"):
        watched(name)

    assert isinstance(gateway(provider.url).send(TEXT), Accepted)
    assert {"connect", "_new_conn", "send", "getresponse"} == set(used)
    assert 2 == used.count("send")  # head and body, each asked for by itself


def test_answers_are_read_through_a_buffer() -> None:
    """What http.client reads an answer from can be taken off its socket."""
    near, far = socket.socketpair()
    with near, far:
        answer = HTTPResponse(near)
        raw = answer.fp.detach()

        assert raw.readable()
        raw.close()


def test_newer_ones_are_not_taken_unseen() -> None:
    """The ceiling is above what these tests ran with, and no more than one release above."""
    wanted = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    (line,) = [each for each in wanted if each.startswith("urllib3")]
    major, minor = map(int, version("urllib3").split(".")[:2])

    assert f"urllib3>=2,<{major}.{minor + 1}" == line
