"""Who on the ASAP list fits an opening, and whose appointment fits best."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schemas.keys import AptNum, ClinicNum, PatNum
from worker.rules.availability import Blockout, blocked_by
from worker.rules.slot import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An appointment on the ASAP list, or a recall that stands in the place of one."""

    apt_num: AptNum
    pat_num: PatNum
    length: timedelta
    apt_date_time: datetime
    clinic_num: ClinicNum
    prov_num: int
    prov_hyg: int
    is_hygiene: bool
    allowed_blockouts: frozenset[int] = frozenset()
    """Blockout types that its appointment type may be placed on; empty is any that allows any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom the office wants for an opening; None is everybody."""

    clinic_num: ClinicNum | None = None
    prov_num: int | None = None
    """The dentist's or the hygienist's number."""
    is_hygiene: bool | None = None

    def wants(self, candidate: Candidate) -> bool:
        """Say whether a candidate is wanted (the filters of Open Dental's ASAP list)."""
        of_provider = self.prov_num in (None, candidate.prov_num, candidate.prov_hyg)
        of_clinic = self.clinic_num in (None, candidate.clinic_num)
        return of_clinic and of_provider and self.is_hygiene in (None, candidate.is_hygiene)


def where_fits(
    candidate: Candidate, slot: Slot, blockouts: Collection[Blockout]
) -> datetime | None:
    """Return the first time in an opening at which an appointment has room, or None.

    An appointment without a length has room nowhere, as nothing can be offered for it.
    """
    start = slot.start
    if not blockouts:
        return start if timedelta() < candidate.length <= slot.end - start else None
    while candidate.length and start + candidate.length <= slot.end:
        place = Slot(slot.op, start, start + candidate.length)
        blockout = blocked_by(place, blockouts, candidate.allowed_blockouts)
        if blockout is None:
            return start
        start = blockout.end
    return None


def best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Order a list for an opening: the longest first, then by AptDateTime (Open Dental's ASAP list)."""
    return sorted(candidates, key=lambda one: (-one.length, one.apt_date_time, one.apt_num))


def who_fits(
    ordered: Iterable[Candidate], slot: Slot, blockouts: Collection[Blockout], wanted: Wanted
) -> list[Candidate]:
    """Return who fits an opening, of a list that is in order: one appointment a patient, the best."""
    room = slot.end - slot.start
    near = _near(slot, blockouts)
    found: dict[PatNum, Candidate] = {}
    for candidate in ordered:
        if candidate.length > room or candidate.pat_num in found or not wanted.wants(candidate):
            continue
        if where_fits(candidate, slot, near) is not None:
            found[candidate.pat_num] = candidate
    return list(found.values())


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A list that is asked about many openings: how many fit one goes by its length but for blockouts."""

    ordered: Sequence[Candidate]
    _counts: dict[tuple[timedelta, Wanted], int] = field(default_factory=dict)

    def count(self, slot: Slot, blockouts: Collection[Blockout], wanted: Wanted) -> int:
        """Say how many patients an opening could be offered to."""
        near = _near(slot, blockouts)
        if near:
            return len(who_fits(self.ordered, slot, near, wanted))
        asked = slot.end - slot.start, wanted
        if asked not in self._counts:
            self._counts[asked] = len(who_fits(self.ordered, slot, (), wanted))
        return self._counts[asked]


def _near(slot: Slot, blockouts: Collection[Blockout]) -> list[Blockout]:
    return [one for one in blockouts if slot.overlaps(one.start, one.end)]
