"""Twilio's list of texts: what it is asked for, one page, and the envelope around it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from urllib.parse import urlencode

from worker.sandbox.course import standing
from worker.sandbox.errors import TwilioError
from worker.sandbox.form import Form
from worker.sandbox.inbox import Inbox
from worker.sandbox.message import Message
from worker.sandbox.numbers import e164
from worker.sandbox.resource import messages_path, resource

_AFTER, _BEFORE = "PA", "PB"
"""How a page token begins; the sid of the text next to the page follows, so pages hold still."""

_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_PAGE_SIZE, _LARGEST_PAGE = 50, 1000
_ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))

Span = tuple[datetime, datetime]
"""From the first moment up to, and without, the second."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which texts are asked for, and which page of them."""

    filters: tuple[tuple[str, str], ...]
    to: str | None
    sender: str | None
    sent: Span | None
    size: int
    page: int
    token: str

    @classmethod
    def of(cls, form: Form) -> "Query":
        """Read the query string."""
        return cls(
            filters=tuple((name, form.get(name, "")) for name in _FILTERS if form.get(name)),
            to=_number(form.get("To", "")),
            sender=_number(form.get("From", "")),
            sent=_sent(form),
            size=min(_whole(form, "PageSize") or _PAGE_SIZE, _LARGEST_PAGE),
            page=_whole(form, "Page"),
            token=form.get("PageToken", ""),
        )

    def fits(self, message: Message, now: datetime) -> bool:
        """Whether the text passes every filter but To, by which the inbox finds it."""
        if self.sender is None and self.sent is None:
            return True
        stands = standing(message, now)
        if self.sender is not None and not (stands.has_sender and message.sender == self.sender):
            return False
        if self.sent is None:
            return True
        return stands.sent_at is not None and self.sent[0] <= stands.sent_at < self.sent[1]


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


def _number(text: str) -> str | None:
    return (e164(text) or text) if text else None


def _whole(form: Form, name: str) -> int:
    text = form.get(name, "")
    if text and not text.isdecimal():
        raise TwilioError(20001, reason=f"{name} must be a whole number")
    return int(text or 0)


def _sent(form: Form) -> Span | None:
    """Twilio's rule: equal means that day in UTC, and both bounds belong to the span."""
    spans = []
    if on := form.get("DateSent", ""):
        day = datetime.combine(_span(on)[0].date(), time(), UTC)
        spans.append((day, day + timedelta(days=1)))
    if before := form.get("DateSent<", ""):
        spans.append((_ALWAYS[0], _span(before)[1]))
    if after := form.get("DateSent>", ""):
        spans.append((_span(after)[0], _ALWAYS[1]))
    if not spans:
        return None
    return max(span[0] for span in spans), min(span[1] for span in spans)


def _span(text: str) -> Span:
    """A date means all of its day and a time all of its second."""
    try:
        if len(text) == len("2026-01-31"):
            day = datetime.combine(date.fromisoformat(text), time(), UTC)
            return day, day + timedelta(days=1)
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        return at, at + timedelta(seconds=1)
    except (ValueError, OverflowError):
        raise TwilioError(20001, reason=f"{text} is not a date in ISO 8601 format") from None
