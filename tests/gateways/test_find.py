"""Looking for a text: a list that cannot be read proves nothing."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.gateways.provider import ASKED, SID, Act, Provider, answer, message, page, performing
from tests.gateways.sending import AGE, PATIENT, SHORT, TEXT, TOKEN, gateway
from worker.gateways.connection import Timeouts
from worker.gateways.port import Accepted, CannotAsk, CannotTell, Habits

OURS = message(body=TEXT.body)
OTHER = message(body="Another opening")
OLD = message(body=TEXT.body, date_created="Wed, 18 Oct 2023 13:54:59 +0000")
FOUND = Accepted(SID, "15035550199", 1, TEXT.body)
NEXT = "/2010-04-01/Accounts/AC/Messages.json?To=%2B15035550100&Page=1&PageToken=PASM1"
SOON = timedelta(seconds=0.2)


def find(provider: Provider, limits: Timeouts = SHORT) -> Accepted | CannotTell | None:
    """Look for the text."""
    return gateway(provider.url, limits).find(PATIENT, TOKEN, AGE)


def test_asks_by_number(provider: Provider) -> None:
    """The list is narrowed by the number alone."""
    provider.does(page(OTHER))

    assert find(provider) is None
    (request,) = provider.received
    assert "/Messages.json?To=%2B15035550100&PageSize=100 " in request.line


def test_follows_pages(provider: Provider) -> None:
    """Every page is asked of the same provider."""
    provider.does(page(OTHER, following=NEXT), page(following=NEXT), page(OURS))

    assert FOUND == find(provider)
    assert 3 == len(provider.received)
    assert f"GET {NEXT} HTTP/1.1" == provider.received[-1].line


def test_stops_at_old_texts(provider: Provider) -> None:
    """Texts from well before the call end the search, however many pages follow."""
    provider.does(page(OTHER, OLD, following=NEXT))

    assert find(provider) is None
    assert 1 == len(provider.received)


@pytest.mark.parametrize("minutes", [-600, -10, 10])
def test_clocks_are_not_compared(provider: Provider, minutes: int) -> None:
    """Whatever the provider's clock shows, its answer says what time it is there."""
    began = datetime(2023, 10, 18, 14, minute=0, tzinfo=UTC) + timedelta(minutes=minutes)
    ours = message(body=TEXT.body, date_created=format_datetime(began))
    provider.does(page(ours, date=format_datetime(began + AGE, usegmt=True)))

    assert FOUND == find(provider)


def test_without_a_date_the_whole_list_is_read(provider: Provider) -> None:
    """Nobody knows how old its texts are then."""
    provider.does(page(OLD, OTHER, following=NEXT, date=None), page(OURS, date=None))

    assert FOUND == find(provider)


def test_allows_for_a_slow_entry(provider: Provider) -> None:
    """Minutes more than the call's age are looked back."""
    provider.does(page(message(body=TEXT.body, date_created="Wed, 18 Oct 2023 13:55:01 +0000")))

    assert FOUND == find(provider)


WORDS = "Dr. O\u2019Neil\u2019s \u201cSmiles\u201d \u2013 see you\u2026\u00a0at 8:00 AM, "
REWRITTEN = {
    "as it was": WORDS,
    "smart encoding": "Dr. O'Neil's \"Smiles\" - see you... at 8:00 AM, ",
    "trimmed": WORDS.strip(),
    "on lines of its own": WORDS.replace(", ", ",\r\n"),
    "on trial": f"Sent from your Twilio trial account - {WORDS}",
}


@pytest.mark.parametrize("kept", REWRITTEN.values(), ids=REWRITTEN)
def test_a_text_without_a_link_is_found_by_its_letters(provider: Provider, kept: str) -> None:
    """Twilio writes signs otherwise where a Messaging Service has Smart Encoding, as new ones do."""
    provider.does(page(message(body="See you at 8:00 AM"), message(body=kept)))

    found = gateway(provider.url).find(PATIENT, WORDS, AGE)

    assert Accepted(SID, "15035550199", 1, kept) == found


@pytest.mark.parametrize("words", ["See you at 9:00 AM", "Dr. ONeill", ""])
def test_other_words_are_another_text(provider: Provider, words: str) -> None:
    """Signs alone are compared as they are."""
    provider.does(page(message(body=words or "No."), OLD))

    assert gateway(provider.url).find(PATIENT, "\U0001f44d", AGE) is None
    provider.does(page(message(body=words or "No."), OLD))
    assert gateway(provider.url).find(PATIENT, WORDS, AGE) is None


