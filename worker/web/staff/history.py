"""The page that looks back: every offer as Open Dental's history has it, totals, and two pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from fastapi.responses import Response

from schemas.history import HistoryOffer, WeekFigures
from schemas.keys import ClinicNum
from schemas.wire import is_never, parse_date
from worker.errors import Refused
from worker.steps import history
from worker.steps.history import Days
from worker.store.portion import Portion
from worker.web.numbers import is_whole, read_whole
from worker.web.staff.visit import Visit

USUAL: Final = timedelta(days=28)
MOST: Final = timedelta(days=366)
PAGE: Final = 100
_HEIGHT: Final = 60
_STEP: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week of a picture."""

    x: int
    y: int
    height: int
    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One offer."""

    patient: str
    slot: str
    sent: str
    status: str
    note: str


def show(visit: Visit) -> Response:
    """Show the offers of some days, a hundred at a time, with what has come of all of them."""
    asked = visit.request.query_params
    today = visit.local.date()
    last = _day(asked.get("to", ""), today)
    first = _day(asked.get("from", ""), last - USUAL)
    if first > last or last - first > MOST:
        raise Refused("The first day must be before the last, and a year before it at most.")
    number = asked.get("page", "1")
    page = max(1, (read_whole(number) if is_whole(number) else None) or 1)
    clinic = asked.get("clinic", "")
    clinic_num = ClinicNum(read_whole(clinic) or 0) if is_whole(clinic) else None
    days = Days(first, last, clinic_num)
    with visit.parts.store.reading() as transaction:
        found = history.page(transaction, days, Portion(PAGE + 1, (page - 1) * PAGE))
        weeks = history.weeks(transaction, days, visit.parts.settings.zone)
    fills: dict[date, int] = {}
    for one in weeks.weeks:
        fills[one.week] = fills.get(one.week, 0) + one.openings_filled
    return visit.page(
        "history.html",
        first=first,
        last=last,
        clinic=clinic_num,
        found=found,
        all=weeks.together,
        lines=[_line(visit, one) for one in found.offers[:PAGE]],
        fills=_bars([(week, float(filled)) for week, filled in fills.items()], "filled"),
        minutes=_bars(_minutes(weeks.weeks), "minutes"),
        earlier=page - 1,
        later=page + 1 if len(found.offers) > PAGE else 0,
    )


def _day(text: str, usual: date) -> date:
    try:
        return parse_date(text) if text else usual
    except ValueError:
        raise Refused("Please give each day as 2026-03-31.") from None


def _line(visit: Visit, offer: HistoryOffer) -> Line:
    def at(moment: datetime) -> str:
        return "" if is_never(moment) else visit.dates.sentence(moment)

    return Line(
        patient=offer.patient,
        slot=at(offer.slot_start),
        sent=at(offer.sms_send_time),
        status=offer.status,
        note=offer.note,
    )


def _minutes(weeks: Sequence[WeekFigures]) -> list[tuple[date, float]]:
    """Return each week's middle one; those of several clinics cannot be put together."""
    told = [(one.week, one.minutes_until_filled_50) for one in weeks]
    if len({week for week, _ in told}) < len(told):
        return []
    return [(week, minutes) for week, minutes in told if minutes is not None]


def _bars(values: Sequence[tuple[date, float]], what: str) -> list[Bar]:
    most = max((value for _, value in values), default=0) or 1
    return [
        Bar(
            x=place * _STEP,
            y=_HEIGHT - round(value / most * _HEIGHT),
            height=round(value / most * _HEIGHT),
            value=f"{value:.0f}",
            words=f"Week of {week:%B} {week.day}: {value:.0f} {what}",
        )
        for place, (week, value) in enumerate(values)
    ]
