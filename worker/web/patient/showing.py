"""What a page shows: made of what was found, before any template sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, Final

from schemas.keys import AsapCommNum
from schemas.wire import NEVER
from worker.office import FrontDesk
from worker.rules import telling
from worker.rules.openings import PageOffer
from worker.rules.phone import of_office
from worker.rules.telling import CALLS, Facts, Topic
from worker.rules.template import OfficeContact
from worker.steps.look import Shown
from worker.web.patient.forms import signed
from worker.web.patient.wording import Dates, messages

_DONE: Final = frozenset({Topic.MOVED, Topic.BOOKED})
_WITH_TIME: Final = _DONE | {Topic.REBOOKED}
"""Topics that show the appointment's new time in large letters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An opening to accept."""

    time: str
    words: str
    place: OfficeContact | None
    """Where it is, if that is not the same for all."""
    fields: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """The number to call, as it is written and as it is dialed."""

    text: str
    dial: str

    @classmethod
    def of(cls, office: OfficeContact | None) -> "Phone | None":
        """Write an office's number as (503) 555-0190; nothing where it has none that can be dialed."""
        if office is None or not office.phone:
            return None
        text, dial = of_office(office.phone)
        return cls(text=text, dial=dial) if dial else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything that a template needs."""

    language: str
    words: dict[str, Any]
    office: OfficeContact | None
    phone: Phone | None
    kind: str
    """The page's topic, or what kept it from being shown."""
    title: str
    is_done: bool = False
    """Whether the page tells of a time that the patient has got."""
    day: str = ""
    time: str = ""
    """The appointment's new time."""
    lines: list[str]
    calls: bool
    """Whether a line asks to call."""
    lead: str = ""
    """What stands above the openings."""
    days: Sequence[tuple[str, list[Choice]]] = ()
    """Those of each day."""
    decline_words: str = ""
    stop_hint: str = ""
    decline_fields: dict[str, str]


def sight(
    shown: Shown, short_guid: str, language: str, secret: bytes, desk: FrontDesk, now: datetime
) -> Sight:
    """Say in a language what was found behind a link."""
    facts, words = shown.facts, messages(language)
    dates = Dates(words["dates"], desk.local(now))
    about, said = telling.topic(facts), telling.sentences(facts)
    is_timed = about in _WITH_TIME and facts.booked is not None
    openings = () if about is Topic.WORKING else shown.page.open
    fields = partial(_fields, shown=shown, short_guid=short_guid, secret=secret)
    return Sight(
        language=language,
        words=words,
        office=shown.office,
        phone=Phone.of(shown.office),
        kind=about,
        title=_title(words["titles"], about, facts),
        is_done=about in _DONE,
        day=dates.day(facts.booked) if is_timed and facts.booked else "",
        time=dates.clock(facts.booked) if is_timed and facts.booked else "",
        lines=[_filled(words["say"][sentence], facts, dates) for sentence in said],
        calls=bool(CALLS.intersection(said)),
        lead=words["leads"].get(about, words["openings"]),
        days=[
            (name, [_choice(offer, shown, words, dates, fields) for offer in offers])
            for name, offers in _by_day(openings, dates)
        ],
        decline_words=_filled(
            words["keep" if facts.was else "wait"]["many" if facts.open > 1 else "one"],
            facts,
            dates,
        ),
        stop_hint=" ".join([words["stop_hint"], *([words["stop_keeps"]] if facts.was else [])]),
        decline_fields=fields(shown.page.link.asap_comm_num, NEVER),
    )


def notice(language: str, kind: str, office: OfficeContact | None = None) -> Sight:
    """Say something that has nothing to do with any patient."""
    words = messages(language)
    return Sight(
        language=language,
        words=words,
        office=office,
        phone=Phone.of(office),
        kind=kind,
        title=words[kind]["title"],
        lines=[words[kind]["text"]],
        calls=kind == "missing",
        decline_fields={},
    )


def _fields(
    offer: AsapCommNum, slot: datetime, *, shown: Shown, short_guid: str, secret: bytes
) -> dict[str, str]:
    """Return the signed fields of an answer; one that declines all has never as its slot."""
    after = shown.last.answer_num if shown.last else 0
    was = shown.page.was_start
    return signed(secret, short_guid, offer=offer, after=after, was=was, slot=slot)


def _title(titles: dict[str, str], about: Topic, facts: Facts) -> str:
    is_many = about is Topic.DECLINED and facts.declined > 1
    return titles["declined_many" if is_many else about]


def _by_day(offers: Sequence[PageOffer], dates: Dates) -> list[tuple[str, list[PageOffer]]]:
    def day(offer: PageOffer) -> str:
        return dates.day(offer.slot.start) if offer.slot else ""

    return [(name, list(found)) for name, found in groupby(offers, day)]


def _choice(
    offer: PageOffer,
    shown: Shown,
    words: dict[str, Any],
    dates: Dates,
    fields: Callable[[AsapCommNum, datetime], dict[str, str]],
) -> Choice:
    start = offer.slot.start if offer.slot else NEVER
    was = shown.facts.was
    said = words["move"] if was else words["book"]
    places = {(one.name, one.address) for one in (shown.office, *shown.offices.values())}
    return Choice(
        time=dates.clock(start),
        words=said.format(was=dates.sentence(was) if was else "", slot=dates.sentence(start)),
        place=shown.offices[offer.slot.op] if offer.slot and len(places) > 1 else None,
        fields=fields(offer.asap_comm_num, start),
    )


def _filled(sentence: str, facts: Facts, dates: Dates) -> str:
    """Fill a sentence; one that ends with an abbreviation has one full stop."""
    named = ("was", "accepted", "booked", "released")
    times = {name: getattr(facts, name) for name in named}
    written = {name: dates.sentence(at) if at else "" for name, at in times.items()}
    return sentence.format(**written).replace("..", ".")
