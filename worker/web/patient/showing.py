"""What a page says: made of what was found, before any template sees it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from schemas.codes import AptStatus, ResponseStatus
from schemas.wire import NEVER
from worker.office import FrontDesk
from worker.rules.answer import Outcome
from worker.rules.open_offers import PageOffer
from worker.rules.template import OfficeContact, phone_text
from worker.rules.wall_clock import instant
from worker.steps.page import Shown
from worker.store.answers import StoredAnswer
from worker.web.patient.forms import Form
from worker.web.patient.wording import Dates, messages

_OF_STATUS: Final = {
    ResponseStatus.ACCEPTED_AND_MOVED: "moved",
    ResponseStatus.CHOSE_DIFFERENT_SLOT: "moved",
    ResponseStatus.DECLINED_STOP_COMM: "stopped",
}
"""What an offer's status tells where the answer itself is not known to this service."""

_IN_VAIN: Final = ("not-available", "too-late")


@dataclass(frozen=True, slots=True)
class Choice:
    """An opening to accept."""

    time: str
    words: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Day:
    """The openings of a day."""

    name: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything that a template needs."""

    language: str
    words: dict[str, Any]
    office: OfficeContact | None
    phone: str
    dial: str
    kind: str
    """open, none, or the outcome of the last answer."""
    title: str
    lines: list[str]
    lead: str
    """What stands above the openings."""
    days: list[Day]
    decline_words: str
    decline_fields: dict[str, str]


def sight(
    shown: Shown, short_guid: str, language: str, secret: bytes, desk: FrontDesk, now: datetime
) -> Sight:
    """Say in a language what was found behind a link."""
    words = messages(language)
    dates = Dates(words["dates"], desk.local(now))
    kind = _kind(shown, desk)
    was = _was(shown)
    openings = [] if kind in {"working", "stopped", "moved"} else list(shown.page.open)
    after = shown.last.answer_num if shown.last else 0
    phone = phone_text(shown.office.phone)
    return Sight(
        language=language,
        words=words,
        office=shown.office,
        phone=phone,
        dial="".join(filter(str.isdigit, shown.office.phone)),
        kind=kind,
        title=words[kind]["title"],
        lines=_lines(words[kind], was, _taken(shown), dates, bool(openings)),
        lead=_lead(words, kind) if openings else "",
        days=[
            Day(name, [_choice(o, shown, words, dates, secret, short_guid, after) for o in offers])
            for name, offers in _by_day(openings, dates)
        ],
        decline_words=_decline_words(words, was, dates, len(openings)),
        decline_fields=Form(
            offer=shown.page.link.asap_comm_num,
            after=after,
            was=shown.page.was_start,
            slot=NEVER,
        ).fields(secret, short_guid),
    )


def notice(language: str, kind: str) -> Sight:
    """Say something that has nothing to do with any patient."""
    words = messages(language)
    return Sight(
        language=language,
        words=words,
        office=None,
        phone="",
        dial="",
        kind=kind,
        title=words[kind]["title"],
        lines=[words[kind]["text"]],
        lead="",
        days=[],
        decline_words="",
        decline_fields={},
    )


def _kind(shown: Shown, desk: FrontDesk) -> str:
    """The last answer counts, until a newer offer asks again."""
    last = shown.last
    if last is not None and last.outcome is None:
        return "working"
    if last is not None and not _has_newer_offer(shown, desk.local(last.answered_at)):
        return "too-late" if _came_too_late(last, desk) else str(last.outcome)
    if last is None and (told := _OF_STATUS.get(shown.page.own.response_status)):
        return told
    return "open" if shown.page.open else "none"


def _came_too_late(last: StoredAnswer, desk: FrontDesk) -> bool:
    """Tell who answered too shortly before the slot from who was not the first."""
    if last.outcome is not Outcome.NOT_AVAILABLE or last.slot_start is None:
        return False
    return instant(last.slot_start, desk.zone) - last.answered_at < desk.last_accept


def _has_newer_offer(shown: Shown, answered_local: datetime) -> bool:
    return any(offer.entered > answered_local for offer in shown.page.open)


def _was(shown: Shown) -> datetime | None:
    """Return the time the patient really has; a broken or unscheduled appointment has none."""
    appointment = shown.page.appointment
    if appointment is None or appointment.apt_status != AptStatus.SCHEDULED:
        return None
    return appointment.apt_date_time


def _taken(shown: Shown) -> datetime | None:
    """Return the slot that the patient has taken."""
    if shown.last is not None and shown.last.outcome is Outcome.MOVED:
        return shown.last.slot_start
    moved = ResponseStatus.ACCEPTED_AND_MOVED
    for offer in shown.page.everything:
        if offer.response_status is moved and offer.slot is not None:
            return offer.slot.start
    return None


def _lines(
    words: dict[str, str],
    was: datetime | None,
    taken: datetime | None,
    dates: Dates,
    has_openings: bool,  # noqa: FBT001 - a fact, not a switch
) -> list[str]:
    lines = []
    if "scheduled" in words:
        line = words["scheduled"] if was else words["other"]
        lines.append(_said(line, was=dates.sentence(was) if was else ""))
    if "text" in words and ("{slot}" not in words["text"] or taken):
        lines.append(_said(words["text"], slot=dates.sentence(taken) if taken else ""))
    if "first_come" in words:
        lines.append(words["first_come"])
    if "more" in words and not (has_openings and "first_come" in words):
        lines.append(words["more"])
    return lines


def _lead(words: dict[str, Any], kind: str) -> str:
    leads = {"kept": words["still"], **dict.fromkeys(_IN_VAIN, words["others"])}
    return str(leads.get(kind, words["openings"]))


def _by_day(offers: list[PageOffer], dates: Dates) -> list[tuple[str, list[PageOffer]]]:
    def day(offer: PageOffer) -> str:
        return dates.day(offer.slot.start) if offer.slot else ""

    return [(name, list(found)) for name, found in groupby(offers, day)]


def _choice(
    offer: PageOffer,
    shown: Shown,
    words: dict[str, Any],
    dates: Dates,
    secret: bytes,
    short_guid: str,
    after: int,
) -> Choice:
    start = offer.slot.start if offer.slot else NEVER
    was = _was(shown)
    said = words["move"] if was else words["book"]
    form = Form(offer=offer.asap_comm_num, after=after, was=shown.page.was_start, slot=start)
    return Choice(
        time=dates.clock(start),
        words=said.format(was=dates.moment(was) if was else "", slot=dates.moment(start)),
        fields=form.fields(secret, short_guid),
    )


def _decline_words(words: dict[str, Any], was: datetime | None, dates: Dates, openings: int) -> str:
    number = "_many" if openings > 1 else ""
    if was is None:
        return str(words[f"wait{number}"])
    return _said(words[f"keep{number}"], was=dates.moment(was))


def _said(sentence: str, **values: str) -> str:
    """Fill a sentence; one that ends with an abbreviation has one full stop."""
    return sentence.format(**values).replace("..", ".")
