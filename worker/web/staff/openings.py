"""The first page: what is free in the days ahead, by operatory, and how many could take it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from fastapi.responses import Response

from schemas.keys import ClinicNum, OpNum
from schemas.operatory import Operatory
from schemas.wire import date_time_text, parse_date
from worker.steps import free_time
from worker.steps.free_time import Opening, Search
from worker.store.engine import Transaction
from worker.store.portion import Portion
from worker.store.practice import look_ups, looked_up, opening_state
from worker.store.practice.opening_state import Offered
from worker.web.staff import clinics
from worker.web.staff.visit import Visit

DAYS: Final = 7
_MOST_PLACES: Final = 500
SHORTEST: Final = timedelta(minutes=10)
_HOUR_MINUTES: Final = 60


def show(visit: Visit) -> Response:
    """Show a day of the days ahead."""
    now = visit.local
    days = [now.date() + timedelta(days=ahead) for ahead in range(DAYS)]
    shown = _day(visit, days)
    with visit.parts.store.reading() as transaction:
        choice, chosen = clinics.choice(transaction, visit)
        search = Search(first=days[0], last=days[-1], least=SHORTEST, now=now)
        found = free_time.openings(transaction, search, chosen)
        offered = opening_state.ahead(transaction, days[0], days[-1])
        places = _places(transaction, chosen)
    free = Counter(one.gap.slot.start.date() for one in found)
    return visit.page(
        "openings.html",
        day=visit.dates.day(datetime.combine(shown, time())),
        shown=shown,
        clinics=choice,
        clinic=chosen,
        days=days,
        free=free,
        offered=[one for one in offered if one.start > now and one.op in places],
        places=places,
        rooms=_rooms(
            visit,
            [one for one in found if one.gap.slot.start.date() == shown],
            [one for one in offered if not one.is_filled],
        ),
    )


def _day(visit: Visit, days: Sequence[date]) -> date:
    """Read the day that is asked for; any that is not ahead is today."""
    try:
        asked = parse_date(visit.request.query_params.get("date", ""))
    except ValueError:
        return days[0]
    return asked if asked in days else days[0]


def _places(transaction: Transaction, clinic_num: ClinicNum | None) -> dict[OpNum, str]:
    """Return the names of the operatories, or of a clinic's."""
    rows = look_ups.list_rows(transaction, looked_up.OPERATORIES, {}, Portion(_MOST_PLACES))
    return {
        OpNum(one.operatory_num): one.op_name
        for one in rows
        if isinstance(one, Operatory) and clinic_num in {None, one.clinic_num}
    }


def _rooms(
    visit: Visit, found: Sequence[Opening], offered: Sequence[Offered]
) -> list[tuple[str, list[dict[str, object]]]]:
    """Put the free times of each operatory together."""

    def place(one: Opening) -> tuple[str, OpNum]:
        return one.gap.workplace.name, one.gap.slot.op

    return [
        (name or f"Operatory {op}", [_gap(visit, one, offered) for one in gaps])
        for (name, op), gaps in groupby(sorted(found, key=place), place)
    ]


def _gap(visit: Visit, one: Opening, offered: Sequence[Offered]) -> dict[str, object]:
    """Return a free time, with where it is sent from or watched, if anywhere."""
    slot = one.gap.slot
    clock = visit.dates.clock
    minutes = (slot.end - slot.start) // timedelta(minutes=1)
    running = next(
        (each for each in offered if each.op == slot.op and slot.overlaps(each.start, each.stop)),
        None,
    )
    path = ""
    if running is not None:
        path = visit.path(f"/openings/{running.schedule_num}")
    elif visit.account is not None and visit.account.role.may_send:
        start = date_time_text(slot.start)
        path = visit.path("/send", op=slot.op, start=start, minutes=minutes)
    return {
        "times": f"{clock(slot.start)} to {clock(slot.end)}",
        "length": _length(slot.end - slot.start),
        "fits": one.fits,
        "path": path,
        "is_offered": running is not None,
    }


def _length(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), _HOUR_MINUTES)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts)
