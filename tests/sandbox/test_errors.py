"""What Twilio refuses, in its codes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.running import PATIENT, SERVICE, Sandbox, client_of
from worker.sandbox.numbers import REFUSED_FROM, REFUSED_TO
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_NUMBER


@pytest.mark.parametrize(
    ("sid", "token"),
    [(SANDBOX_ACCOUNT_SID, "wrong"), ("AC" + "1" * 32, "sandbox")],
)
def test_wrong_credentials(sandbox: Sandbox, sid: str, token: str) -> None:
    """A wrong account or token is 20003."""
    with client_of(sandbox.url, sid, token) as client:
        with pytest.raises(TwilioRestException) as refused:
            client.messages.create(to=PATIENT, from_=SANDBOX_NUMBER, body="Hello")
        assert (refused.value.status, refused.value.code) == (401, 20003)


@pytest.mark.parametrize("header", ["", "Basic", "Basic %%%", "Bearer abc", "Basic ÿ"])
def test_unreadable_credentials(sandbox: Sandbox, header: str) -> None:
    """A header that is not Basic authentication is 20003."""
    sandbox.http.auth = None
    answer = sandbox.http.get(
        sandbox.messages_url, headers={"Authorization": header.encode("latin-1")}, timeout=30
    )

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, 21604),
        ({"To": PATIENT}, 21603),
        ({"To": PATIENT, "From": SANDBOX_NUMBER}, 21602),
        ({"To": PATIENT, "From": SANDBOX_NUMBER, "Body": ""}, 21602),
        ({"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "x" * 1601}, 21617),
        ({"To": "nobody", "From": SANDBOX_NUMBER, "Body": "Hello"}, 21211),
        ({"To": "+1503555010", "From": SANDBOX_NUMBER, "Body": "Hello"}, 21211),
        ({"To": PATIENT, "From": "+123", "Body": "Hello"}, 21212),
        ({"To": PATIENT, "MessagingServiceSid": "MG1", "Body": "Hello"}, 21705),
        ({"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "a", "StatusCallback": "x"}, 21609),
        (
            {"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "a", "StatusCallback": "http://a_b/c"},
            21609,
        ),
        (
            {"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "a", "StatusCallback": "http://[/"},
            21609,
        ),
        ({"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "a", "ValidityPeriod": "0"}, 21624),
        ({"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "a", "ValidityPeriod": "36001"}, 21624),
    ],
)
def test_refused(sandbox: Sandbox, parameters: dict[str, str], code: int) -> None:
    """A request that lacks something is refused with Twilio's code and nothing is kept."""
    answer = sandbox.post(**parameters)

    assert answer.status_code == 400
    body = answer.json()
    assert set(body) == {"code", "message", "more_info", "status"}
    assert (body["code"], body["status"]) == (code, 400)
    assert sandbox.get("/texts.json").json() == []


@pytest.mark.parametrize("length", [1, 1600])
def test_longest_body(sandbox: Sandbox, length: int) -> None:
    """A body of 1600 characters still passes."""
    assert sandbox.send("x" * length).status == "queued"


@pytest.mark.parametrize(("number", "code"), REFUSED_TO.items())
def test_refused_recipient(sandbox: Sandbox, number: str, code: int) -> None:
    """Twilio's test numbers cannot be texted, each for its own reason."""
    with pytest.raises(TwilioRestException) as refused:
        sandbox.send(to=number)

    assert (refused.value.status, refused.value.code) == (400, code)


@pytest.mark.parametrize(("number", "code"), REFUSED_FROM.items())
def test_refused_sender(sandbox: Sandbox, number: str, code: int) -> None:
    """Twilio's test numbers cannot send, each for its own reason."""
    with pytest.raises(TwilioRestException) as refused:
        sandbox.send(from_=number)

    assert (refused.value.status, refused.value.code) == (400, code)


@pytest.mark.parametrize("sender", ["12345", "OFFICE", "+15035550199"])
def test_other_senders(sandbox: Sandbox, sender: str) -> None:
    """Short codes, names and any other number may send."""
    assert sandbox.send(from_=sender).from_ == sender


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"schedule_type": "fixed"}, 35111),
        ({"schedule_type": "soon", "send_at": "2026-01-01T00:00:00Z"}, 35126),
        ({"schedule_type": "fixed", "send_at": "tomorrow"}, 35114),
    ],
)
def test_unreadable_schedule(sandbox: Sandbox, options: dict[str, Any], code: int) -> None:
    """A schedule needs its type and its time."""
    with pytest.raises(TwilioRestException) as refused:
        sandbox.send(messaging_service_sid=SERVICE, **options)

    assert refused.value.code == code


@pytest.mark.parametrize("ahead", [timedelta(seconds=299), timedelta(days=35, minutes=1)])
def test_schedule_out_of_range(sandbox: Sandbox, ahead: timedelta) -> None:
    """A text can be scheduled from five minutes to 35 days ahead."""
    with pytest.raises(TwilioRestException) as refused:
        sandbox.send(
            messaging_service_sid=SERVICE,
            schedule_type="fixed",
            send_at=datetime.now(UTC) + ahead,
        )

    assert refused.value.code == 35115


def test_too_large(sandbox: Sandbox) -> None:
    """A request of more than 64 KiB is not read to its end."""
    answer = sandbox.post(To=PATIENT, From=SANDBOX_NUMBER, Body="x" * 70_000)

    assert answer.status_code == 413


def test_too_many_parameters(sandbox: Sandbox) -> None:
    """A request of thousands of parameters is refused."""
    answer = sandbox.http.post(sandbox.messages_url, data="a=1&" * 1500, timeout=30)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_another_resource(sandbox: Sandbox) -> None:
    """What the sandbox does not have is missing in Twilio's words."""
    answer = sandbox.get(f"/2010-04-01/Accounts/{SANDBOX_ACCOUNT_SID}/Calls.json")

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_another_method(sandbox: Sandbox) -> None:
    """A method that a resource does not know is refused in Twilio's words."""
    answer = sandbox.http.put(sandbox.messages_url, timeout=30)

    assert (answer.status_code, answer.json()["code"]) == (405, 20004)


def test_journal_that_cannot_be_written(sandbox: Sandbox) -> None:
    """A text that cannot be kept is not accepted."""
    journal = sandbox.home / "sandbox.jsonl"
    journal.unlink()
    journal.mkdir()

    with pytest.raises(TwilioRestException) as failed:
        sandbox.send()

    assert (failed.value.status, failed.value.code) == (500, 20500)
    assert sandbox.client.messages.list() == []
