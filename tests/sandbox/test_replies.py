"""Replies: what a person types, what the service is told, and what Twilio makes of STOP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.receiver import Service, listening
from tests.sandbox.running import PATIENT, SERVICE, Sandbox, running, wait_until
from worker.sandbox.optout import ANSWERS
from worker.sandbox.replies import texts
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_NUMBER

OTHER = "+15035550101"
STOP_WORDS = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"]
CONVERSATION = f"/conversations/{quote(PATIENT)}"


@pytest.fixture
def service() -> Iterator[Service]:
    """A service that listens for replies."""
    with listening() as ready:
        ready.answers = [(200, '<?xml version="1.0" encoding="UTF-8"?><Response/>')]
        yield ready


@pytest.fixture
def sandbox(service: Service, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that tells the service of replies."""
    with running(tmp_path, public_url=service.url) as ready:
        yield ready


def reply(sandbox: Sandbox, body: str, **other: str) -> dict[str, Any]:
    """Reply as the patient, and wait until the service has been told."""
    form = {"from": PATIENT, "body": body, **other}
    answer = sandbox.http.post(f"{sandbox.url}/replies", json=form, timeout=30)
    assert answer.status_code == 201, answer.text
    sid = answer.json()["sid"]
    wait_until(lambda: kept(sandbox, sid)["reported_at"] is not None)
    return kept(sandbox, sid)


def kept(sandbox: Sandbox, sid: str) -> dict[str, Any]:
    """Read what the sandbox knows of a text."""
    [text] = [one for one in sandbox.get("/texts.json").json() if one["sid"] == sid]
    found: dict[str, Any] = text
    return found


def thread(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Return the texts of all conversations, oldest first."""
    return [(one["direction"], one["body"]) for one in sandbox.get("/texts.json").json()]


def is_blocked(sandbox: Sandbox, **options: Any) -> bool:
    """Whether a text to the patient is refused as Twilio refuses it after STOP."""
    try:
        sandbox.send(**options)
    except TwilioRestException as refused:
        return (refused.status, refused.code) == (400, 21610)
    return False


def test_reply_reaches_the_service(sandbox: Sandbox, service: Service) -> None:
    """The service is told of a reply in Twilio's fields, signed."""
    told = reply(sandbox, "Is 3 PM fine, too?")

    [callback] = service.callbacks
    assert callback.url == f"{service.url}/twilio/inbound"
    assert callback.is_signed
    places = {f"{side}{part}" for side in ("From", "To") for part in ("City", "State", "Zip")}
    assert callback.form == {
        "AccountSid": SANDBOX_ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": "Is 3 PM fine, too?",
        "From": PATIENT,
        "FromCountry": "US",
        "MessageSid": told["sid"],
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": told["sid"],
        "SmsSid": told["sid"],
        "SmsStatus": "received",
        "To": SANDBOX_NUMBER,
        "ToCountry": "US",
        **dict.fromkeys(places, ""),
    }
    assert told["report"] == "200"


def test_reply_is_listed(sandbox: Sandbox) -> None:
    """A reply is an inbound text of the API, to the office and from the person."""
    reply(sandbox, "Hello")

    wait_until(lambda: sandbox.client.messages.list()[0].status == "received")
    [text] = sandbox.client.messages.list(to=SANDBOX_NUMBER)
    assert (text.direction, text.from_, text.body) == ("inbound", PATIENT, "Hello")
    assert text.date_sent is not None
    assert sandbox.client.messages.list(to=PATIENT) == []


def test_reply_in_its_thread(sandbox: Sandbox) -> None:
    """A reply stands in the person's conversation, after the text that it answers."""
    sandbox.send("An opening")
    reply(sandbox, "On my way")

    html = sandbox.get(f"/fragments{CONVERSATION}").text
    assert html.index("An opening") < html.index('class="mine"') < html.index("On my way")
    assert "Reply: On my way" in sandbox.get("/fragments/threads").text


def test_typed_on_the_page(sandbox: Sandbox, service: Service) -> None:
    """What is typed on the page goes to the number that texted last, and the page comes back."""
    sandbox.send(from_="+15005550010")
    answer = sandbox.http.post(
        sandbox.url + CONVERSATION, data={"body": " Thanks! "}, allow_redirects=False, timeout=30
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, CONVERSATION)
    wait_until(lambda: len(service.callbacks) == 1)
    form = service.callbacks[0].form
    assert (form["From"], form["To"], form["Body"]) == (PATIENT, "+15005550010", "Thanks!")


def test_nothing_typed(sandbox: Sandbox) -> None:
    """An empty reply is none."""
    sandbox.http.post(sandbox.url + CONVERSATION, data={"body": "  "}, timeout=30)

    assert thread(sandbox) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_typed_elsewhere(sandbox: Sandbox, site: str) -> None:
    """A page of somebody else cannot reply for the patient."""
    answer = sandbox.http.post(
        sandbox.url + CONVERSATION,
        data={"body": "STOP"},
        headers={"Sec-Fetch-Site": site},
        timeout=30,
    )

    assert answer.status_code == 403
    assert thread(sandbox) == []


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"from": "nobody", "body": "Hello"}, 400),
        ({"from": PATIENT}, 400),
        ({"from": PATIENT, "body": ""}, 400),
        ({"from": PATIENT, "body": "x" * 1601}, 400),
        ({"from": PATIENT, "body": "Hello", "more": "x"}, 400),
    ],
)
def test_reply_that_is_none(sandbox: Sandbox, form: dict[str, str], status: int) -> None:
    """A reply without a number or words is refused, and nothing is kept."""
    assert sandbox.http.post(f"{sandbox.url}/replies", json=form, timeout=30).status_code == status
    assert thread(sandbox) == []


