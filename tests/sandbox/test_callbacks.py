"""Receipts: what Twilio posts about a text, when, and how often."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from tests.sandbox.receiver import Service, listening
from tests.sandbox.running import PATIENT, SERVICE, Sandbox, running, scheduled, wait_until
from worker.sandbox.caller import signature
from worker.sandbox.post import address
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_NUMBER

PATH = "/twilio/status/7?a=b%20c"
QUICKLY = {"endings": [{"play": "delivered", "seconds": 0.3}]}
ALL = ["queued", "sending", "sent", "delivered"]


@pytest.fixture
def service() -> Iterator[Service]:
    """A service that listens for receipts."""
    with listening() as ready:
        yield ready


def send(sandbox: Sandbox, service: Service, fragment: str = "", **options: Any) -> Any:
    """Send a text by a Messaging Service that wants its receipts."""
    options = {"messaging_service_sid": SERVICE, **options}
    return sandbox.send(status_callback=f"{service.url}{PATH}{fragment}", **options)


def report(sandbox: Sandbox) -> str:
    """Wait until all callbacks of the only text are over, and tell what came of the last."""
    wait_until(lambda: sandbox.get("/texts.json").json()[0]["reported_at"] is not None)
    said: str = sandbox.get("/texts.json").json()[0]["report"]
    return said


def test_receipts(sandbox: Sandbox, service: Service) -> None:
    """Each status after the first has its receipt, in order, and so much is known of it."""
    before = datetime.now(UTC)
    sandbox.play(**QUICKLY)
    sent = send(sandbox, service)

    assert sent.status == "accepted"
    assert report(sandbox) == "204"
    assert service.statuses == ALL
    last = service.callbacks[-1]
    assert re.fullmatch(r"\d{10}", last.form["RawDlrDoneDate"])
    done_at = datetime.strptime(last.form["RawDlrDoneDate"] + "+0000", "%y%m%d%H%M%z")
    assert before - timedelta(minutes=1) <= done_at <= datetime.now(UTC)
    assert last.form == {
        "AccountSid": SANDBOX_ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "From": SANDBOX_NUMBER,
        "MessageSid": sent.sid,
        "MessageStatus": "delivered",
        "MessagingServiceSid": SERVICE,
        "RawDlrDoneDate": last.form["RawDlrDoneDate"],
        "SmsSid": sent.sid,
        "SmsStatus": "delivered",
        "To": PATIENT,
    }


def test_receipts_from_a_number(sandbox: Sandbox, service: Service) -> None:
    """A text with its own number is queued in the answer, so its receipts begin with sending."""
    sandbox.play(**QUICKLY)
    send(sandbox, service, messaging_service_sid=None, from_=SANDBOX_NUMBER)

    report(sandbox)
    assert service.statuses == ALL[1:]
    assert "MessagingServiceSid" not in service.callbacks[0].form


def test_signed(sandbox: Sandbox, service: Service) -> None:
    """Twilio's own validator takes every receipt, over the address without its fragment."""
    sandbox.play(**QUICKLY)
    send(sandbox, service, "#rc=2&rp=all")

    report(sandbox)
    assert all(one.is_signed for one in service.callbacks)
    assert {one.url for one in service.callbacks} == {service.url + PATH}
    tokens = {one.headers["i-twilio-idempotency-token"] for one in service.callbacks}
    assert len(tokens) == len(ALL)


@given(
    st.dictionaries(st.text(st.characters(codec="ascii"), min_size=1), st.text(), max_size=6),
    st.text(min_size=1),
)
def test_signature(form: dict[str, str], token: str) -> None:
    """The signature is the one that Twilio's library computes."""
    validator: Any = RequestValidator(token)
    url = "https://office.example/twilio/status/7?a=b"

    assert validator.compute_signature(url, form) == signature(url, form, token)


def test_no_callback_asked_for(sandbox: Sandbox, service: Service) -> None:
    """A text that names no address has no receipts."""
    sandbox.play(**QUICKLY)
    sandbox.send()
    send(sandbox, service)

    wait_until(lambda: len(service.callbacks) == len(ALL))
    assert {one.url for one in service.callbacks} == {service.url + PATH}


