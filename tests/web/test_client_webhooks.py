"""The client's verify, against what the service signs."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from asapcomms.webhook import NotOurs, verify
from schemas.events import EventKind
from tests.architecture.sources import ROOT
from worker.rules import webhook

SECRET, OLD, OTHER = webhook.new_secret(), webhook.new_secret(), webhook.new_secret()
BODY = json.dumps(
    {
        "id": "0b2f",
        "type": "offer.sent",
        "timestamp": "2026-12-24T13:05:00Z",
        "data": {"AsapCommNum": 7, "PatNum": 26},
    }
).encode()


def signed(*secrets: str, body: bytes = BODY, **ago: float) -> dict[str, str]:
    """Return the headers of a call."""
    return webhook.headers(secrets, "0b2f", datetime.now(UTC) - timedelta(**ago), body)


@pytest.mark.parametrize(
    ("by", "known"),
    [((SECRET,), (SECRET,)), ((SECRET, OLD), (OLD,)), ((SECRET,), (OTHER, SECRET))],
    ids=["its own", "the old one of two", "one of those that are known"],
)
def test_a_call_of_the_service_is_verified(by: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Also while a secret changes, at either end; headers are read in any case."""
    headers = {name.title(): value for name, value in signed(*by).items()}
    event = verify(BODY, headers, *known)

    assert ("0b2f", EventKind.OFFER_SENT, 26) == (event.id, event.type, event.about.pat_num)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, {}),
        (BODY, signed(OTHER)),
        (BODY + b" ", signed(SECRET)),
        (BODY, signed(SECRET, days=1)),
        (BODY, signed(SECRET, days=-1)),
        (BODY, {**signed(SECRET), "webhook-id": "another"}),
        (BODY, {**signed(SECRET), "webhook-signature": "garbage"}),
        (BODY, {**signed(SECRET), "webhook-signature": "v1,%%% v1,a,b"}),
        (BODY, {**signed(SECRET), "webhook-signature": "v1,ä"}),
        (BODY, {**signed(SECRET), "webhook-timestamp": "yesterday"}),
        (b"\xff", signed(SECRET, body=b"\xff")),
        (b"{}", signed(SECRET, body=b"{}")),
        (b"", signed(SECRET, body=b"")),
    ],
)
def test_anything_else_is_refused(body: bytes, headers: dict[str, str]) -> None:
    """Whatever it is, it is one error, which a receiver answers with 400."""
    with pytest.raises(NotOurs):
        verify(body, headers, SECRET)


def test_nothing_is_verified_without_a_secret() -> None:
    """A list of secrets that is empty by mistake opens no door."""
    with pytest.raises(ValueError, match="secret"):
        verify(BODY, signed(SECRET))


def test_the_pages_receiver_works(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever copies it from docs/client.md answers as the service wants it."""
    page = (ROOT / "docs" / "client.md").read_text()
    (example,) = (
        one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "verify" in one
    )
    names: dict[str, Any] = {}
    exec(compile(example, "docs/client.md", "exec"), names)  # noqa: S102 - our own page

    assert 204 == names["receive"](BODY, signed(SECRET), OLD, SECRET)
    assert "0b2f offer.sent 7" == capsys.readouterr().out.strip()
    assert 400 == names["receive"](BODY, signed(OTHER), OLD, SECRET)
