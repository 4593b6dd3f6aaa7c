"""An operator's day: everything under a supervisor, and one thing after another happens to it.

Each step of the day begins with a service that works, and leaves one; more are added to ``DAY``.
"""

import urllib.error
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from schemas.codes import SmsDeliveryStatus
from tests.deploy.site import fetch, site
from tests.deploy.supervised import Supervised
from tests.operate.provider import Provider, provider
from tests.world.stack import eventually
from worker.store.engine import Store
from worker.store.ledger.tables import attempt
from worker.store.practice import tables
from worker.up.procfile import PROCFILE

UNAUTHORIZED: Final = 401
OLD_TOKEN, NEW_TOKEN = "the-old-token", "the-new-token"


@dataclass
class Day:
    """What the operator has: the service, the provider's console, and a program that calls."""

    service: Supervised
    console: Provider
    store: Store
    key: str = field(repr=False)
    """The pair that the office's program calls with."""

    def offer(self) -> dict[str, Any]:
        """Have the program offer an opening; returns the attempt to text it."""
        made = self.service.site.offer(key=self.key)
        with self.store.reading() as transaction:
            [row] = transaction.all(select(attempt).where(attempt.c.subject == made["AsapCommNum"]))
        return row

    def may_call(self, key: str) -> bool:
        """Say whether a pair opens anything."""
        try:
            fetch(f"{self.service.site.url}/asapcomms", key=key)
        except urllib.error.HTTPError as error:
            if error.code != UNAUTHORIZED:
                raise
            return False
        return True

    def is_told(self, text: dict[str, Any], status: SmsDeliveryStatus) -> bool:
        """Say whether the office sees that a text has come to something."""
        sms = tables.smstomobile
        asked = select(sms.c.sms_status).where(sms.c.guid_message == text["attempt_id"])
        with self.store.reading() as transaction:
            return bool(transaction.value(asked) == status)


def tell(text: dict[str, Any], status: str, at: str, signed_with: str) -> None:
    """Bring a receipt as Twilio does, by the address that the text was sent with."""
    url = f"{at}/twilio/status/{text['attempt_id']}"
    form = {"MessageSid": text["provider_sid"], "MessageStatus": status}
    signature = RequestValidator(signed_with).compute_signature(url, form)
    headers = {"X-Twilio-Signature": signature}
    with urlopen(Request(url, urlencode(form).encode(), headers), timeout=30) as answer:  # noqa: S310
        assert 204 == answer.status


def changed_key(day: Day) -> None:
    """Both pairs are good while the program is changed, and the old one no more once it was revoked."""
    before = [day.service.pids(name) for name in PROCFILE]
    old, new = day.key, day.service.asapcomms("keys", "rotate", "billing").strip()
    assert day.may_call(old)
    assert day.may_call(new)
    day.key = new
    day.service.asapcomms("keys", "revoke", "billing", "--old")

    eventually(lambda: not day.may_call(old))
    day.offer()
    eventually(lambda: "never used" not in day.service.asapcomms("keys", "list"))
    assert [day.service.pids(name) for name in PROCFILE] == before


def changed_token_and_address(day: Day) -> None:
    """What was texted before is still heard of, and what is texted meanwhile too, all by one start.

    The new token is made as the account's second, told to the service, and made its first then.
    """
    was_url = day.service.site.environment["PUBLIC_URL"]
    new_url = was_url.replace("127.0.0.1", "localhost")
    early = day.offer()
    day.console.set_tokens(OLD_TOKEN, NEW_TOKEN)
    day.service.configure(
        TWILIO_AUTH_TOKEN=NEW_TOKEN,
        TWILIO_SECONDARY_AUTH_TOKEN=OLD_TOKEN,
        PUBLIC_URL=new_url,
        PREVIOUS_PUBLIC_URLS=was_url,
    )
    day.service.restart()
    between = day.offer()
    day.console.set_tokens(NEW_TOKEN)
    late = day.offer()
    tell(early, "delivered", at=was_url, signed_with=OLD_TOKEN)

    for text in (early, between, late):
        eventually(lambda text=text: day.is_told(text, SmsDeliveryStatus.DELIVERY_CONF))  # type: ignore[misc]
    link = f"{was_url}/a/{early['token']}"
    assert b"<form" in fetch(link)
    assert "callback.refused" not in day.service.log("web")


DAY: Final[tuple[Callable[[Day], None], ...]] = (changed_key, changed_token_and_address)
"""The steps, in their order."""


@pytest.mark.processes
@pytest.mark.timeout(240)
def test_a_day(tmp_path: Path) -> None:
    """No text is lost, and none is sent twice, whatever the day brings."""
    with (
        provider(tmp_path, OLD_TOKEN) as console,
        site(console.url, TWILIO_AUTH_TOKEN=OLD_TOKEN, API_KEYS="") as place,
    ):
        service = Supervised(place)
        service.configure()
        key = service.asapcomms("keys", "add", "billing").strip()
        store = Store.open(place.environment["DATABASE_URL"])
        with service.run():
            day = Day(service, console, store, key)
            for step in DAY:
                step(day)
        with store.reading() as transaction:
            texted = transaction.column(select(attempt.c.subject))
        store.close()

        accepted = [text["body"] for text in console.texts()]
        assert len(set(texted)) == len(texted) == len(accepted) == len(set(accepted))
        assert not any("Traceback" in service.log(name) for name in PROCFILE)
