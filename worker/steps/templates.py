"""The office's texts for openings: read, checked, shown as patients would get them, and saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from schemas.keys import ClinicNum
from worker.errors import NotFound, Refused
from worker.rules import template_check
from worker.rules.fitting import best_first
from worker.rules.preferences import Preferences
from worker.rules.template import OfficeContact
from worker.rules.template_check import Checked, Filling
from worker.steps.link import offer_url
from worker.store.engine import Store, Transaction
from worker.store.practice import calendar, records, templates
from worker.store.practice.templates import TEMPLATE

PREVIEWS: Final = 3
_SOME_NAME: Final = "Anna"
_SOME_LINK: Final = "A1b2C3d4E5f6"
"""As long as a link's own part is."""
_AFTERNOON: Final = time(14, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeText:
    """The text of a clinic, or of the practice (clinic 0), with what is to be said of it."""

    clinic_num: ClinicNum
    office: str
    """What patients know the clinic as."""
    text: str
    is_own: bool
    """Whether the clinic has a row of its own; else the practice's text holds."""
    checked: Checked
    previews: tuple[str, ...]
    """The text as the first patients of the list would get it."""


def overview(transaction: Transaction, base_url: str, now_local: datetime) -> Iterator[OfficeText]:
    """Return the practice's text and each clinic's, hidden clinics left out."""
    nums = [ClinicNum(0)]
    if records.preferences(transaction, ClinicNum(0)).clinics_on:
        nums += templates.clinic_nums(transaction)
    for clinic_num in nums:
        yield of_clinic(transaction, clinic_num, base_url, now_local)


def of_clinic(
    transaction: Transaction,
    clinic_num: ClinicNum,
    base_url: str,
    now_local: datetime,
    text: str | None = None,
) -> OfficeText:
    """Return a clinic's text with what is to be said of it; another text is tried in its place."""
    _require(transaction, clinic_num)
    preferences = records.preferences(transaction, clinic_num)
    filling = _filling(transaction, clinic_num, base_url, now_local)
    tried = preferences.text(TEMPLATE) if text is None else text
    return OfficeText(
        clinic_num=clinic_num,
        office=filling.office.name,
        text=tried,
        is_own=not clinic_num
        or text is not None
        or clinic_num in templates.of_clinics(transaction),
        checked=template_check.check(tried, filling),
        previews=tuple(
            template_check.rendered(tried, filling, name) for name in filling.names[:PREVIEWS]
        ),
    )


def save(
    store: Store, clinic_num: ClinicNum, text: str | None, base_url: str, now_local: datetime
) -> bool:
    """Save a text where Open Dental keeps it; say whether it was another one.

    None gives a clinic the practice's text again. Raises Refused with what cannot work.
    """
    if text is None and not clinic_num:
        raise Refused("The practice has no other text to fall back on; name a clinic.")

    def work(transaction: Transaction) -> bool:
        _require(transaction, clinic_num)
        if text is not None:
            tried = of_clinic(transaction, clinic_num, base_url, now_local, text)
            if (refusal := tried.checked.refusal) is not None:
                raise Refused(refusal, "template")
        return templates.save(transaction, clinic_num, text, now_local)

    return store.write(work)


def _require(transaction: Transaction, clinic_num: ClinicNum) -> None:
    if not clinic_num:
        return
    if not records.preferences(transaction, ClinicNum(0)).clinics_on:
        raise Refused("The office does not use clinics: there is one text, the practice's.")
    if not records.clinic_exists(transaction, clinic_num):
        raise NotFound(f"Clinic {clinic_num} was not found.", "no-clinic")


def _others(transaction: Transaction, practice: Preferences) -> list[OfficeContact]:
    """Return how the clinics name themselves that have the practice's text."""
    if not practice.clinics_on:
        return []
    own = templates.of_clinics(transaction)
    return [
        records.find_clinic(transaction, num, practice).contact
        for num in templates.clinic_nums(transaction)
        if num not in own
    ]


def _filling(
    transaction: Transaction, clinic_num: ClinicNum, base_url: str, now_local: datetime
) -> Filling:
    """Take the list's own names, the best fitting first, and tomorrow afternoon."""
    preferences = records.preferences(transaction, clinic_num)
    listed = [
        one.pat_num
        for one in best_first(calendar.candidates(transaction))
        if not clinic_num or one.clinic_num == clinic_num
    ]
    names = templates.first_names(transaction, listed)
    return Filling(
        slot_start=datetime.combine(now_local.date() + timedelta(days=1), _AFTERNOON),
        date_format=preferences.text("PatientCommunicationDateFormat"),
        office=records.find_clinic(transaction, clinic_num, preferences).contact,
        url=offer_url(base_url, _SOME_LINK),
        others=[] if clinic_num else _others(transaction, preferences),
        names=[names[num] for num in dict.fromkeys(listed) if num in names] or [_SOME_NAME],
    )
