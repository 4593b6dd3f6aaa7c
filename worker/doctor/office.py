"""Whether any text would go out, at good hours and from one sender only, by the office's preferences."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import AsapError
from worker.rules.preferences import Preferences
from worker.rules.quiet_hours import QuietHours
from worker.rules.segments import costly_signs, count_segments
from worker.rules.template import at_creation, at_sending
from worker.settings import Settings
from worker.store.checks import practice_facts
from worker.store.checks.practice_facts import PracticeFacts
from worker.store.engine import Store

_MAKE: Final = Findings(Part.OFFICE)

FIRST_HOUR: Final = time(8)
LAST_HOUR: Final = time(21)
"""When US rules let marketing texts be sent (47 CFR 64.1200), on the patient's clock."""

_RECOMMENDED: Final = QuietHours(LAST_HOUR, FIRST_HOUR)
_US: Final = "US"
_LINK: Final = "[asapurl]"
_SHOWN_CLINICS: Final = 5
_SOME_TIME: Final = datetime(2026, 11, 25, 14, 30)  # noqa: DTZ001 - a wall time, of a sample


def examine(store: Store, settings: Settings) -> list[Finding]:
    """Report on the office's preferences."""
    try:
        with store.reading() as transaction:
            facts = practice_facts.read(transaction)
    except AsapError as error:
        return [_MAKE.wrong(error.sentence, "Run `asapcomms doctor` again.")]
    return [
        _sender(facts.preferences, settings),
        _contract(facts, settings),
        _window(facts, settings.quiet_hours),
        _template(facts),
        *_cost(facts, settings),
    ]


def _sender(preferences: Preferences, settings: Settings) -> Finding:
    is_on = preferences.is_on("WebSchedAsapEnabled")
    if settings.require_subscription:
        if is_on:
            return _MAKE.ok("The office is subscribed to Web Sched ASAP.")
        return _MAKE.wrong(
            "Web Sched ASAP is off in the office's preferences, so every request is refused.",
            "Set REQUIRE_SUBSCRIPTION=false if this service does the vendor's job; else subscribe.",
        )
    if is_on:
        return _MAKE.wrong(
            "Web Sched ASAP is on while REQUIRE_SUBSCRIPTION is false: the vendor's eConnector may "
            "send the same texts, and patients get them twice.",
            "Turn Web Sched ASAP off in Open Dental, or set REQUIRE_SUBSCRIPTION=true.",
        )
    return _MAKE.ok("The vendor's Web Sched ASAP is off: this service is the only sender.")


def _contract(facts: PracticeFacts, settings: Settings) -> Finding:
    """Without REQUIRE_SUBSCRIPTION a request is taken, but texting still has to be on."""
    outcome = "every request is refused" if settings.require_subscription else "no text goes out"
    todo = "Set it up in Open Dental under eServices, Texting."
    if not facts.preferences.clinics_on:
        if facts.preferences.has_date("SmsContractDate"):
            return _MAKE.ok("Integrated Texting is set up.")
        return _MAKE.wrong(f"Integrated Texting is not set up, so {outcome}.", todo)
    without = sorted(num for num, has in facts.has_contract.items() if not has)
    if len(without) == len(facts.has_contract):
        return _MAKE.wrong(f"No clinic has Integrated Texting, so {outcome}.", todo)
    if without:
        return _MAKE.note(f"{_clinics(without)} without Integrated Texting send no text.", todo)
    return _MAKE.ok("Every clinic has Integrated Texting.")


def _window(facts: PracticeFacts, quiet: QuietHours | None) -> Finding:
    window = facts.preferences.window
    hours = f"{window.start:%H:%M} to {window.end:%H:%M}"
    said = "at any hour" if window.start == window.end else f"from {hours}"
    if quiet is not None and _keeps_peace(quiet):
        return _MAKE.ok(f"Texts go out {said}, but for {quiet} on the patient's clock.")
    is_narrow = FIRST_HOUR <= window.start < window.end <= LAST_HOUR
    if is_narrow or facts.country != _US:
        return _MAKE.ok(f"Texts go out {said}.")
    return _MAKE.note(
        f"Texts go out {said}; in the US they should go from 8:00 to 21:00 only, where the "
        "patient is.",
        f"Set QUIET_HOURS={_RECOMMENDED}, or narrow Automatic Communication's start and end in "
        "Open Dental's eServices setup.",
    )


def _keeps_peace(quiet: QuietHours) -> bool:
    """Say whether quiet hours are as long as the US's or longer."""
    return quiet.end < quiet.start <= LAST_HOUR and quiet.end >= FIRST_HOUR


def _template(facts: PracticeFacts) -> Finding:
    without = sorted(num for num, text in facts.templates.items() if _LINK not in text.lower())
    todo = "Put [AsapURL] into Open Dental's text template for Web Sched ASAP."
    consequence = "patients have nothing to accept with, and a lost answer cannot be looked up"
    if _LINK not in facts.preferences.text("WebSchedAsapTextTemplate").lower():
        return _MAKE.wrong(f"The text template has no [AsapURL]: {consequence}.", todo)
    if without:
        named = f"The text template of {_clinics(without).lower()}"
        return _MAKE.wrong(f"{named} has no [AsapURL]: {consequence}.", todo)
    return _MAKE.ok("The text template has its link.")


def _cost(facts: PracticeFacts, settings: Settings) -> Iterator[Finding]:
    """Go through the templates whose text is dear because of a few signs."""
    practice = {0: facts.preferences.text("WebSchedAsapTextTemplate")}
    for clinic_num, template in {**practice, **facts.templates}.items():
        body = _sample(template, facts, settings)
        if odd := costly_signs(body):
            whose = f" of clinic {clinic_num}" if clinic_num else ""
            named = ", ".join(f"{sign} ({unicodedata.name(sign, 'no name')})" for sign in odd)
            yield _MAKE.note(
                f"A text by the template{whose} costs {count_segments(body)} segments, "
                f"fewer without {named}.",
                "Write plain signs instead, in the template and in the office's name and address.",
            )


def _sample(template: str, facts: PracticeFacts, settings: Settings) -> str:
    date_format = facts.preferences.text("PatientCommunicationDateFormat")
    stored = at_creation(template, _SOME_TIME, facts.contact, date_format)
    return at_sending(stored, "Anna", f"{settings.base_url}/a/0123456789")


def _clinics(nums: list[int]) -> str:
    shown = ", ".join(map(str, nums[:_SHOWN_CLINICS]))
    more = f" and {len(nums) - _SHOWN_CLINICS} more" if len(nums) > _SHOWN_CLINICS else ""
    return f"Clinic{'' if len(nums) == 1 else 's'} {shown}{more}"