@pytest.mark.parametrize("code", [30003, 30005, 30006, 30007])
def test_undelivered(sandbox: Sandbox, service: Service, code: int) -> None:
    """A text that does not arrive says why, in its receipt as in the API."""
    sandbox.play(endings=[{"play": "undelivered", "code": code, "seconds": 0.3}])
    sent = send(sandbox, service)

    report(sandbox)
    last = service.callbacks[-1].form
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", str(code))
    assert "RawDlrDoneDate" in last
    assert all("ErrorCode" not in one.form for one in service.callbacks[:-1])
    kept = sent.fetch()
    assert (kept.status, kept.error_code) == ("undelivered", code)
    assert kept.error_message


def test_failed(sandbox: Sandbox, service: Service) -> None:
    """A text that fails never leaves: it has no date of sending."""
    sandbox.play(endings=[{"play": "failed", "seconds": 0.1}])
    sent = send(sandbox, service)

    report(sandbox)
    assert service.statuses == ["queued", "failed"]
    kept = sent.fetch()
    assert (kept.error_code, kept.date_sent) == (30008, None)


@pytest.mark.parametrize(
    ("play", "statuses"),
    [
        ("repeated", [status for status in ALL for _ in range(2)]),
        ("out-of-order", ALL[::-1]),
        ("lost", []),
    ],
)
def test_receipts_go_wrong(
    sandbox: Sandbox, service: Service, play: str, statuses: list[str]
) -> None:
    """Receipts come twice, backwards or never, as they are told."""
    sandbox.play(receipts=[{"play": play}], **QUICKLY)
    sent = send(sandbox, service)

    wait_until(lambda: sent.fetch().status == "delivered")
    if statuses:
        report(sandbox)
    assert service.statuses == statuses


def test_receipts_come_late(sandbox: Sandbox, service: Service) -> None:
    """Late receipts come after a look at the text has long told its status."""
    sandbox.play(receipts=[{"play": "late", "seconds": 1.5}], **QUICKLY)
    sent = send(sandbox, service)

    wait_until(lambda: sent.fetch().status == "delivered")
    assert service.statuses == []
    report(sandbox)
    assert service.statuses == ALL


def test_delivered_late(sandbox: Sandbox, service: Service) -> None:
    """A text can take longer than usual to arrive."""
    sandbox.play(endings=[{"play": "delivered", "seconds": 3}])
    before = datetime.now(UTC)
    send(sandbox, service)

    report(sandbox)
    assert service.statuses == ALL
    assert datetime.now(UTC) - before >= timedelta(seconds=3)


def test_called_off(sandbox: Sandbox, service: Service) -> None:
    """A scheduled text that is called off has one receipt that says so."""
    sent = send(
        sandbox,
        service,
        schedule_type="fixed",
        send_at=datetime.now(UTC) + timedelta(hours=1),
    )
    sent.update(status="canceled")

    assert report(sandbox) == "204"
    assert service.statuses == ["canceled"]


def test_not_sent_elsewhere(sandbox: Sandbox, service: Service) -> None:
    """A receipt goes to the address it was told and follows nobody elsewhere."""
    with listening() as elsewhere:
        sandbox.play(**QUICKLY)
        service.answers = [(302, f"{elsewhere.url}/else")]
        send(sandbox, service)

        assert report(sandbox) == "302"
        assert elsewhere.callbacks == []


@pytest.mark.parametrize(
    ("fragment", "tries"),
    [("", 1), ("#rp=5xx", 2), ("#rc=3&rp=5xx", 4), ("#rc=3&rp=4xx,rt", 1), ("#rc=0&rp=all", 1)],
)
def test_retries(sandbox: Sandbox, service: Service, fragment: str, tries: int) -> None:
    """An error is tried again as the fragment says, with the same token."""
    sandbox.play(endings=[{"play": "failed", "seconds": 0.1}])
    service.answers = [(503, "")]
    send(sandbox, service, fragment, messaging_service_sid=None, from_=SANDBOX_NUMBER)

    assert report(sandbox) == "503"
    assert len(service.callbacks) == tries
    assert len({one.headers["i-twilio-idempotency-token"] for one in service.callbacks}) == 1


