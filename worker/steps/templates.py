"""The office's texts for openings: read, checked, shown as patients would get them, and saved."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Self

from schemas.keys import ClinicNum
from worker.errors import Conflict, NotFound, Refused
from worker.rules import template_check
from worker.rules.fitting import Candidate, best_first
from worker.rules.preferences import DEFAULTS, Preferences
from worker.rules.template import OfficeContact
from worker.rules.template_check import Checked, Filling
from worker.steps.link import offer_url
from worker.store import locks
from worker.store.engine import Store, Transaction
from worker.store.ledger import saved_texts
from worker.store.ledger.saved_texts import SavedText
from worker.store.practice import calendar, patients, records, templates
from worker.store.practice.templates import TEMPLATE

PREVIEWS: Final = 3
_SOME_NAME: Final = "Anna"
_SOME_LINK: Final = "A1b2C3d4E5f6"
"""As long as a link's own part is."""
_AFTERNOON: Final = time(14, 30)
_OVERTAKEN: Final = (
    "Somebody has changed this text while you were at it, so nothing was saved. "
    "Please open it again."
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another text for a clinic, or for the practice (clinic 0)."""

    clinic_num: ClinicNum
    text: str | None
    """None gives a clinic the practice's text again."""
    account: str = ""
    """Who asks for it on the staff pages; empty is the command."""
    seen: str | None = None
    """The mark of the text that it is to replace; None is whatever is there."""


def mark(text: str) -> str:
    """Tell a text from others, however a browser ends its lines."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()[:16]


def overview(transaction: Transaction, base_url: str, now_local: datetime) -> Iterator[OfficeText]:
    """Return the practice's text and each clinic's, hidden clinics left out."""
    trial = _Trial.read(transaction, base_url, now_local)
    nums = [ClinicNum(0)]
    if records.preferences(transaction, ClinicNum(0)).clinics_on:
        nums += templates.clinic_nums(transaction)
    for clinic_num in nums:
        yield trial.text(clinic_num)


def of_clinic(
    transaction: Transaction,
    clinic_num: ClinicNum,
    base_url: str,
    now_local: datetime,
    text: str | None = None,
) -> OfficeText:
    """Return a clinic's text with what is to be said of it; another text is tried in its place."""
    _require(transaction, clinic_num)
    return _Trial.read(transaction, base_url, now_local).text(clinic_num, text)


def save(store: Store, change: Change, base_url: str, now_local: datetime) -> bool:
    """Save a text where Open Dental keeps it, and who asked for it; say whether it was another one.

    Raises Refused with what cannot work, and Conflict where somebody else was quicker.
    """
    clinic_num, text = change.clinic_num, change.text
    if text is None and not clinic_num:
        raise Refused("The practice has no other text to fall back on; name a clinic.")

    def work(transaction: Transaction) -> bool:
        _require(transaction, clinic_num)
        locks.take_clinic(transaction, clinic_num)
        trial = _Trial.read(transaction, base_url, now_local)
        refusal = None if text is None else trial.text(clinic_num, text).checked.refusal
        if refusal is not None:
            raise Refused(refusal, "template")
        if change.seen not in {None, mark(trial.text(clinic_num).text)}:
            raise Conflict(_OVERTAKEN, "overtaken")
        before = templates.read(transaction, clinic_num)
        if not templates.save(transaction, clinic_num, text, now_local):
            return False
        saved_texts.add(transaction, SavedText(clinic_num, change.account, before, now_local))
        return True

    return store.write(work)


def _require(transaction: Transaction, clinic_num: ClinicNum) -> None:
    if not clinic_num:
        return
    if not records.preferences(transaction, ClinicNum(0)).clinics_on:
        raise Refused("The office does not use clinics: there is one text, the practice's.")
    if not records.clinic_exists(transaction, clinic_num):
        raise NotFound(f"Clinic {clinic_num} was not found.", "no-clinic")


@dataclass(frozen=True, slots=True)
class _Trial:
    """What texts are tried with: the list's own names, the best fitting first, tomorrow afternoon."""

    transaction: Transaction
    base_url: str
    slot_start: datetime
    own: Mapping[int, str]
    """Texts that clinics have of their own."""
    practice: str
    """The practice's text."""
    listed: Sequence[Candidate]
    names: Mapping[int, tuple[str, str]]

    @classmethod
    def read(cls, transaction: Transaction, base_url: str, now_local: datetime) -> Self:
        """Read it once for all texts."""
        listed = best_first(calendar.candidates(transaction))
        practice, usual = templates.read(transaction, ClinicNum(0)), DEFAULTS[TEMPLATE]
        return cls(
            transaction=transaction,
            base_url=base_url,
            slot_start=datetime.combine(now_local.date() + timedelta(days=1), _AFTERNOON),
            own=templates.of_clinics(transaction),
            practice=usual if practice is None else practice,
            listed=listed,
            names=patients.named(transaction, (one.pat_num for one in listed)),
        )

    def text(self, clinic_num: ClinicNum, text: str | None = None) -> OfficeText:
        """Try a clinic's text, or another in its place."""
        preferences = records.preferences(self.transaction, clinic_num)
        filling = self._filling(clinic_num, preferences)
        tried = self.own.get(clinic_num, self.practice) if text is None else text
        not_held = "" if text is None else templates.not_held(self.transaction, text)
        return OfficeText(
            clinic_num=clinic_num,
            office=filling.office.name,
            text=tried,
            is_own=not clinic_num or text is not None or clinic_num in self.own,
            checked=template_check.check(tried, filling, not_held),
            previews=tuple(
                template_check.rendered(tried, filling, name) for name in filling.names[:PREVIEWS]
            ),
        )

    def _filling(self, clinic_num: ClinicNum, preferences: Preferences) -> Filling:
        people = dict.fromkeys(
            one.pat_num for one in self.listed if clinic_num in {ClinicNum(0), one.clinic_num}
        )
        return Filling(
            slot_start=self.slot_start,
            date_format=preferences.text("PatientCommunicationDateFormat"),
            office=records.find_clinic(self.transaction, clinic_num, preferences).contact,
            url=offer_url(self.base_url, _SOME_LINK),
            others=[] if clinic_num else self._others(preferences),
            names=[self.names[num][1] for num in people if num in self.names] or [_SOME_NAME],
        )

    def _others(self, practice: Preferences) -> list[OfficeContact]:
        """Return how the clinics name themselves that have the practice's text."""
        if not practice.clinics_on:
            return []
        return [
            records.find_clinic(self.transaction, num, practice).contact
            for num in templates.clinic_nums(self.transaction)
            if num not in self.own
        ]
