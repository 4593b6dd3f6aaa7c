"""The page that looks back: every offer as Open Dental's history has it, totals, and two pictures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from fastapi.responses import Response

from schemas.codes import ResponseStatus
from schemas.history import HistoryOffer
from schemas.keys import ClinicNum
from schemas.wire import is_never, parse_date
from worker.errors import Refused
from worker.steps import history
from worker.steps.history import Days
from worker.store.portion import Portion
from worker.web.numbers import read_whole
from worker.web.staff import clinics
from worker.web.staff.pictures import bars
from worker.web.staff.visit import Visit

USUAL: Final = timedelta(days=28)
MOST: Final = timedelta(days=366)
PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One offer, in the columns of Open Dental's window; what it has not is blank."""

    patient: str
    status: str
    is_filled: bool
    sent: str
    emailed: str
    clinic: str
    was: str
    slot: str
    entered: str
    text: str
    email: str
    note: str


def show(visit: Visit) -> Response:
    """Show the offers of some days, some at a time, with what has come of all of them."""
    asked = visit.request.query_params
    today = visit.local.date()
    last = _day(asked.get("to", ""), today)
    first = _day(asked.get("from", ""), last - USUAL)
    if first > last or last - first > MOST:
        raise Refused("The first day must be before the last, and a year before it at most.")
    page = read_whole(asked.get("page", "1")) or 1
    with visit.parts.store.reading() as transaction:
        choice = clinics.choice(transaction, visit)
        chosen = next((ClinicNum(one.num) for one in choice if one.is_shown), None)
        days = Days(first, last, chosen)
        totals, found = history.newest(transaction, days, Portion(PAGE + 1, (page - 1) * PAGE))
        together, weeks = history.course(transaction, days, visit.parts.settings.zone)
    fills = {week: float(one.openings_filled) for week, one in weeks.items()}
    minutes = {week: one.minutes_until_filled_50 for week, one in weeks.items()}
    return visit.page(
        "history.html",
        first=first,
        last=last,
        clinics=choice,
        clinic=chosen,
        totals=totals,
        all=together,
        lines=[_line(visit, one) for one in found[:PAGE]],
        fills=bars(fills, first, last, "filled") if weeks else [],
        minutes=bars(minutes, first, last, "minutes")
        if any(one is not None for one in minutes.values())
        else [],
        earlier=page - 1,
        later=page + 1 if len(found) > PAGE else 0,
    )


def _day(text: str, usual: date) -> date:
    try:
        return parse_date(text) if text else usual
    except ValueError:
        raise Refused("Please give each day as 2026-03-31.") from None


def _line(visit: Visit, offer: HistoryOffer) -> Line:
    def at(moment: datetime) -> str:
        return "" if is_never(moment) else visit.dates.short(moment)

    stop = "" if is_never(offer.slot_stop) else f" to {visit.dates.clock(offer.slot_stop)}"
    return Line(
        patient=offer.patient,
        status=offer.status,
        is_filled=offer.response_status is ResponseStatus.ACCEPTED_AND_MOVED,
        sent=at(offer.sms_send_time),
        emailed=at(offer.email_send_time),
        clinic=offer.clinic,
        was=at(offer.date_time_orig),
        slot=f"{at(offer.slot_start)}{stop}",
        entered=at(offer.date_time_entry),
        text=offer.sms_message_text,
        email=offer.email_message_text,
        note=offer.note,
    )
