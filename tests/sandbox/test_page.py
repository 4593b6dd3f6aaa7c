"""What a person sees, and what tests ask."""

from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from tests.sandbox.running import PATIENT, SERVICE, Sandbox, scheduled, wait_until
from worker.sandbox.numbers import REFUSED_TO
from worker.sandbox.reserved import RESERVED
from worker.sandbox.threads import Piece, number_label, pieces
from worker.sandbox.threads import _day as day_name
from worker.sandbox.threads import _time as time_name

CONVERSATION = f"/conversations/{quote(PATIENT)}"


def test_alive(sandbox: Sandbox) -> None:
    """The process says that it lives."""
    answer = sandbox.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")


def test_received(sandbox: Sandbox) -> None:
    """Tests are told what arrived, oldest first, and when to the microsecond."""
    before = datetime.now(UTC)
    sandbox.send("first")
    sandbox.send("second", messaging_service_sid=SERVICE)
    after = datetime.now(UTC)

    texts = sandbox.get("/texts.json").json()

    assert [text["body"] for text in texts] == ["first", "second"]
    assert {"sid", "to", "from", "body", "date_created", "received_at"} < set(texts[0])
    times = [datetime.fromisoformat(text["received_at"]) for text in texts]
    assert before <= times[0] <= times[1] <= after


def test_empty_page(sandbox: Sandbox) -> None:
    """A page without texts says how to get one."""
    html = sandbox.get("/").text

    assert "No texts yet." in html
    assert "POST http://127.0.0.1:8000/asapcomms" in html


def test_conversations(sandbox: Sandbox) -> None:
    """Each number is one conversation, the latest first, with its latest words."""
    sandbox.send("earlier")
    sandbox.send("to another", to="+15035550101")
    sandbox.send("later")

    html = sandbox.get("/").text

    assert html.index("(503) 555-0100") < html.index("(503) 555-0101")
    assert "later" in html
    assert "earlier" not in html


def test_conversation(sandbox: Sandbox) -> None:
    """A conversation shows its texts with their status, the newest last."""
    sandbox.send("earlier")
    scheduled(sandbox, "later")

    html = sandbox.get(f"/fragments{CONVERSATION}").text

    assert html.index("earlier") < html.index("later") < html.index("Scheduled")


def test_text_is_escaped(sandbox: Sandbox) -> None:
    """A text is words, never markup."""
    sandbox.send('<script>alert(1)</script> https://example.com/?a=1&b="><img src=x>')

    for path in ("/", CONVERSATION, "/fragments/threads", f"/fragments{CONVERSATION}"):
        html = sandbox.get(path).text
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html


def test_number_in_the_address_is_escaped(sandbox: Sandbox) -> None:
    """A number that is none is words too."""
    html = sandbox.get("/conversations/%3Cimg%20src=x%3E").text

    assert "<img" not in html
    assert "No texts to this number." in html


def test_reply_form(sandbox: Sandbox) -> None:
    """A conversation has a form, which the page's own policy lets through."""
    answer = sandbox.get(CONVERSATION)

    assert f'<form class="reply" method="post" action="{CONVERSATION}">' in answer.text
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


def test_refresh_leaves_the_form_alone(sandbox: Sandbox) -> None:
    """Without JavaScript only a frame with the texts loads again, never what is being typed."""
    sandbox.send("An opening")
    page = sandbox.get(CONVERSATION).text
    frame = sandbox.get(f"/frames{CONVERSATION}")

    assert 'http-equiv="refresh"' not in page
    assert f'<noscript><iframe src="/frames{CONVERSATION}"' in page
    assert '<meta http-equiv="refresh"' in frame.text
    assert "An opening" in frame.text
    assert "<form" not in frame.text
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]


def test_numbers_that_act(sandbox: Sandbox) -> None:
    """Every number that acts is on the page, with what it does."""
    html = sandbox.get("/numbers").text

    for number, acts in RESERVED.items():
        assert f"/conversations/{quote(number)}" in html
        assert acts.sentence in html
    assert all(number_label(number) in html for number in REFUSED_TO)


def test_what_is_played_is_shown(sandbox: Sandbox) -> None:
    """A person sees that something is wrong on purpose."""
    sandbox.play(looks=[{"play": "away"}], receipts=[{"play": "late"}])

    assert "Playing: look away, receipts late" in sandbox.get("/").text


