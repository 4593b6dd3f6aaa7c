"""Whether a text would still be in time, and whether it would be one too many today."""

from datetime import UTC, datetime, timedelta, tzinfo

from schemas.codes import AptStatus
from worker.rules import skip
from worker.rules.appointment import Appointment
from worker.rules.skip import Skip
from worker.rules.wall_clock import elapsed

SHORTEST_NOTICE = timedelta(minutes=30)
"""Open Dental's constant and note say 30 minutes; its manual says 20."""


def reason_too_late(due: datetime, slot_start: datetime, zone: tzinfo = UTC) -> Skip | None:
    """A text needs 30 minutes before the slot; one due at its very start has too short notice."""
    notice = elapsed(due, slot_start, zone)
    if notice < timedelta():
        return skip.AFTER_SLOT
    if notice < SHORTEST_NOTICE:
        return skip.TOO_SHORT_NOTICE
    return None


def reason_too_late_at_last(
    window_due: datetime, due: datetime | None, slot_start: datetime, zone: tzinfo = UTC
) -> Skip | None:
    """The office's window and the patient's quiet hours each have a Note of their own.

    ``window_due`` is when the window alone would let the text go, ``due`` when both do; None is
    never.
    """
    late = reason_too_late(window_due, slot_start, zone)
    if late is not None:
        return late
    if due is None or reason_too_late(due, slot_start, zone):
        return skip.QUIET_HOURS
    return None


def reason_too_many(texts_today: int, limit: int | None) -> Skip | None:
    """A patient gets no more texts a day than WebSchedAsapTextLimit; None is no limit, 0 is none.

    Open Dental lets the very first text of a patient pass a limit of 0; here 0 means 0.
    """
    return skip.daily_limit(limit) if limit is not None and texts_today >= limit else None


def reason_too_close(
    appointment: Appointment, slot_start: datetime, buffer: timedelta, zone: tzinfo = UTC
) -> Skip | None:
    """Nobody wants to move by less than BOOKING_BUFFER_MINUTES; only a scheduled time counts."""
    if appointment.apt_status != AptStatus.SCHEDULED:
        return None
    if abs(elapsed(appointment.apt_date_time, slot_start, zone)) >= buffer:
        return None
    return skip.too_close(int(buffer.total_seconds()) // 60)
