"""What the provider's later word on a text means: how far it has come, and how it ended."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from schemas.codes import SmsDeliveryStatus


class MessageStatus(StrEnum):
    """Where a text stands at Twilio."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    READ = "read"
    PARTIALLY_DELIVERED = "partially_delivered"
    RECEIVING = "receiving"
    """Of a text from a patient; so is the next."""
    RECEIVED = "received"


LAST_RANK: Final = 5

_RANKS: Final[Mapping[str, int]] = {
    MessageStatus.ACCEPTED: 1,
    MessageStatus.SCHEDULED: 1,
    MessageStatus.QUEUED: 2,
    MessageStatus.SENDING: 3,
    MessageStatus.SENT: 4,
    MessageStatus.DELIVERED: LAST_RANK,
    MessageStatus.UNDELIVERED: LAST_RANK,
    MessageStatus.FAILED: LAST_RANK,
    MessageStatus.CANCELED: LAST_RANK,
    MessageStatus.READ: LAST_RANK,
    MessageStatus.PARTIALLY_DELIVERED: LAST_RANK,
}

_DELIVERY: Final[Mapping[str, SmsDeliveryStatus]] = {
    MessageStatus.SENT: SmsDeliveryStatus.DELIVERY_UNCONF,
    MessageStatus.DELIVERED: SmsDeliveryStatus.DELIVERY_CONF,
    MessageStatus.READ: SmsDeliveryStatus.DELIVERY_CONF,
    MessageStatus.PARTIALLY_DELIVERED: SmsDeliveryStatus.DELIVERY_UNCONF,
    MessageStatus.UNDELIVERED: SmsDeliveryStatus.FAIL_WITH_CHARGE,
    MessageStatus.FAILED: SmsDeliveryStatus.FAIL_NO_CHARGE,
    MessageStatus.CANCELED: SmsDeliveryStatus.FAIL_NO_CHARGE,
}
"""How Open Dental's text window shows a status; a text that the carrier refused is charged."""

QUESTIONS: Final = (300.0, 1_200.0, 3_600.0, 14_400.0)
"""Seconds after a text was sent at which the provider is asked for a receipt that has not come."""

FAILURES: Final = frozenset({MessageStatus.UNDELIVERED, MessageStatus.FAILED})
"""The patient does not have the text."""


def rank(status: str) -> int:
    """Say how far a status is on the way; one that is not known, or of no text of ours, is 0.

    Twilio promises no order of receipts: only a higher rank moves a text, so what ends it first stays.
    """
    return _RANKS.get(status, 0)


def is_final(status: str) -> bool:
    """Say whether nothing can come after this status."""
    return rank(status) == LAST_RANK


def is_news(status: str, last_rank: int) -> bool:
    """Say whether the office sees anything of a status that comes after one of a rank."""
    return rank(status) > last_rank and (
        is_final(status) or delivery(status) is not SmsDeliveryStatus.PENDING
    )


def delivery(status: str) -> SmsDeliveryStatus:
    """Return what Open Dental's text window shows for a status."""
    return _DELIVERY.get(status, SmsDeliveryStatus.PENDING)