def test_why_it_did_not_arrive(sandbox: Sandbox) -> None:
    """A text that did not arrive says why."""
    sandbox.play(endings=[{"play": "undelivered", "code": 30006, "seconds": 0.05}])
    message = sandbox.send()

    wait_until(lambda: message.fetch().status == "undelivered")
    html = sandbox.get(f"/fragments{CONVERSATION}").text
    assert "30006: Landline or unreachable carrier" in html


def test_link(sandbox: Sandbox) -> None:
    """A link in a text can be followed, and says nothing of where it was."""
    sandbox.send("Tap https://example.com/a/3k9x. Thanks!")

    html = sandbox.get(CONVERSATION).text

    link = "https://example.com/a/3k9x"
    assert f'<a href="{link}" target="_blank" rel="noopener noreferrer">{link}</a>. Thanks!' in html


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("plain", ["plain"]),
        ("https://a.example/x", ["<https://a.example/x>"]),
        ("(see http://a.example/x).", ["(see ", "<http://a.example/x>", ")."]),
        ("https://a.example/1 https://b.example/2", None),
        ("javascript:alert(1)", ["javascript:alert(1)"]),
    ],
)
def test_pieces(body: str, expected: list[str] | None) -> None:
    """Links are told from words and no character is lost."""
    found = [*pieces(body)]

    assert "".join(piece.text for piece in found) == body
    if expected is not None:
        assert expected == [f"<{one.text}>" if one.is_link else one.text for one in found]
    else:
        assert [Piece("https://b.example/2", is_link=True)] == found[-1:]


def test_erased_text(sandbox: Sandbox) -> None:
    """A text whose words were taken out says so."""
    sandbox.send("secret").update(body="")

    html = sandbox.get(CONVERSATION).text

    assert "secret" not in html
    assert "The words of this text were erased." in html


def test_fragment_is_only_a_fragment(sandbox: Sandbox) -> None:
    """What is asked for each second has no head."""
    sandbox.send("Hello")

    html = sandbox.get("/fragments/threads").text

    assert "Hello" in html
    assert "<html" not in html


def test_open_conversation_is_marked(sandbox: Sandbox) -> None:
    """The list marks the conversation that is open."""
    sandbox.send("Hello")

    assert 'aria-current="page"' in sandbox.get(CONVERSATION).text
    assert 'aria-current="page"' not in sandbox.get("/").text


@pytest.mark.parametrize("path", ["/", CONVERSATION, "/fragments/threads"])
def test_strict_headers(sandbox: Sandbox, path: str) -> None:
    """A page runs nothing but the sandbox's own script."""
    headers = sandbox.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    """Every asset comes from the sandbox, and is there."""
    html = sandbox.get("/").text + sandbox.get(CONVERSATION).text

    for asset in (
        "/static/style.css",
        "/static/plain.css",
        "/static/refresh.js",
        "/static/icon.svg",
    ):
        assert asset in html
        assert sandbox.get(asset).status_code == 200
    assert 'src="http' not in html
    assert " style=" not in html
    assert '<noscript><meta http-equiv="refresh"' in html


def test_nothing_here(sandbox: Sandbox) -> None:
    """An address without a page is 404 in plain words."""
    answer = sandbox.get("/nowhere")

    assert (answer.status_code, answer.text) == (404, "There is nothing here.")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-02T00:05", ("Today", "12:05 AM")),
        ("2026-03-02T12:00", ("Today", "12:00 PM")),
        ("2026-03-01T23:59", ("Yesterday", "11:59 PM")),
        ("2026-01-09T13:30", ("Jan 9", "1:30 PM")),
        ("2025-12-31T08:00", ("Dec 31, 2025", "8:00 AM")),
    ],
)
def test_time_in_words(at: str, words: tuple[str, str]) -> None:
    """Days and times are named as an American office names them."""
    zone = ZoneInfo("America/Los_Angeles")
    now = datetime(2026, 3, 2, 15, tzinfo=zone)
    then = datetime.fromisoformat(at).replace(tzinfo=zone)

    assert words == (day_name(then, now), time_name(then))
