"""An operator's day: everything under a supervisor, and one thing after another happens to it.

Each step of the day begins with a service that works, and leaves one; more are added to ``DAY``.
"""

import json
import os
import re
import signal
import sqlite3
import time
import urllib.error
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from sqlalchemy import select, update
from twilio.request_validator import RequestValidator

from schemas import messages
from schemas.codes import SmsDeliveryStatus
from tests.deploy.site import fetch, site
from tests.deploy.supervised import Supervised
from tests.operate.provider import Provider, provider
from tests.world.stack import eventually
from worker.rules.attempt import AttemptState
from worker.rules.health import ProcessKind
from worker.store.engine import Store
from worker.store.ledger.operating_tables import heartbeat
from worker.store.ledger.tables import attempt, request
from worker.store.practice import tables
from worker.up.procfile import PROCFILE

ACCEPTED: Final = 202
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

    def ask_later(self) -> str:
        """Ask for an offer without waiting for its answer; returns where the answer will be."""
        body = json.dumps(self.service.site.opening()).encode()
        headers = {
            "Authorization": f"ODFHIR {self.key}",
            "Content-Type": "application/json",
            "Prefer": "respond-async",
        }
        asked = Request(f"{self.service.site.url}/asapcomms", body, headers)  # noqa: S310
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            assert ACCEPTED == answer.status
            where: str = answer.headers["Location"]
        return where.rpartition("/")[2]

    def pass_time(self) -> None:
        """Let a minute pass for those who beat no more."""
        with self.store.writing() as transaction:
            for row in transaction.all(select(heartbeat)):
                one = update(heartbeat).where(heartbeat.c.process_id == row["process_id"])
                transaction.run(one.values(beat_at=row["beat_at"] - timedelta(minutes=1)))

    def has_text(self, of: int | str) -> bool:
        """Say whether the text of an offer, or of a request's offer, was accepted by the provider."""
        with self.store.reading() as transaction:
            if isinstance(of, str):
                asked = select(request.c.asap_comm_num).where(request.c.request_id == of)
                of = transaction.value(asked) or 0
            found = transaction.all(select(attempt).where(attempt.c.subject == of))
        return [AttemptState.ACCEPTED] == [row["state"] for row in found]

    def is_texted(self, apt_num: int) -> bool:
        """Say whether the offer for an appointment has its text."""
        asked = select(request.c.asap_comm_num).where(request.c.apt_num == apt_num)
        with self.store.reading() as transaction:
            (made,) = transaction.column(asked) or (None,)
        return made is not None and self.has_text(made)

    def metric(self, name: str, kind: str = "") -> float:
        """Read what Prometheus would."""
        labels = f'{{kind="{kind}"}}' if kind else ""
        text = fetch(f"{self.service.site.url}/metrics").decode()
        (line,) = re.findall(rf"^asapcomms_{name}{re.escape(labels)} (\S+)$", text, re.MULTILINE)
        return float(line)

    def is_ready(self) -> bool:
        """Say whether requests should be sent there."""
        try:
            fetch(f"{self.service.site.url}/readyz")
        except urllib.error.HTTPError as error:
            error.close()
            return False
        return True

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


def killed_processes(day: Day) -> None:
    """Whoever is killed is started by the supervisor, and the office notices nothing."""
    for name in PROCFILE:
        before = day.service.pids(name)
        for pid in before:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        eventually(lambda name=name, before=before: is_new(day.service.pids(name), before))  # type: ignore[misc]
    day.service.start()
    day.offer()


def is_new(pids: list[int], before: list[int]) -> bool:
    """Say whether others have taken the place of those who were there."""
    return bool(pids) and not set(pids) & set(before)


