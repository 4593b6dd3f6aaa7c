"""Which openings a patient's page offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.keys import AsapCommNum, ClinicNum, ScheduleNum
from worker.rules.answer import ASKED, FINAL
from worker.rules.slot import Slot
from worker.rules.wall_clock import elapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOffer:
    """An offer as its row has it; times are on the office's clock."""

    asap_comm_num: AsapCommNum
    f_key_type: FKeyType
    response_status: ResponseStatus
    sms_send_status: SendStatus
    schedule_num: ScheduleNum
    clinic_num: ClinicNum
    note: str
    entered: datetime
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOffer(WrittenOffer):
    """An offer as its patient's page needs it."""

    slot: Slot | None
    """None when the offer's blockout is gone from the schedule."""
    is_free: bool
    """Whether no appointment or blockout stands in the way now."""

    @property
    def is_foreign(self) -> bool:
        """Whether it has a number that nobody here knows, so that it is left alone."""
        codes = (self.f_key_type, self.response_status, self.sms_send_status)
        return not all(code.is_known for code in codes)


def still_open(
    offers: Iterable[PageOffer], now: datetime, last_accept: timedelta, zone: tzinfo = UTC
) -> list[PageOffer]:
    """Return the offers that can be accepted now, by time; one for each start and operatory.

    An opening for which no text could be sent is offered too (Open Dental's manual), one that was
    declined may be taken after all; a patient who wants no more offers gets none.
    """
    everything = list(offers)
    if any(o.response_status is ResponseStatus.DECLINED_STOP_COMM for o in everything):
        return []
    found: dict[tuple[datetime, int], PageOffer] = {}
    for offer in sorted(everything, key=_rank):
        if offer.slot is not None and is_open(offer, now, last_accept, zone):
            found.setdefault((offer.slot.start, offer.slot.op), offer)
    return [found[place] for place in sorted(found)]


def is_open(offer: PageOffer, now: datetime, last_accept: timedelta, zone: tzinfo) -> bool:
    """Say whether an offer can be accepted now: in time, free, and not settled before."""
    return (
        offer.response_status not in FINAL
        and not offer.is_foreign
        and now < offer.expires
        and offer.slot is not None
        and elapsed(now, offer.slot.start, zone) >= last_accept
        and elapsed(now, offer.slot.start, zone) > timedelta()
        and offer.is_free
    )


def _rank(offer: PageOffer) -> tuple[bool, int]:
    """Where two offers bring the same opening, the one that was sent and is newest stands for both."""
    return offer.response_status not in ASKED, -offer.asap_comm_num
