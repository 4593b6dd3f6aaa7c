"""Where webhooks may go, how they are signed, and when they are tried again."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from standardwebhooks.webhooks import Webhook

from worker.rules.webhook import (
    KEEPS_TRYING,
    headers,
    may_reach,
    new_secret,
    pause_before,
    read_url,
    sign,
)

ALLOWED = (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("address", "public", "plain"),
    [
        ("93.184.216.34", True, False),
        ("2606:2800:220:1::1", True, False),
        ("127.0.0.1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104 - leads to this machine
        ("10.0.0.7", False, False),
        ("172.16.0.1", False, False),
        ("192.168.1.1", False, False),
        ("100.64.0.1", False, False),
        ("169.254.169.254", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("::1", False, False),
        ("::", False, False),
        ("fe80::1%eth0", False, False),
        ("fc00::1", False, False),
        ("ff02::1", False, False),
        ("::ffff:127.0.0.1", False, False),
        ("::ffff:93.184.216.34", True, False),
        ("64:ff9b::7f00:1", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:7f00:1::", False, False),
        ("fec0::1", False, False),
        ("64:ff9b:1::a9fe:a9fe", False, False),
        ("::127.0.0.1", False, False),
        ("::ffff:0:a9fe:a9fe", False, False),
        ("not-an-address", False, False),
        ("10.1.2.3", True, True),
        ("::ffff:10.1.2.3", True, True),
        ("fd00::7", True, True),
    ],
)
def test_only_public_addresses_may_be_reached(address: str, *, public: bool, plain: bool) -> None:
    """By https alone, unless the network is one's own and allowed."""
    assert public is may_reach(address, ALLOWED, is_tls=True)
    assert plain is may_reach(address, ALLOWED, is_tls=False)


def test_what_is_signed_is_verified() -> None:
    """By the rules' own library, with each secret that is valid."""
    known, body, now = (new_secret(), new_secret()), b'{"type":"offer.sent"}', datetime.now(UTC)
    told = headers(known, "id", now, body)

    for secret in known:
        assert {"type": "offer.sent"} == Webhook(secret).verify(body, told)
    assert sign(known[0], "id", int(now.timestamp()), body) == Webhook(known[0]).sign(
        "id", now, body.decode()
    )


def test_a_secret_that_is_none_is_said() -> None:
    """It is no base64."""
    with pytest.raises(ValueError, match="base64"):
        sign("whsec_*", "id", 0, b"")


def test_an_event_is_tried_for_three_days() -> None:
    """Soon at first, then every four hours, so that one that is back waits no longer."""
    pauses: list[timedelta] = []
    while (pause := pause_before(len(pauses) + 1)) is not None:
        pauses.append(pause)

    assert timedelta(seconds=5) == pauses[0]
    assert pauses == sorted(pauses)
    assert timedelta(hours=4) == pauses[-1]
    assert KEEPS_TRYING - timedelta(hours=4) < sum(pauses, timedelta()) <= KEEPS_TRYING


@pytest.mark.parametrize(
    "text", ["https://example.com", "http://10.1.0.7:8080/told?x=1", "https://[fd00::7]/"]
)
def test_an_address_is_read(text: str) -> None:
    """As it is."""
    assert text == read_url(text)
