"""The rows of an opening that are to be written, with their links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

from schemas.codes import SendStatus
from schemas.keys import AsapCommNum, ClinicNum, ScheduleNum, Subject
from schemas.wire import NEVER
from worker.rules.appointment import Appointment
from worker.rules.offer import Offer
from worker.rules.slot import Slot
from worker.steps.link import new_short_guid
from worker.steps.opening.draft import Draft
from worker.store.practice.asapcomms import StoredOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer(StoredOffer):
    """An offer that is to be written."""

    date_time_orig: datetime

    @property
    def is_waiting(self) -> bool:
        """Whether it will be sent."""
        return self.sms_send_status == SendStatus.SEND_NOT_ATTEMPTED

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.is_recall, self.f_key


@dataclass(frozen=True, slots=True)
class NewOpening:
    """What is to be written of an opening."""

    slot: Slot
    offers: tuple[NewOffer, ...]


KEPT: Final = TypeAdapter(NewOpening)
"""How they are kept until they are written."""


def new_opening(drafted: Draft) -> NewOpening:
    """Make the rows of a draft."""
    slot, clinic_num = drafted.slot, drafted.clinic.clinic_num
    return NewOpening(
        slot,
        tuple(
            new_offer(one.appointment, one.offer, slot, clinic_num, new_short_guid())
            for one in drafted.plan.planned
        ),
    )


def new_offer(
    appointment: Appointment, offer: Offer, slot: Slot, clinic_num: ClinicNum, short_guid: str
) -> NewOffer:
    """Make the row of an offer, which has neither its number nor its blockout's yet."""
    return NewOffer(
        asap_comm_num=AsapCommNum(0),
        f_key=appointment.f_key,
        f_key_type=offer.f_key_type,
        schedule_num=ScheduleNum(0),
        pat_num=appointment.pat_num,
        clinic_num=clinic_num,
        short_guid=short_guid,
        date_time_expire=slot.link_expires(),
        date_time_sms_scheduled=offer.due,
        date_time_sms_sent=NEVER,
        sms_send_status=offer.send_status,
        response_status=offer.response_status,
        template_text=offer.template_text,
        note=offer.note,
        date_time_orig=appointment.apt_date_time,
    )