def test_reply_must_be_json(sandbox: Sandbox) -> None:
    """A form of somebody else's page is not taken for a reply."""
    answer = requests.post(f"{sandbox.url}/replies", data='{"from": "x"}', timeout=30)

    assert answer.status_code == 415


@pytest.mark.parametrize("word", [*STOP_WORDS, "stop", " Stop \n"])
def test_stop(sandbox: Sandbox, word: str) -> None:
    """After a word that means stop the office's texts are refused."""
    assert not is_blocked(sandbox)

    reply(sandbox, word)

    assert is_blocked(sandbox)
    assert is_blocked(sandbox, messaging_service_sid=SERVICE)
    assert not is_blocked(sandbox, to=OTHER)
    assert not is_blocked(sandbox, from_="+15005550010")
    [one] = sandbox.get("/opt-outs.json").json()
    assert (one["from"], one["to"]) == (PATIENT, SANDBOX_NUMBER)


@pytest.mark.parametrize("body", ["please stop", "STOP it", "stop.", "NO", "HELP", "INFO"])
def test_other_words(sandbox: Sandbox, body: str) -> None:
    """Only a whole message of one word counts at Twilio."""
    reply(sandbox, body)

    assert not is_blocked(sandbox)


@pytest.mark.parametrize("word", ["START", "YES", "UNSTOP", "start"])
def test_start(sandbox: Sandbox, word: str) -> None:
    """A word that means start undoes a stop."""
    reply(sandbox, "STOP")
    reply(sandbox, word)

    assert not is_blocked(sandbox)
    assert sandbox.get("/opt-outs.json").json() == []


def test_stop_survives(service: Service, tmp_path: Path) -> None:
    """An opt-out outlives the process, even if its words were erased."""
    with running(tmp_path, public_url=service.url) as first:
        told = reply(first, "STOP")
        first.client.messages(told["sid"]).update(body="")

    with running(tmp_path, public_url=service.url) as again:
        assert is_blocked(again)
        reply(again, "START")
    with running(tmp_path, public_url=service.url) as once_more:
        assert not is_blocked(once_more)


def test_stop_before_the_service_knows(sandbox: Sandbox, service: Service) -> None:
    """By the time the service is told of a stop its texts are refused."""
    seen: list[bool] = []
    service.before_answer = lambda: seen.append(is_blocked(sandbox))

    reply(sandbox, "STOP")

    assert seen == [True]