HIDDEN = {
    "nothing": [message(body="")],
    "blank": [message(body=" ")],
    "none": [message(body=None)],
    "a mark": [message(body="[Redacted]")],
    "stars": [message(body="*****")],
    "crosses": [message(body="XXXX XXXX")],
    "dots": [message(body="\u2022\u2022\u2022")],
    "among others": [OTHER, message(body=""), OTHER],
    "without a time": [message(body="", date_created=None)],
}


@pytest.mark.parametrize("texts", HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden_bodies_prove_nothing(provider: Provider, texts: list[dict[str, object]]) -> None:
    """One of them may be the text."""
    provider.does(page(*texts, OLD))

    assert CannotTell("the provider keeps no bodies") == find(provider)


@pytest.mark.parametrize(
    "shown",
    [
        message(body="", date_created="Wed, 18 Oct 2023 13:54:59 +0000"),
        message(body="", num_media="1"),
    ],
    ids=["from before the call", "a picture"],
)
def test_others_may_be_hidden(provider: Provider, shown: dict[str, object]) -> None:
    """What cannot be the text is no doubt about it."""
    provider.does(page(OTHER, shown))

    assert find(provider) is None


def test_a_text_that_is_known_may_be_hidden(provider: Provider) -> None:
    """Its id says already that it is another one."""
    provider.does(page(message(body="")))

    known = gateway(provider.url).find(PATIENT, TOKEN, AGE, [SID])

    assert known is None


def test_what_is_found_is_found_in_spite_of_hidden_ones(provider: Provider) -> None:
    """A text that shows up ends all doubt."""
    provider.does(page(message(body=""), OURS))

    assert FOUND == find(provider)


@pytest.mark.parametrize("listed", [[], [OLD]], ids=["no texts", "old texts"])
def test_hidden_numbers_prove_nothing(provider: Provider, listed: list[dict[str, object]]) -> None:
    """Where numbers are not kept no list by number shows anything."""
    provider.does(page(*listed), page(message(to="+1503555XXXX")))

    assert CannotTell("the provider keeps no numbers") == find(provider)


def test_texts_from_patients_show_that_numbers_are_hidden(provider: Provider) -> None:
    """Where the last ones are all of patients, it is their sender's number that has no end."""
    provider.does(page(), page(message(direction="inbound", **{"from": "+1503555XXXX"})))

    assert CannotTell("the provider keeps no numbers") == find(provider)


def test_an_empty_list_proves_something_where_numbers_are_kept(provider: Provider) -> None:
    """The account's last texts show whether they are."""
    provider.does(page(), page(message(to="+15035550123"), message(direction="inbound", to="XXXX")))

    assert find(provider) is None
    assert 2 == len(provider.received)


@pytest.mark.parametrize("missing", [{"date_created": None}, {"body": None}])
def test_incomplete_texts(provider: Provider, missing: dict[str, None]) -> None:
    """A text without a time, or without its words, does not end the search."""
    provider.does(page(message(**{"body": "?", **missing}), OURS))

    assert FOUND == find(provider)


UNREADABLE = {
    "401": (answer(401, {"code": 20003}), "HTTP status 401"),
    "404": (answer(404, {"code": 20404}), "HTTP status 404"),
    "429": (answer(429, {"code": 20429}, "Retry-After: 1"), "HTTP status 429"),
    "500": (answer(500), "HTTP status 500"),
    "redirected": (answer(302, "", "Location: /elsewhere"), "HTTP status 302"),
    "no list": (answer(200, {"a": 1, "b": 2}), "TwilioException"),
    "nothing": (answer(200), "TypeError"),
    "another list": (answer(200, []), "AttributeError"),
    "a list of other things": (answer(200, {"messages": [5]}), "AttributeError"),
    "garbage": (answer(200, "<h1>Welcome</h1>"), "JSONDecodeError"),
    "half a list": (Act(page(OTHER).sends[:-9], then="close"), "ProtocolError"),
    "reset": (Act(then="reset"), "ProtocolError"),
}


@pytest.mark.parametrize(("act", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable(provider: Provider, act: Act, reason: str) -> None:
    """A list that cannot be read is asked for once, and is not taken for an empty one."""
    provider.does(act)

    with pytest.raises(CannotAsk) as told:
        find(provider)
    assert reason == str(told.value)
    assert 1 == len(provider.received)


def test_silence(provider: Provider) -> None:
    """A list that does not come in time is not taken for an empty one."""
    provider.does(Act(after=60))

    with pytest.raises(CannotAsk, match=r"^ReadTimeoutError$"):
        find(provider, Timeouts(read=timedelta(seconds=0.2)))


def test_unreadable_second_page(provider: Provider) -> None:
    """A list is only known as far as it was read."""
    provider.does(page(OTHER, following=NEXT), answer(503))

    with pytest.raises(CannotAsk, match=r"^HTTP status 503$"):
        find(provider)


def test_away() -> None:
    """A provider that is away cannot be asked, and the error drags no address along."""
    with performing() as provider:
        pass

    with pytest.raises(CannotAsk, match=r"^NotConnected$") as told:
        find(provider)
    assert told.value.__cause__ is None


def test_list_without_end(provider: Provider) -> None:
    """A list that goes on and on cannot be asked for ever."""
    provider.does(page(OTHER, following=NEXT))

    with pytest.raises(CannotAsk):
        find(provider, Timeouts(patience=timedelta(), connect=SOON, read=SOON))


def test_habits_are_read_off_the_last_texts(provider: Provider) -> None:
    """One question tells the provider's clock, and what it hides."""
    provider.does(page(OTHER, message(body="", to="+1503555XXXX"), date=ASKED))

    told = gateway(provider.url).habits()

    assert Habits(datetime(2023, 10, 18, 14, 0, 20, tzinfo=UTC), True, True) == told  # noqa: FBT003
    (request,) = provider.received
    assert "/Messages.json?PageSize=20 " in request.line


@pytest.mark.parametrize("date", [None, "yesterday", "Wed, 18 Oct 2023 14:00:20"])
def test_a_clock_that_is_not_told(provider: Provider, date: str | None) -> None:
    """A Date that cannot be read says nothing."""
    provider.does(page(OTHER, date=date))

    assert gateway(provider.url).habits().utc is None


def test_habits_cannot_always_be_asked_for(provider: Provider) -> None:
    """A list that is refused tells nothing."""
    provider.does(answer(401, {"code": 20003}))

    with pytest.raises(CannotAsk, match=r"^HTTP status 401$"):
        gateway(provider.url).habits()


CLOCK = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_all_texts_are_listed_with_their_age(provider: Provider) -> None:
    """Of every number, page by page, back to the moment that is asked for by our clock."""
    theirs = message(direction="inbound", **{"from": "+15035550100"}, to="+15035550199")
    ours = message(to="+1503555XXXX", body="", direction="outbound-api")
    provider.does(page(theirs, following=NEXT), page(ours, OLD, theirs))

    found = list(gateway(provider.url).listed(CLOCK - timedelta(seconds=20), CLOCK))

    assert [(True, False, False), (False, True, True)] == [
        (text.is_inbound, text.hides_body, text.hides_number) for text in found
    ]
    assert [timedelta(seconds=20)] * 2 == [text.age for text in found]
    assert ("15035550100", "15035550199") == (found[0].sender, found[0].recipient)
    assert "/Messages.json?PageSize=100 " in provider.received[0].line


def test_a_provider_that_tells_no_time_has_ours(provider: Provider) -> None:
    """Then ages are off by the difference, and a text without a time is of this moment."""
    provider.does(page(message(), message(date_created=None), date=None))
    now = datetime(2023, 10, 18, 14, 1, tzinfo=UTC)

    listed = gateway(provider.url).listed(now - timedelta(hours=1), now)
    assert [timedelta(minutes=1), timedelta()] == [text.age for text in listed]


def test_a_list_that_ends_half_way_is_no_list(provider: Provider) -> None:
    """What was not seen may be what was looked for."""
    provider.does(page(OURS, following=NEXT), answer(500))
    listed = gateway(provider.url).listed(CLOCK, CLOCK)

    assert SID == next(listed).sid
    with pytest.raises(CannotAsk, match=r"^HTTP status 500$"):
        next(listed)
