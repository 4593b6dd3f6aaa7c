"""Looking for a text: a list that cannot be read proves nothing."""

from datetime import timedelta

import pytest

from tests.gateways.provider import SID, Act, Provider, answer, message, page, performing
from tests.gateways.sending import BEGAN, PATIENT, SHORT, TEXT, TOKEN, gateway
from worker.gateways.limits import Limits
from worker.gateways.port import Accepted, CannotAsk

OURS = message(body=TEXT.body)
OTHER = message(body="Another opening")
OLD = message(body=TEXT.body, date_created="Wed, 18 Oct 2023 13:54:59 +0000")
FOUND = Accepted(SID, "15035550199", 1, TEXT.body)
NEXT = "/2010-04-01/Accounts/AC/Messages.json?To=%2B15035550100&Page=1&PageToken=PASM1"
SOON = timedelta(seconds=0.2)


def find(provider: Provider, limits: Limits = SHORT) -> Accepted | None:
    """Look for the text."""
    return gateway(provider.url, limits).find(PATIENT, TOKEN, BEGAN)


def test_asks_by_number(provider: Provider) -> None:
    """The list is narrowed by the number alone."""
    provider.does(page())

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


def test_allows_for_clocks(provider: Provider) -> None:
    """The provider's clock may be minutes behind ours."""
    provider.does(page(message(body=TEXT.body, date_created="Wed, 18 Oct 2023 13:55:01 +0000")))

    assert FOUND == find(provider)


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
    "half a list": (Act(page(OTHER).sends[:-9], then="close"), "ChunkedEncodingError"),
    "reset": (Act(then="reset"), "ConnectionError"),
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

    with pytest.raises(CannotAsk, match=r"^ReadTimeout$"):
        find(provider, Limits(read=timedelta(seconds=0.2)))


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
        find(provider, Limits(patience=timedelta(), connect=SOON, read=SOON))
