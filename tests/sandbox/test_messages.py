"""Creating, fetching, changing and deleting texts with Twilio's client."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.running import PATIENT, SERVICE, Sandbox, finished, scheduled
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_NUMBER

PUBLISHED = {
    "account_sid": str,
    "api_version": str,
    "body": str,
    "date_created": str,
    "date_sent": str,
    "date_updated": str,
    "direction": str,
    "error_code": int,
    "error_message": str,
    "from": str,
    "messaging_service_sid": str,
    "num_media": str,
    "num_segments": str,
    "price": str,
    "price_unit": str,
    "sid": str,
    "status": str,
    "subresource_uris": dict,
    "to": str,
    "uri": str,
}
"""Every field of Twilio's published description of a Message; each may be null."""


@pytest.mark.parametrize("sender", [{"From": SANDBOX_NUMBER}, {"MessagingServiceSid": SERVICE}])
def test_every_published_field(sandbox: Sandbox, sender: dict[str, str]) -> None:
    """A created text has exactly the published fields, each of its type."""
    answer = sandbox.post(To=PATIENT, Body="Hello", **sender)

    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    fields = answer.json()
    assert set(PUBLISHED) == set(fields)
    for name, value in fields.items():
        assert value is None or isinstance(value, PUBLISHED[name]), name


def test_created_with_a_number(sandbox: Sandbox) -> None:
    """A text with its own number is queued at once."""
    before = datetime.now(UTC).replace(microsecond=0)

    message = sandbox.send("Hello")

    assert re.fullmatch(r"SM[0-9a-f]{32}", message.sid)
    assert message.status == "queued"
    assert (message.to, message.from_, message.body) == (PATIENT, SANDBOX_NUMBER, "Hello")
    assert (message.num_segments, message.num_media, message.date_sent) == ("1", "0", None)
    assert before <= message.date_created <= datetime.now(UTC)
    path = f"/2010-04-01/Accounts/{SANDBOX_ACCOUNT_SID}/Messages/{message.sid}"
    assert message.uri == f"{path}.json"
    assert message.subresource_uris == {"media": f"{path}/Media.json"}


def test_dates_are_rfc_2822(sandbox: Sandbox) -> None:
    """Dates are written as in mail, in UTC."""
    created = sandbox.post(To=PATIENT, From=SANDBOX_NUMBER, Body="Hello").json()["date_created"]

    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", created)
    assert parsedate_to_datetime(created).tzinfo == UTC


def test_created_with_a_service(sandbox: Sandbox) -> None:
    """A text through a Messaging Service is accepted before it has a sender or segments."""
    message = sandbox.send("x" * 200, messaging_service_sid=SERVICE)

    assert message.status == "accepted"
    assert message.messaging_service_sid == SERVICE
    assert (message.from_, message.num_segments) == (None, "0")


def test_service_chooses_a_sender(sandbox: Sandbox) -> None:
    """A delivered text of a Messaging Service has its sender, its segments and its date."""
    message = finished(sandbox, sandbox.send("x" * 200, messaging_service_sid=SERVICE))

    assert message.status == "delivered"
    assert (message.from_, message.num_segments) == (SANDBOX_NUMBER, "2")
    assert message.date_created <= message.date_sent <= message.date_updated


def test_service_named_as_sender(sandbox: Sandbox) -> None:
    """A Messaging Service may be named in From."""
    assert sandbox.send(from_=SERVICE).messaging_service_sid == SERVICE


def test_media(sandbox: Sandbox) -> None:
    """A text with pictures needs no words, and counts them."""
    message = sandbox.client.messages.create(
        to=PATIENT,
        from_=SANDBOX_NUMBER,
        media_url=["https://example.com/1.png", "https://example.com/2.png"],
    )

    assert message.sid.startswith("MM")
    assert message.num_media == "2"


def test_number_is_normalised(sandbox: Sandbox) -> None:
    """A North American number without its country code gets it."""
    assert sandbox.send(to="(503) 555-0100").to == PATIENT


def test_keeps_other_parameters(sandbox: Sandbox) -> None:
    """What was asked beside number and body is kept with the text."""
    callback = "http://127.0.0.1:8000/twilio/status/abc"
    sandbox.send(
        status_callback=callback, validity_period=600, max_price="0.05", smart_encoded=True
    )

    [text] = sandbox.get("/texts.json").json()
    assert text["parameters"]["StatusCallback"] == [callback]
    assert text["parameters"]["ValidityPeriod"] == ["600"]
    assert {"MaxPrice", "SmartEncoded"} < set(text["parameters"])


def test_fetch(sandbox: Sandbox) -> None:
    """A text is found by its sid."""
    sent = sandbox.send("Hello")

    assert sandbox.client.messages(sent.sid).fetch().body == "Hello"


def test_schedule(sandbox: Sandbox) -> None:
    """A scheduled text waits."""
    message = scheduled(sandbox)

    assert message.status == "scheduled"
    assert message.date_sent is None


def test_cancel_scheduled(sandbox: Sandbox) -> None:
    """A scheduled text can be called off."""
    message = scheduled(sandbox).update(status="canceled")

    assert message.status == "canceled"
    assert message.fetch().status == "canceled"


def test_cancel_queued(sandbox: Sandbox) -> None:
    """A text on its way cannot be called off."""
    message = sandbox.send()

    with pytest.raises(TwilioRestException) as refused:
        message.update(status="canceled")

    assert refused.value.code == 30409
    assert message.fetch().status != "canceled"


def test_scheduling_without_a_service(sandbox: Sandbox) -> None:
    """Without a Messaging Service the schedule is ignored: the text leaves at once."""
    message = sandbox.send(schedule_type="fixed", send_at=datetime.now(UTC) + timedelta(hours=1))

    assert message.status == "queued"


def test_redact(sandbox: Sandbox) -> None:
    """An empty body takes the words out."""
    message = sandbox.send("Hello").update(body="")

    assert message.body == ""
    assert message.fetch().body == ""


def test_update_of_nothing(sandbox: Sandbox) -> None:
    """An update that asks for nothing changes nothing."""
    assert sandbox.send("Hello").update().body == "Hello"


def test_rewrite(sandbox: Sandbox) -> None:
    """The words of a text cannot be replaced."""
    message = sandbox.send("Hello")

    with pytest.raises(TwilioRestException) as refused:
        message.update(body="Goodbye")

    assert refused.value.code == 20001


def test_delete(sandbox: Sandbox) -> None:
    """A deleted text is gone from the API."""
    message = finished(sandbox, sandbox.send())

    assert message.delete()

    with pytest.raises(TwilioRestException) as missing:
        message.fetch()
    assert missing.value.code == 20404
    assert sandbox.client.messages.list() == []


def test_delete_too_early(sandbox: Sandbox) -> None:
    """A text that has not been sent cannot be deleted."""
    with pytest.raises(TwilioRestException) as refused:
        scheduled(sandbox).delete()

    assert (refused.value.status, refused.value.code) == (409, 20009)
