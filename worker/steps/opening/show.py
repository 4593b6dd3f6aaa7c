"""Show an opening: as it is planned, or as it stands."""

from datetime import datetime
from typing import Any, Final

from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.keys import ScheduleNum
from schemas.offered import OfferedOpening, OpeningLeftOut, OpeningOffer
from schemas.wire import NEVER
from worker.rules.appointment import f_key_type
from worker.rules.list_plan import Planned
from worker.rules.segments import count_segments
from worker.rules.sending import SENT
from worker.rules.skip import NOTE_SEPARATOR
from worker.rules.template import at_sending
from worker.steps.link import LENGTH, offer_url
from worker.steps.opening.draft import Draft
from worker.store.engine import Transaction
from worker.store.practice import opening_state

_CROSSED_OUT: Final = "x" * LENGTH
"""A patient's link is as good as a key."""


def planned(draft: Draft, base_url: str) -> OfferedOpening:
    """Show what would be written."""
    return OfferedOpening(
        schedule_num=0,
        op=draft.slot.op,
        date_time_start=draft.slot.start,
        date_time_end=datetime.combine(draft.slot.start.date(), draft.slot.stop_time()),
        clinic_num=draft.clinic.clinic_num,
        note="",
        texts_sent=0,
        texts_to_send=draft.plan.texts,
        last_text_due=draft.plan.ends,
        filled_by=0,
        offers=[_planned(one, draft, base_url) for one in draft.plan.planned],
        left_out=[
            OpeningLeftOut(
                f_key=one.appointment.f_key,
                f_key_type=f_key_type(one.appointment),
                pat_num=one.appointment.pat_num,
                reason=one.refusal.sentence,
            )
            for one in draft.plan.left_out
        ],
    )


def stands(
    transaction: Transaction, schedule_num: ScheduleNum, base_url: str
) -> OfferedOpening | None:
    """Show how an opening stands; None where there is none."""
    state = opening_state.read(transaction, schedule_num)
    if state is None:
        return None
    offers = [_offer(row, base_url) for row in state.offers]
    waiting = [one for one in offers if one.sms_send_status is SendStatus.SEND_NOT_ATTEMPTED]
    filled = [
        one.asap_comm_num
        for one in offers
        if one.response_status is ResponseStatus.ACCEPTED_AND_MOVED
    ]
    return OfferedOpening(
        schedule_num=schedule_num,
        op=state.op,
        date_time_start=state.start,
        date_time_end=state.stop,
        clinic_num=state.offers[0]["clinic_num"] if state.offers else 0,
        note=_one_line(state.note),
        texts_sent=sum(one.sms_send_status in SENT for one in offers),
        texts_to_send=len(waiting),
        last_text_due=max((one.date_time_sms_scheduled for one in waiting), default=NEVER),
        filled_by=min(filled, default=0),
        offers=offers,
        left_out=[],
    )


def _planned(one: Planned, draft: Draft, base_url: str) -> OpeningOffer:
    appointment, offer = one.appointment, one.offer
    text = _text(offer.template_text, draft.patients[appointment.pat_num].f_name, base_url)
    return OpeningOffer(
        asap_comm_num=0,
        pat_num=appointment.pat_num,
        f_key=appointment.f_key,
        f_key_type=offer.f_key_type,
        date_time_sms_scheduled=offer.due,
        date_time_sms_sent=NEVER,
        sms_send_status=offer.send_status,
        response_status=offer.response_status,
        note=offer.note,
        text=text,
        segments=count_segments(text),
    )


def _offer(row: dict[str, Any], base_url: str) -> OpeningOffer:
    text = _text(row["template_text"] or "", row["f_name"] or "", base_url)
    return OpeningOffer(
        asap_comm_num=row["asap_comm_num"],
        pat_num=row["pat_num"],
        f_key=row["f_key"],
        f_key_type=FKeyType(row["f_key_type"]),
        date_time_sms_scheduled=row["date_time_sms_scheduled"],
        date_time_sms_sent=row["date_time_sms_sent"],
        sms_send_status=SendStatus(row["sms_send_status"]),
        response_status=ResponseStatus(row["response_status"]),
        note=_one_line(row["note"] or ""),
        text=text,
        segments=count_segments(text),
    )


def _text(template_text: str, first_name: str, base_url: str) -> str:
    return at_sending(template_text, first_name, offer_url(base_url, _CROSSED_OUT))


def _one_line(note: str) -> str:
    return note.replace(NOTE_SEPARATOR, " ")
