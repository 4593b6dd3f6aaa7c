"""Find what is free on the schedule, and how many on the ASAP list would fit it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from schemas.keys import ClinicNum, OpNum
from worker.rules import free_time
from worker.rules.fitting import WaitingList, Wanted, best_first
from worker.rules.free_time import Gap
from worker.rules.preferences import Preferences
from worker.rules.slot import Slot
from worker.store.engine import Transaction
from worker.store.practice import calendar, records

_USUAL_INCREMENT: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The days that are looked through, and what is long enough."""

    first: date
    last: date
    least: timedelta
    now: datetime
    """On the office's clock."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A free time of an operatory, and how many patients it could be offered to."""

    gap: Gap
    fits: int


def openings(
    transaction: Transaction, search: Search, clinic_num: ClinicNum | None
) -> list[Opening]:
    """Return the free times of every operatory, or of a clinic's, with who fits."""
    preferences = records.preferences(transaction, ClinicNum(0))
    days = calendar.read(transaction, search.first, search.last, clinic_num)
    found = free_time.gaps(days, _from(search, preferences), search.least)
    waiting = WaitingList(best_first(calendar.candidates(transaction)) if found else [])
    return [
        Opening(
            gap,
            waiting.count(
                gap.slot,
                days.by_op.get(gap.slot.op, ()),
                Wanted(clinic_num=gap.workplace.clinic_num) if preferences.clinics_on else Wanted(),
            ),
        )
        for gap in found
    ]


def provider(transaction: Transaction, named: int | None) -> int:
    """Return the provider who is asked for, else the practice's default provider."""
    if named is not None:
        return named
    return records.preferences(transaction, ClinicNum(0)).number("PracticeDefaultProv")


def slots(transaction: Transaction, search: Search, prov_num: int, op: OpNum | None) -> list[Slot]:
    """Return when a provider is free."""
    preferences = records.preferences(transaction, ClinicNum(0))
    days = calendar.read(transaction, search.first, search.last)
    return free_time.slots(days, prov_num, op, _from(search, preferences), search.least)


def _from(search: Search, preferences: Preferences) -> datetime:
    minutes = preferences.number("AppointmentTimeIncrement") or _USUAL_INCREMENT
    return free_time.next_start(search.now, timedelta(minutes=minutes))