def test_slow_service(sandbox: Sandbox, service: Service) -> None:
    """A service that does not answer in time is given up, and other receipts still come."""
    gate = threading.Event()
    sandbox.play(**QUICKLY)
    service.before_answer = lambda: gate.wait(10)
    send(sandbox, service, "#rt=200")

    assert "Timeout" in report(sandbox)
    assert sorted(service.statuses) == sorted(ALL)
    gate.set()


def test_nobody_listens(sandbox: Sandbox) -> None:
    """A service that is away costs the receipts and nothing else."""
    sandbox.play(**QUICKLY)
    sandbox.send(status_callback="http://127.0.0.1:9/twilio/status/7")

    assert report(sandbox).startswith("not connected")
    assert sandbox.send().status == "queued"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://office.example", ("office.example", 80, "office.example", "/")),
        ("https://office.example:443/a", ("office.example", 443, "office.example", "/a")),
        (
            "https://office.example:8443/a?b=c%20d#rc=2",
            ("office.example", 8443, "office.example:8443", "/a?b=c%20d"),
        ),
        ("http://[::1]:8000/a b", ("::1", 8000, "[::1]:8000", "/a%20b")),
    ],
)
def test_address(url: str, expected: tuple[str, int, str, str]) -> None:
    """An address is taken apart as HTTP wants it."""
    where = address(url)

    assert expected == (where.host, where.port, where.named, where.target)
    assert where.url == url.partition("#")[0]


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", (5.0, 15.0, 15.0, 1, {"ct"})),
        ("#ct=3000&rc=5&rt=1500&rp=all", (3.0, 1.5, 15.0, 5, {"4xx", "5xx", "ct", "rt"})),
        ("#ct=1&rc=9&rt=x&tt=16000", (5.0, 15.0, 15.0, 1, {"ct"})),
    ],
)
def test_patience(fragment: str, expected: tuple[float, float, float, int, set[str]]) -> None:
    """The fragment changes Twilio's times and retries within its limits."""
    where = address(f"https://office.example/{fragment}")

    assert expected == (
        where.connect_seconds,
        where.read_seconds,
        where.total_seconds,
        where.retries,
        set(where.retries_on),
    )


def test_restart(tmp_path: Path, service: Service) -> None:
    """After a restart the receipts that were to come still come; those that are over do not."""
    with running(tmp_path) as first:
        first.play(**QUICKLY)
        send(first, service)
        report(first)
        over = len(service.callbacks)
        first.play(endings=[{"play": "delivered", "seconds": 3}])
        sent = send(first, service)
        wait_until(lambda: len(service.callbacks) > over)

    with running(tmp_path) as again:
        wait_until(lambda: again.get("/texts.json").json()[1]["reported_at"] is not None)
        assert service.callbacks[-1].form["MessageStatus"] == "delivered"
        late = [one for one in service.callbacks[over:] if one.form["MessageSid"] != sent.sid]
        assert late == []


def test_restart_while_scheduled(tmp_path: Path, service: Service) -> None:
    """A text that is still to leave has no receipt after a restart."""
    with running(tmp_path) as first:
        scheduled(first)
        send(
            first,
            service,
            schedule_type="fixed",
            send_at=datetime.now(UTC) + timedelta(hours=1),
        )

    with running(tmp_path) as again:
        assert len(again.client.messages.list()) == 2
    assert service.callbacks == []


def test_bounded(sandbox: Sandbox, service: Service) -> None:
    """However many texts wait for a service that hangs, so many calls are open at once and no more."""
    gate = threading.Event()
    service.before_answer = lambda: gate.wait(20)
    sandbox.play(endings=[{"play": "failed", "seconds": 0.05}])
    for _ in range(50):
        send(sandbox, service, messaging_service_sid=None, from_=SANDBOX_NUMBER)

    wait_until(lambda: len(service.callbacks) == 32)
    assert sandbox.send().status == "queued"
    assert len(service.callbacks) == 32
    gate.set()
    wait_until(lambda: len(service.callbacks) == 50)