@pytest.mark.parametrize(
    ("word", "kind"), [("stop", "STOP"), ("YES", "START"), ("Info", "HELP"), ("Hello", None)]
)
def test_advanced_opt_out(sandbox: Sandbox, service: Service, word: str, kind: str | None) -> None:
    """With Advanced Opt-Out Twilio answers its words by itself, and the service hears that it has."""
    sandbox.play(advanced_opt_out=True)

    reply(sandbox, word)

    assert service.callbacks[0].form.get("OptOutType") == kind
    assert service.callbacks[0].is_signed
    answers = [body for direction, body in thread(sandbox) if direction == "outbound-reply"]
    assert len(answers) == (0 if kind is None else 1)


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("STOP", "You have successfully been unsubscribed."),
        ("unsubscribe", "You have successfully been unsubscribed."),
        ("START", "You have successfully been re-subscribed"),
        ("HELP", "Reply STOP to unsubscribe."),
    ],
)
def test_without_advanced_opt_out(
    sandbox: Sandbox, service: Service, word: str, begins: str
) -> None:
    """Without it Twilio answers its words all the same, and the service hears the words alone."""
    reply(sandbox, word)

    assert "OptOutType" not in service.callbacks[0].form
    [asked, (direction, body)] = thread(sandbox)
    assert asked == ("inbound", word)
    assert direction == "outbound-reply"
    assert body.startswith(begins)


def test_a_preview_has_the_whole_link(sandbox: Sandbox) -> None:
    """However long a text is, the list of conversations shows its link uncut."""
    link = f"http://127.0.0.1:8000/a/{'x' * 32}"
    sandbox.send(f"{'An opening at the office. ' * 5}Tap {link} to accept.")

    assert f">{link}<" in sandbox.get("/fragments/threads").text


def test_answer_by_twiml(sandbox: Sandbox, service: Service) -> None:
    """Texts in the service's answer are sent to the person."""
    service.answers = [(200, "<Response><Message>See you &amp; yours</Message></Response>")]

    assert reply(sandbox, "C1")["report"] == "200"

    assert thread(sandbox) == [("inbound", "C1"), ("outbound-reply", "See you & yours")]
    assert sandbox.get("/counts.json").json()["accepted"] == 0


def test_answer_after_stop(sandbox: Sandbox, service: Service) -> None:
    """A text in the answer to a stop is refused, too."""
    service.answers = [(200, "<Response><Message>Sorry to see you go</Message></Response>")]

    assert "21610" in reply(sandbox, "STOP")["report"]
    assert [body for _, body in thread(sandbox)] == ["STOP", ANSWERS["STOP"]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", []),
        ("<Response/>", []),
        ("<Response><Message/></Response>", []),
        (
            "<Response><Message>One</Message><Message><Body>Two</Body></Message></Response>",
            ["One", "Two"],
        ),
    ],
)
def test_twiml(body: str, said: list[str]) -> None:
    """TwiML has texts or none."""
    assert said == texts(body.encode())


@pytest.mark.parametrize(
    "body",
    ["OK", "<html/>", "<Response>", '<!DOCTYPE x [<!ENTITY a "b">]><Response/>', "{}"],
)
def test_not_twiml(sandbox: Sandbox, service: Service, body: str) -> None:
    """An answer that is no TwiML sends nothing, and is told on the page."""
    service.answers = [(200, body)]

    assert "not TwiML" in reply(sandbox, "Hello")["report"]
    assert "the service did not take it" in sandbox.get(f"/fragments{CONVERSATION}").text


def test_service_that_refuses(sandbox: Sandbox, service: Service) -> None:
    """A reply that the service did not take says so on the page."""
    service.answers = [(404, "")]

    reply(sandbox, "Hello")

    assert "the service did not take it (404)" in sandbox.get(f"/fragments{CONVERSATION}").text


def test_reply_survives(service: Service, tmp_path: Path) -> None:
    """A reply of which nobody was told before the process ended is told by the next one."""
    with running(tmp_path, public_url="http://127.0.0.1:9") as first:
        reply(first, "told in vain")  # the service is away, and Twilio gives up
        journal = (tmp_path / "sandbox.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "sandbox.jsonl").write_bytes(journal[0])  # as if killed before it gave up

    with running(tmp_path, public_url=service.url):
        wait_until(lambda: len(service.callbacks) == 1)
        assert service.callbacks[0].form["Body"] == "told in vain"
