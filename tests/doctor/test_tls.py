"""A Redis that speaks TLS with a certificate of its platform's own."""

import asyncio
import socket
from pathlib import Path
from typing import Final

import pytest
from redis.exceptions import ResponseError

from tests.doctor.reading import bad, settings, wrong
from tests.world.redis import RedisServer
from worker.doctor import broker
from worker.errors import CannotStart
from worker.queue import server
from worker.queue.outcomes import Outcomes
from worker.settings import load_settings

CERTIFICATE: Final = Path(__file__).parents[1] / "gateways" / "provider.pem"
"""Signed by itself, for 127.0.0.1 alone."""


@pytest.fixture
def port(own_redis: RedisServer) -> int:
    """Return the port on which a server speaks TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free: int = listener.getsockname()[1]
    told: dict[str, str | int] = {
        "tls-cert-file": str(CERTIFICATE),
        "tls-key-file": str(CERTIFICATE),
        "tls-ca-cert-file": str(CERTIFICATE),
        "tls-auth-clients": "no",
        "tls-port": free,
    }
    with own_redis.client() as client:
        try:
            first, *others = told.items()
            client.config_set(*first, *(word for pair in others for word in pair))
        except ResponseError as error:
            pytest.skip(f"this server was built without TLS: {error}")
    return free


async def hears(url: str) -> bool:
    """Say whether web would hear from workers."""
    ears = Outcomes(url)
    listening = asyncio.create_task(ears.listen())
    for _ in range(100):
        if ears.listens or listening.done():
            break
        await asyncio.sleep(0.05)
    heard = ears.listens
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await ears.close()
    await asyncio.sleep(0.3)  # TLS says goodbye in its own time
    return heard


@pytest.mark.parametrize(
    "options", ["ssl_cert_reqs=none", "ssl_cert_reqs=CERT_NONE", f"ssl_ca_certs={CERTIFICATE}"]
)
def test_a_certificate_of_the_platforms_own(port: int, options: str) -> None:
    """With its file, or without a check, every client of ours gets through."""
    told = settings(redis_url=f"rediss://127.0.0.1:{port}/0?{options}")

    assert [] == bad(broker.examine(told))
    assert server.answers(told.redis)
    assert asyncio.run(hears(told.redis))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("rediss://127.0.0.1:{port}", "This machine does not trust Redis's certificate."),
        (
            f"rediss://localhost:{{port}}?ssl_ca_certs={CERTIFICATE}",
            "Redis's certificate is for another host.",
        ),
        ("redis://127.0.0.1:{port}", "Redis ends the connection; it may want TLS."),
    ],
)
def test_the_cause_is_named(port: int, url: str, said: str) -> None:
    """A certificate is told from a host, and from a server that is away."""
    assert [said] == wrong(broker.examine(settings(redis_url=url.format(port=port))))


def test_a_server_without_tls(own_redis: RedisServer) -> None:
    """Whoever speaks TLS to a server that does not is told so."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    with own_redis.client() as client:
        client.config_set("port", free)

    (finding,) = broker.examine(settings(redis_url=f"rediss://127.0.0.1:{free}"))

    assert "speaks TLS if REDIS_URL is rediss://" in finding.todo


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://u:secret:x@host:63a/0", "percent-encoded"),
        ("redis://host?db=one", "must have a number as db"),
        ("redis://host/0?socket_timeout=soon", "must have a number as socket_timeout"),
        ("redis://host/office", "must name its database by a number, as /0 at the end"),
        ("redis://host?ssl_cert_reqs=none", "must begin with rediss:// where it says how"),
        ("unix:///run/redis.sock?ssl_check_hostname=false", "must begin with rediss://"),
        ("rediss://host?tls=secret", "must be without tls, which the Redis client lacks"),
        ("rediss://host?ssl_ca_certs=/nowhere/ca.pem", "a file that is there in ssl_ca_certs"),
    ],
)
def test_what_no_client_takes(monkeypatch: pytest.MonkeyPatch, url: str, said: str) -> None:
    """It stops the start with its name, and not the first message with a traceback."""
    monkeypatch.setenv("REDIS_URL", url)

    with pytest.raises(CannotStart, match=said) as refused:
        load_settings()

    assert refused.value.sentence.startswith("REDIS_URL must ")
    assert "secret" not in refused.value.sentence
