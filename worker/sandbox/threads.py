"""Conversations as a person reads them: words, times and links ready for the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from worker.sandbox.course import Standing, Status, standing
from worker.sandbox.inbox import Inbox
from worker.sandbox.message import Message

_MOST_THREADS, _MOST_BUBBLES, _PREVIEW_LENGTH = 200, 200, 140
_LINK = re.compile(r"https?://[^\s<>\"]+")
_NOT_A_LINKS_END = ".,;:!?)]}'\u2019"
_ERASED = "The words of this text were erased."
_US_NUMBER = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or a link."""

    text: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation in the list."""

    number: str
    label: str
    preview: str
    """How the words of the latest text begin, without its links."""
    link: str
    """The first link of the latest text, whole; empty if it has none."""
    at: str
    iso: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text in a conversation."""

    day: str
    """The day's name above the first text of a day, else empty."""
    sender: str
    """Empty while a Messaging Service has not chosen one."""
    pieces: tuple[Piece, ...]
    at: str
    iso: str
    status: Status
    is_reply: bool
    """Whether the person wrote it."""
    trouble: str
    """Why it did not arrive, or why the service did not take it; empty if all is well."""


def threads(inbox: Inbox, now: datetime, zone: ZoneInfo) -> list[Thread]:
    """Return the conversations, the latest first."""
    latest = ((number, next(inbox.latest(number), None)) for number in inbox.people())
    there = ((number, message) for number, message in latest if message is not None)
    return [
        Thread(
            number=number,
            label=number_label(number),
            preview=_preview(message),
            link=next((piece.text for piece in pieces(message.body) if piece.is_link), ""),
            at=_short_time(message.received_at.astimezone(zone), now.astimezone(zone)),
            iso=message.received_at.isoformat(timespec="seconds"),
        )
        for number, message in islice(there, _MOST_THREADS)
    ]


def bubbles(inbox: Inbox, number: str, now: datetime, zone: ZoneInfo) -> Iterator[Bubble]:
    """Yield the latest texts to and from a number, the newest last as on a phone."""
    today, day = now.astimezone(zone), ""
    for message in [*islice(inbox.latest(number), _MOST_BUBBLES)][::-1]:
        at = message.received_at.astimezone(zone)
        this_day, stands = _day(at, today), standing(message, now)
        is_reply = message.direction == "inbound"
        yield Bubble(
            day=this_day if this_day != day else "",
            sender=number_label(message.sender) if stands.has_sender and not is_reply else "",
            pieces=tuple(pieces(message.body or _ERASED)),
            at=_time(at),
            iso=at.isoformat(timespec="seconds"),
            status=stands.status,
            is_reply=is_reply,
            trouble=_trouble(message, stands),
        )
        day = this_day


def number_label(number: str) -> str:
    """Write a North American number the way people there do."""
    parts = _US_NUMBER.fullmatch(number)
    return "({}) {}-{}".format(*parts.groups()) if parts else number


def pieces(body: str) -> Iterator[Piece]:
    """Split a body into words and links; the sentence's own punctuation is not the link's."""
    end = 0
    for found in _LINK.finditer(body):
        link = found.group().rstrip(_NOT_A_LINKS_END)
        if found.start() > end:
            yield Piece(body[end : found.start()])
        yield Piece(link, is_link=True)
        end = found.start() + len(link)
    if end < len(body):
        yield Piece(body[end:])


def _preview(message: Message) -> str:
    said = "Reply: " if message.direction == "inbound" else ""
    words = "".join(piece.text for piece in pieces(message.body or _ERASED) if not piece.is_link)
    whole = " ".join(f"{said}{words}".split())
    return whole if len(whole) <= _PREVIEW_LENGTH else f"{whole[: _PREVIEW_LENGTH - 1].rstrip()}…"


def _trouble(message: Message, stands: Standing) -> str:
    if stands.has_failed:
        return f"{message.fate.code}: {message.fate.meaning}"
    is_well = message.report.startswith("2") and message.report.isdecimal()
    if message.direction == "inbound" and message.reported_at and not is_well:
        return f"the service did not take it ({message.report})"
    return ""


def _short_time(at: datetime, now: datetime) -> str:
    return _time(at) if at.date() == now.date() else _day(at, now)


def _time(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def _day(at: datetime, now: datetime) -> str:
    if at.date() == now.date():
        return "Today"
    if at.date() == now.date() - timedelta(days=1):
        return "Yesterday"
    year = "" if at.year == now.year else f", {at.year}"
    return f"{at:%b} {at.day}{year}"