def silent_processes(day: Day) -> None:
    """Without worker and clock a request waits, which is said at every place where one may look."""
    day.service.stop("worker", "clock")
    waiting = day.ask_later()
    day.pass_time()
    eventually(lambda: {0.0} == {day.metric("processes_alive", kind) for kind in ProcessKind})

    within(40, lambda: not day.is_ready())  # a web that was just started gives them three beats
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(f"{day.service.site.url}/readyz")
    ready = json.loads(refused.value.read())
    doctor = day.service.asapcomms("doctor", check=False)
    assert re.match(r"1 request(, \d receipts?)?; the oldest since ", ready["waiting"])
    for kind in ProcessKind:
        assert ready[kind].startswith("none lives since ")
        assert f"Of the {kind} processes none lives since" in " ".join(doctor.split())
    assert 1 == day.metric("requests_undecided")

    day.service.start()
    eventually(lambda: day.has_text(waiting))
    eventually(lambda: 0 < day.metric("processes_alive", "worker"))


def held(day: Day) -> None:
    """Nothing leaves while somebody holds it, and all of it does afterwards."""
    day.service.asapcomms("hold", "--why", "The phones are down")
    waiting = day.service.site.ask(key=day.key)["AsapCommNum"]
    eventually(lambda: 1 == day.metric("texts_due") == day.metric("held"))
    assert "held" == json.loads(fetch(f"{day.service.site.url}/readyz"))["sending"]
    assert "The phones are down" in day.service.asapcomms("doctor", check=False)
    assert not day.has_text(waiting)
    day.service.asapcomms("release")

    eventually(lambda: day.has_text(waiting))


def a_message_that_cannot_be_read(day: Day) -> None:
    """It is counted, found, corrected and replayed, and is one offer however often that is tried."""
    right = day.service.site.opening()
    broker = RedisBroker(url=day.service.site.environment["REDIS_URL"])
    broker.enqueue(
        Message(
            queue_name=messages.QUEUE,
            actor_name=messages.ACTOR,
            args=(),
            kwargs={**right, "request_id": str(uuid4()), "op": "two"},
            options={},
        )
    )
    broker.close()
    eventually(lambda: 1 == day.metric("messages_kept"))
    (kept,) = json.loads(day.service.asapcomms("messages", "list", "--json"))
    assert "op must be a whole number." == kept["reason"]
    replay = ("messages", "replay", kept["message_id"], "--set", f"op={right['op']}")
    day.service.asapcomms(*replay)
    day.service.asapcomms(*replay, check=False)

    eventually(lambda: day.is_texted(right["aptNum"]))
    eventually(lambda: 0 == day.metric("messages_kept"))


def restored_backup(day: Day) -> None:
    """What was sent after the backup is found at the provider, and not sent again."""
    day.service.asapcomms("hold", "--why", "Until the backup is made")
    waiting = [day.service.site.ask(key=day.key)["AsapCommNum"] for _ in range(3)]
    database = Path(day.store.engine.url.database or "")
    backup = database.with_name("backup.db")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    day.service.asapcomms("release")
    for num in waiting:
        eventually(lambda num=num: day.has_text(num))  # type: ignore[misc]

    day.service.stop(*PROCFILE)
    day.store.engine.dispose()
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    backup.rename(database)
    assert "not known here: 3." in day.service.asapcomms("reconcile")
    day.service.asapcomms("release")  # the backup was made while somebody held it
    day.service.start()
    for num in waiting:
        eventually(lambda num=num: day.has_text(num))  # type: ignore[misc]


DAY: Final[tuple[Callable[[Day], None], ...]] = (
    *(killed_processes, held, a_message_that_cannot_be_read, changed_key, silent_processes),
    *(changed_token_and_address, restored_backup),
)
"""The steps, in their order."""


def within(seconds: float, is_so: Callable[[], object]) -> None:
    """Wait for what takes so long by itself; the test fails when it never is."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it never came about"
        time.sleep(0.25)


@pytest.mark.processes
@pytest.mark.timeout(240)
def test_a_day(tmp_path: Path) -> None:
    """No text is lost, and none is sent twice, whatever the day brings; all end in time after it."""
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
            told_at = time.monotonic()
        assert time.monotonic() - told_at < 15
        with store.reading() as transaction:
            texted = transaction.column(select(attempt.c.subject))
        store.close()

        accepted = [text["body"] for text in console.texts()]
        assert len(set(texted)) == len(texted) == len(accepted) == len(set(accepted))
        logs = [service.log(name) for name in PROCFILE]
        assert all(logs)
        assert not any("Traceback" in log for log in logs)
