"""What a list of texts is asked for: filters, size and place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from worker.sandbox.course import standing
from worker.sandbox.errors import TwilioError
from worker.sandbox.form import Form
from worker.sandbox.message import Message
from worker.sandbox.numbers import e164

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
            filters=tuple((name, form.one(name)) for name in _FILTERS if form.one(name)),
            to=_number(form.one("To")),
            sender=_number(form.one("From")),
            sent=_sent(form),
            size=min(_whole(form, "PageSize") or _PAGE_SIZE, _LARGEST_PAGE),
            page=_whole(form, "Page"),
            token=form.one("PageToken"),
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


def _number(text: str) -> str | None:
    return (e164(text) or text) if text else None


def _whole(form: Form, name: str) -> int:
    text = form.one(name)
    if text and not text.isdecimal():
        raise TwilioError(20001, reason=f"{name} must be a whole number")
    return int(text or 0)


def _sent(form: Form) -> Span | None:
    """Twilio's rule: equal means that day in UTC, and both bounds belong to the span."""
    spans = []
    if on := form.one("DateSent"):
        day = datetime.combine(_span(on)[0].date(), time(), UTC)
        spans.append((day, day + timedelta(days=1)))
    if before := form.one("DateSent<"):
        spans.append((_ALWAYS[0], _span(before)[1]))
    if after := form.one("DateSent>"):
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
