"""Twilio's list of texts: one page and the envelope around it."""

from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from worker.sandbox.errors import TwilioError
from worker.sandbox.inbox import Inbox
from worker.sandbox.message import Message
from worker.sandbox.query import Query
from worker.sandbox.resource import messages_path, resource

_AFTER, _BEFORE = "PA", "PB"
"""How a page token begins; the sid of the text next to the page follows, so pages hold still."""


def listing(inbox: Inbox, account_sid: str, query: Query, now: datetime) -> dict[str, object]:
    """Build the page that is asked for, newest first, with the addresses of those around it."""
    texts = _texts(inbox, query, now)
    page, start = query.page, query.page * query.size

    def uri(number: int, token: str = "") -> str:
        asked = [*query.filters, ("PageSize", str(query.size)), ("Page", str(number))]
        asked += [("PageToken", token)] if token else []
        return f"{messages_path(account_sid)}.json?{urlencode(asked)}"

    newer = f"{_BEFORE}{texts[0].sid}" if page and texts else ""
    older = f"{_AFTER}{texts[-1].sid}" if _goes_on(inbox, query, texts, now) else ""
    return {
        "first_page_uri": uri(0),
        "previous_page_uri": uri(page - 1, newer) if newer else None,
        "next_page_uri": uri(page + 1, older) if older else None,
        "uri": uri(page, query.token),
        "page": page,
        "page_size": query.size,
        "start": start,
        "end": start + max(len(texts) - 1, 0),
        "messages": [resource(text, now) for text in texts],
    }


def _texts(inbox: Inbox, query: Query, now: datetime) -> list[Message]:
    if query.token.startswith(_BEFORE):
        newer = inbox.newer(_place(inbox, query), query.to)
        return [*islice((text for text in newer if query.fits(text, now)), query.size)][::-1]
    than, skipped = None, query.page * query.size
    if query.token:
        than, skipped = _place(inbox, query), 0
    fitting = (text for text in inbox.older(than, query.to) if query.fits(text, now))
    return [*islice(fitting, skipped, skipped + query.size)]


def _goes_on(inbox: Inbox, query: Query, texts: list[Message], now: datetime) -> bool:
    if not texts:
        return False
    rest = inbox.older(inbox.place_of(texts[-1].sid), query.to)
    return any(query.fits(text, now) for text in rest)


def _place(inbox: Inbox, query: Query) -> int:
    place = inbox.place_of(query.token[len(_AFTER) :])
    if place is None:
        raise TwilioError(20001, reason="PageToken is not known")
    return place
