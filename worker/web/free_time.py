"""Free times: Open Dental's slots of a provider, and the openings of every operatory."""

from datetime import date, timedelta
from functools import cache
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from schemas.keys import OpNum
from schemas.opening import FreeOpening, FreeSlot
from worker.errors import Refused
from worker.rules.slot import MINUTES_PER_CHARACTER, Slot
from worker.steps import free_time
from worker.steps.free_time import Opening, Search
from worker.web.access import Reader
from worker.web.look_up_document import of_list
from worker.web.look_ups import add, answer, known_clinic, office_time
from worker.web.parts import Parts, parts_of
from worker.web.query import FORMATS, WRONG, Query

_DAYS: Final = ("date", "dateStart", "dateEnd")
_LENGTH_AND_PAGE: Final = ("lengthMinutes", "Limit", "Offset", *FORMATS)
SLOTS: Final = (*_DAYS, "ProvNum", "OpNum", *_LENGTH_AND_PAGE)
OPENINGS: Final = (*_DAYS, "ClinicNum", *_LENGTH_AND_PAGE)

USUAL_DAYS: Final = 14
MOST_DAYS: Final = 62
"""All days are read at once."""

_DAY_MINUTES: Final = 24 * 60


def get_slots(request: Request, _: Reader) -> Response:
    """Read when a provider is free."""
    parts = parts_of(request)
    query = Query.read(request.query_params, SLOTS)
    search = _search(query, parts, USUAL_DAYS)
    named = query.number("ProvNum") if "ProvNum" in query.given else None
    op = OpNum(query.number("OpNum")) if "OpNum" in query.given else None
    with parts.store.reading() as transaction:
        prov_num = free_time.provider(transaction, named)
        found = free_time.slots(transaction, search, prov_num, op)
    page = found[query.offset : query.offset + query.limit]
    return answer(list[FreeSlot], [_slot(one, prov_num) for one in page], query)


def get_openings(request: Request, _: Reader) -> Response:
    """Read what each operatory has free, and how many on the ASAP list fit."""
    parts = parts_of(request)
    query = Query.read(request.query_params, OPENINGS)
    search = _search(query, parts, 1)
    with parts.store.reading() as transaction:
        clinic_num = known_clinic(transaction, query)
        found = free_time.openings(transaction, search, clinic_num)
    page = found[query.offset : query.offset + query.limit]
    return answer(list[FreeOpening], [_opening(one) for one in page], query)


def _search(query: Query, parts: Parts, usual_days: int) -> Search:
    """Read days and length; days that have passed hold nothing that is free."""
    now = office_time(parts)
    today = now.date()
    start, end = query.days()
    first = start or today
    last = end or date.fromordinal(min(first.toordinal() + usual_days - 1, date.max.toordinal()))
    if first < today or last < first:
        raise Refused(f"The days must be today, {today}, or later.", WRONG)
    if last - first >= timedelta(days=MOST_DAYS):
        raise Refused(f"The days must be at most {MOST_DAYS}.", WRONG)
    minutes = query.number("lengthMinutes") if "lengthMinutes" in query.given else 0
    if minutes > _DAY_MINUTES:
        raise Refused(f"lengthMinutes must be at most {_DAY_MINUTES}.", WRONG)
    least = timedelta(minutes=max(minutes, MINUTES_PER_CHARACTER))
    return Search(first=first, last=last, least=least, now=now)


def _slot(slot: Slot, prov_num: int) -> FreeSlot:
    return FreeSlot(
        date_time_start=slot.start, date_time_end=slot.end, prov_num=prov_num, op_num=slot.op
    )


def _opening(opening: Opening) -> FreeOpening:
    gap = opening.gap
    return FreeOpening(
        date_time_start=gap.slot.start,
        date_time_end=gap.slot.end,
        prov_num=gap.dentist,
        op_num=gap.slot.op,
        prov_hyg=gap.hygienist,
        clinic_num=gap.workplace.clinic_num,
        op_name=gap.workplace.name,
        length_minutes=(gap.slot.end - gap.slot.start) // timedelta(minutes=1),
        asap_fits=opening.fits,
    )


@cache
def routes() -> APIRouter:
    """Return the addresses of free times."""
    router = APIRouter(tags=["Look-ups"])
    add(
        router,
        "/appointments/Slots",
        get_slots,
        of_list("List when a provider is free", FreeSlot, SLOTS),
    )
    add(
        router,
        "/openings/free",
        get_openings,
        of_list("List what is free, and how many fit", FreeOpening, OPENINGS),
    )
    return router
