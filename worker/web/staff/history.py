"""The page that looks back: every offer as Open Dental's history has it, totals, and two pictures."""

from datetime import date, timedelta
from typing import Final

from fastapi.responses import Response

from schemas.codes import ResponseStatus
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
        choice, chosen = clinics.choice(transaction, visit)
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
        offers=found[:PAGE],
        moved=ResponseStatus.ACCEPTED_AND_MOVED,
        at=lambda moment: "" if is_never(moment) else visit.dates.short(moment),
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
