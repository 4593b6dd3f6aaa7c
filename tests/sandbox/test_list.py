"""Listing texts with Twilio's client: order, filters and pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.running import PATIENT, Sandbox, scheduled, when_sent

OTHER = "+15035550101"


def bodies(texts: Any) -> list[str]:
    """What the texts say, in their order."""
    return [text.body for text in texts]


def test_newest_first(sandbox: Sandbox) -> None:
    """The latest text comes first."""
    for number in range(3):
        sandbox.send(f"text {number}")

    assert bodies(sandbox.client.messages.list()) == ["text 2", "text 1", "text 0"]


def test_filter_to(sandbox: Sandbox) -> None:
    """Only the texts to a number are listed."""
    sandbox.send("mine")
    sandbox.send("another's", to=OTHER)

    assert bodies(sandbox.client.messages.list(to=PATIENT, limit=20)) == ["mine"]


def test_filter_to_with_a_plain_plus(sandbox: Sandbox) -> None:
    """A number whose plus became a space on the way is still understood."""
    sandbox.send("mine")

    texts = sandbox.http.get(f"{sandbox.messages_url}?To={PATIENT}", timeout=30).json()

    assert [text["body"] for text in texts["messages"]] == ["mine"]


def test_filter_from(sandbox: Sandbox) -> None:
    """Only the texts from a number are listed."""
    sandbox.send("one")
    sandbox.send("two", from_="+15005550010")

    assert bodies(sandbox.client.messages.list(from_="+15005550010")) == ["two"]


def test_filter_from_knows_no_sender_yet(sandbox: Sandbox) -> None:
    """A text whose service has not chosen a number is from nobody."""
    scheduled(sandbox)

    assert sandbox.client.messages.list(from_="+15005550006") == []


def test_filter_by_day(sandbox: Sandbox) -> None:
    """A day is compared in UTC and both bounds are included."""
    sent_at = when_sent(sandbox, sandbox.send())
    texts = sandbox.client.messages

    for days, found in ((-1, (0, 0, 1)), (0, (1, 1, 1)), (1, (0, 1, 0))):
        day = (sent_at + timedelta(days=days)).date().isoformat()
        assert found == (
            len(texts.list(date_sent=day)),
            len(texts.list(date_sent_before=day)),
            len(texts.list(date_sent_after=day)),
        )


def test_filter_by_second(sandbox: Sandbox) -> None:
    """A time is compared to the second."""
    sent_at = when_sent(sandbox, sandbox.send())
    texts = sandbox.client.messages

    for seconds, found in ((-1, (0, 1)), (0, (1, 1)), (1, (1, 0))):
        at = sent_at + timedelta(seconds=seconds)
        assert found == (
            len(texts.list(date_sent_before=at)),
            len(texts.list(date_sent_after=at)),
        )


def test_unsent_has_no_date(sandbox: Sandbox) -> None:
    """A text that waits has no date to be found by."""
    scheduled(sandbox)

    assert sandbox.client.messages.list(date_sent=datetime.now(UTC)) == []


def test_pages(sandbox: Sandbox) -> None:
    """Streaming walks every page once."""
    for number in range(7):
        sandbox.send(f"text {number}")

    texts = sandbox.client.messages.stream(page_size=3)

    assert bodies(texts) == [f"text {number}" for number in range(6, -1, -1)]


def test_limit(sandbox: Sandbox) -> None:
    """A limit beyond one page takes as much of the next as it needs."""
    for number in range(7):
        sandbox.send(f"text {number}")

    assert len(sandbox.client.messages.list(limit=5, page_size=3)) == 5


def test_pages_hold_still(sandbox: Sandbox) -> None:
    """A text that arrives while pages are read moves none of them."""
    for number in range(4):
        sandbox.send(f"text {number}")
    first = sandbox.client.messages.page(page_size=2)

    sandbox.send("late")

    assert bodies(first.next_page()) == ["text 1", "text 0"]


def test_previous_page(sandbox: Sandbox) -> None:
    """The way back leads over the same pages."""
    for number in range(5):
        sandbox.send(f"text {number}")
    last = sandbox.client.messages.page(page_size=2).next_page().next_page()

    assert last.next_page() is None
    middle = last.previous_page()
    assert bodies(middle) == ["text 2", "text 1"]
    assert bodies(middle.previous_page()) == ["text 4", "text 3"]


def test_pages_keep_the_filter(sandbox: Sandbox) -> None:
    """The next page asks for the same number as the first."""
    for number in range(4):
        sandbox.send(f"text {number}")
        sandbox.send("another's", to=OTHER)

    texts = sandbox.client.messages.stream(to=PATIENT, page_size=3)

    assert bodies(texts) == ["text 3", "text 2", "text 1", "text 0"]


def test_page_by_number(sandbox: Sandbox) -> None:
    """A page can be asked for by its number alone."""
    for number in range(5):
        sandbox.send(f"text {number}")

    assert bodies(sandbox.client.messages.page(page_number=1, page_size=2)) == ["text 2", "text 1"]


def test_envelope(sandbox: Sandbox) -> None:
    """The list says where it is, in Twilio's words."""
    sandbox.send()
    envelope = sandbox.http.get(sandbox.messages_url, timeout=30).json()

    path = sandbox.messages_url.removeprefix(sandbox.url)
    assert len(envelope.pop("messages")) == 1
    assert envelope == {
        "end": 0,
        "first_page_uri": f"{path}?PageSize=50&Page=0",
        "next_page_uri": None,
        "page": 0,
        "page_size": 50,
        "previous_page_uri": None,
        "start": 0,
        "uri": f"{path}?PageSize=50&Page=0",
    }


def test_largest_page(sandbox: Sandbox) -> None:
    """A page holds a thousand texts at most."""
    answer = sandbox.http.get(f"{sandbox.messages_url}?PageSize=5000", timeout=30)

    assert answer.json()["page_size"] == 1000


@pytest.mark.parametrize(
    "query", ["PageSize=many", "Page=-1", "DateSent=yesterday", "PageToken=PASMno"]
)
def test_bad_query(sandbox: Sandbox, query: str) -> None:
    """A query that cannot be read is refused."""
    answer = sandbox.http.get(f"{sandbox.messages_url}?{query}", timeout=30)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_empty(sandbox: Sandbox) -> None:
    """A list of nothing is a list."""
    assert sandbox.client.messages.list() == []


def test_unknown_sid(sandbox: Sandbox) -> None:
    """A text that is not there is 20404."""
    with pytest.raises(TwilioRestException) as missing:
        sandbox.client.messages("SM" + "0" * 32).fetch()

    assert (missing.value.status, missing.value.code) == (404, 20404)
