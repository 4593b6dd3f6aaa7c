"""Whether a slot is free: appointments and blockouts in its way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from schemas.codes import AptStatus
from schemas.keys import AptNum
from worker.rules.slot import Slot

_ON_THE_BOOK = frozenset({AptStatus.SCHEDULED, AptStatus.COMPLETE, AptStatus.BROKEN})
"""Statuses that block an offer and a move (Open Dental's IsSlotAvailable)."""

NOT_ON_THE_SCHEDULE = frozenset({AptStatus.UNSCHED_LIST, AptStatus.PLANNED})
"""Statuses that do not block a text (Open Dental's ApptAvailabilityChecker); all others do."""

NO_SCHEDULING = "NS"
"""The flag in a blockout type's ItemValue: "Block appointments scheduling"."""


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment's place on the schedule."""

    apt_num: AptNum
    apt_status: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Blockout:
    """A blockout's place on the schedule and its type's flags."""

    blockout_type: int
    flags: str
    start: datetime
    end: datetime
    name: str = ""
    """Its type's."""


def taken_by(slot: Slot, bookings: Iterable[Booking], own: AptNum) -> Booking | None:
    """Find an appointment other than the offered one that keeps the slot from being offered."""
    for booking in bookings:
        is_there = booking.apt_status in _ON_THE_BOOK and booking.apt_num != own
        if is_there and slot.overlaps(booking.start, booking.end):
            return booking
    return None


def is_taken_at_sending(slot: Slot, bookings: Iterable[Booking], own: AptNum) -> bool:
    """Say whether the slot was filled since: patient notes count now, as in Open Dental."""
    return any(
        booking.apt_status not in NOT_ON_THE_SCHEDULE and slot.overlaps(booking.start, booking.end)
        for booking in bookings
        if booking.apt_num != own
    )


def blocked_by(
    slot: Slot, blockouts: Iterable[Blockout], allowed_types: frozenset[int] = frozenset()
) -> Blockout | None:
    """Find a blockout over the slot that does not allow this appointment.

    A type flagged NS never does; an appointment type that lists blockout types allows only those
    (Open Dental's GetBlockoutsOverlappingNoSchedule).
    """
    for blockout in blockouts:
        is_another = bool(allowed_types) and blockout.blockout_type not in allowed_types
        is_against = NO_SCHEDULING in blockout.flags or is_another
        if is_against and slot.overlaps(blockout.start, blockout.end):
            return blockout
    return None
