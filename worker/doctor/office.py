"""Whether any text would go out, at good hours and from one sender only, by the office's preferences."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import AsapError
from worker.rules.preferences import Preferences
from worker.rules.quiet_hours import QuietHours
from worker.rules.template_check import Filling, Remark, check, of_confirmation
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
_MEND: Final = "Mend it in Open Dental's ASAP Message Setup, or by `asapcomms templates`."
_MEND_CONFIRMATION: Final = "Mend it in Open Dental, where Web Sched ASAP is set up to notify."
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
        *_templates(facts, settings),
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


def _templates(facts: PracticeFacts, settings: Settings) -> Iterator[Finding]:
    """Go through the practice's text and those of clinics; what several have is said once."""
    practice = {0: facts.preferences.text("WebSchedAsapTextTemplate")}
    found: dict[Remark, list[int]] = {}
    for clinic_num, template in sorted({**practice, **facts.templates}.items()):
        for remark in check(template, _filling(clinic_num, facts, settings)).remarks:
            found.setdefault(remark, []).append(clinic_num)
    for remark, nums in found.items():
        whose = f" of {_clinics(nums).lower()}" if all(nums) else ""
        make = _MAKE.wrong if remark.is_fatal else _MAKE.note
        yield make(f"The text template{whose}: {remark.sentence}", _MEND)
    if not any(remark.is_fatal for remark in found):
        yield _MAKE.ok("The text template has its link.")
    if facts.preferences.confirms_by_text:
        words = facts.preferences.text("WebSchedVerifyASAPText")
        for remark in of_confirmation(words, _filling(0, facts, settings)):
            yield _MAKE.note(
                f"The text that confirms a move: {remark.sentence}", _MEND_CONFIRMATION
            )


def _filling(clinic_num: int, facts: PracticeFacts, settings: Settings) -> Filling:
    """Try the practice's text under the names of all clinics that have none of their own."""
    contacts = facts.contacts
    shared = [num for num in contacts if num and num not in facts.templates]
    return Filling(
        slot_start=_SOME_TIME,
        date_format=facts.preferences.text("PatientCommunicationDateFormat"),
        office=contacts.get(clinic_num, contacts[0]),
        url=f"{settings.base_url}/a/0123456789ab",
        names=["Anna"],
        others=[] if clinic_num else [contacts[num] for num in shared],
    )


def _clinics(nums: list[int]) -> str:
    shown = ", ".join(map(str, nums[:_SHOWN_CLINICS]))
    more = f" and {len(nums) - _SHOWN_CLINICS} more" if len(nums) > _SHOWN_CLINICS else ""
    return f"Clinic{'' if len(nums) == 1 else 's'} {shown}{more}"
