"""What a page shows: made of what was found, before any template sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from schemas.wire import NEVER
from worker.office import FrontDesk
from worker.rules import telling
from worker.rules.openings import PageOffer
from worker.rules.phone import of_office
from worker.rules.telling import CALLS, Facts, Topic
from worker.rules.template import OfficeContact
from worker.steps.look import Shown
from worker.web.patient.forms import Form
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


@dataclass(frozen=True, slots=True)
class Day:
    """The openings of a day."""

    name: str
    choices: list[Choice]


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
    days: Sequence[Day] = ()
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
    sign = _Signing(shown, short_guid, secret)
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
            Day(name, [_choice(offer, shown, words, dates, sign) for offer in offers])
            for name, offers in _by_day(openings, dates)
        ],
        decline_words=_decline_words(words, facts, dates),
        stop_hint=" ".join([words["stop_hint"], *([words["stop_keeps"]] if facts.was else [])]),
        decline_fields=sign.decline(),
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


@dataclass(frozen=True, slots=True)
class _Signing:
    """Signs the forms of one page."""

    shown: Shown
    short_guid: str
    secret: bytes

    def accept(self, offer: PageOffer) -> dict[str, str]:
        """Return the fields that accept an offer."""
        start = offer.slot.start if offer.slot else NEVER
        return self._fields(Form(offer=offer.asap_comm_num, slot=start, **self._page))

    def decline(self) -> dict[str, str]:
        """Return the fields that decline all."""
        return self._fields(
            Form(offer=self.shown.page.link.asap_comm_num, slot=NEVER, **self._page)
        )

    @property
    def _page(self) -> dict[str, Any]:
        last = self.shown.last
        return {"after": last.answer_num if last else 0, "was": self.shown.page.was_start}

    def _fields(self, form: Form) -> dict[str, str]:
        return form.fields(self.secret, self.short_guid)


def _title(titles: dict[str, str], about: Topic, facts: Facts) -> str:
    is_many = about is Topic.DECLINED and facts.declined > 1
    return titles["declined_many" if is_many else about]


def _by_day(offers: Sequence[PageOffer], dates: Dates) -> list[tuple[str, list[PageOffer]]]:
    def day(offer: PageOffer) -> str:
        return dates.day(offer.slot.start) if offer.slot else ""

    return [(name, list(found)) for name, found in groupby(offers, day)]


def _choice(
    offer: PageOffer, shown: Shown, words: dict[str, Any], dates: Dates, sign: _Signing
) -> Choice:
    start = offer.slot.start if offer.slot else NEVER
    was = shown.facts.was
    said = words["move"] if was else words["book"]
    places = {(one.name, one.address) for one in (shown.office, *shown.offices.values())}
    return Choice(
        time=dates.clock(start),
        words=said.format(was=dates.sentence(was) if was else "", slot=dates.sentence(start)),
        place=shown.offices[offer.slot.op] if offer.slot and len(places) > 1 else None,
        fields=sign.accept(offer),
    )


def _decline_words(words: dict[str, Any], facts: Facts, dates: Dates) -> str:
    said = words["keep" if facts.was else "wait"]["many" if facts.open > 1 else "one"]
    return _filled(said, facts, dates)


def _filled(sentence: str, facts: Facts, dates: Dates) -> str:
    """Fill a sentence; one that ends with an abbreviation has one full stop."""
    named = ("was", "accepted", "booked", "released")
    times = {name: getattr(facts, name) for name in named}
    written = {name: dates.sentence(at) if at else "" for name, at in times.items()}
    return sentence.format(**written).replace("..", ".")
