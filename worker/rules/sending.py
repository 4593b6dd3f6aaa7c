"""Whether an offer may still be sent at the moment of sending."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from schemas.codes import ResponseStatus, SendStatus
from worker.rules import rate_limit, skip, texting, timing
from worker.rules.appointment import Appointment, reason_not_offered
from worker.rules.availability import Blockout, Booking, blocked_by, is_taken_at_sending
from worker.rules.skip import Skip
from worker.rules.slot import Slot
from worker.rules.texting import Patient, TextingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFacts:
    """All that is known when a due offer is about to be sent; times are on the office's clock."""

    now: datetime
    expires: datetime
    slot: Slot | None
    """None when the offer's blockout is gone from the schedule."""
    appointment: Appointment | None
    patient: Patient | None
    policy: TextingPolicy
    bookings: Collection[Booking]
    blockouts: Collection[Blockout]
    allowed_blockouts: frozenset[int]
    has_refused_before: bool
    texts_sent_today: int
    text_limit: int | None
    booking_buffer: timedelta = timedelta()
    response_status: int = ResponseStatus.AWAITING_TRANSMIT
    window_due: datetime | None = None
    """When the office's window alone would let the text go; None is the same as now."""
    texts_in_seven_days: int = 0
    week_limit: int = 0
    number_skip: Skip | None = None
    """What is known against the patient's number."""
    zone: tzinfo = UTC
    """The office's; the clock is set forward and back in it."""
    is_recall: bool = False
    """Whether a recall stands in the appointment's place."""


WAITING: Final = frozenset({SendStatus.SEND_NOT_ATTEMPTED})
"""The text is still to be sent."""

SENT: Final = frozenset({SendStatus.SEND_SUCCESSFUL, SendStatus.SENT_AWAITING_RECEIPT})
"""The provider has the text, or may have it."""

ON_ITS_WAY: Final = WAITING | {SendStatus.SENT_AWAITING_RECEIPT}
"""What comes of the text is not known."""

NOT_SENT: Final = frozenset(SendStatus) - SENT - ON_ITS_WAY
"""The patient does not have the text. A number that nobody here knows says nothing of the kind."""

_ANSWERED: Final = {
    ResponseStatus.ACCEPTED_AND_MOVED: skip.TAKEN_BY_PATIENT,
    ResponseStatus.CHOSE_DIFFERENT_SLOT: skip.CHOSE_ANOTHER,
    ResponseStatus.DECLINED: skip.DECLINED,
}
"""Answers that a patient gave through the link of another text, while this one was on its way."""


def reason_not_to_send(facts: SendFacts) -> Skip | None:
    """Check everything again: hours may have passed since the offer was made."""
    reason = _first_reason(facts)
    return skip.of_recall(reason) if reason and facts.is_recall else reason


def _first_reason(facts: SendFacts) -> Skip | None:
    if facts.now >= facts.expires:
        return skip.EXPIRED
    if answered := _ANSWERED.get(ResponseStatus(facts.response_status)):
        return answered
    if facts.appointment is None or facts.patient is None:
        return skip.APPOINTMENT_GONE
    if facts.slot is None:
        return skip.SLOT_REMOVED
    if facts.slot.link_expires() != facts.expires:
        return skip.SLOT_MOVED  # DateTimeExpire is a week after the start that the text names
    if reason_not_offered(facts.appointment):
        return skip.NO_LONGER_ASAP
    if is_taken_at_sending(facts.slot, facts.bookings, facts.appointment.apt_num):
        return skip.SLOT_TAKEN
    if blocked_by(facts.slot, facts.blockouts, facts.allowed_blockouts):
        return skip.SLOT_BLOCKED
    if facts.has_refused_before:
        return skip.REFUSED_BEFORE
    return (
        timing.reason_too_many(facts.texts_sent_today, facts.text_limit)
        or timing.reason_too_close(
            facts.appointment, facts.slot.start, facts.booking_buffer, facts.zone
        )
        or rate_limit.reason_over_week(facts.texts_in_seven_days, facts.week_limit)
        or timing.reason_too_late_at_last(
            facts.window_due or facts.now, facts.now, facts.slot.start, facts.zone
        )
        or texting.reason_not_to_text(facts.patient, facts.policy)
        or facts.number_skip
    )


def statuses_when_skipped(reason: Skip) -> tuple[SendStatus, ResponseStatus]:
    """Open Dental shows a text that was stopped as Failed, one that ran out of time as Expired."""
    if reason is skip.EXPIRED:
        return SendStatus.DO_NOT_SEND, ResponseStatus.EXPIRED
    if reason in {skip.TOO_LONG, skip.TRIED_TOO_OFTEN}:
        return SendStatus.SEND_FAILED, ResponseStatus.FAILED
    return SendStatus.DO_NOT_SEND, ResponseStatus.FAILED
