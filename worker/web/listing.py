"""The query of GET /asapcomms: four filters of the documentation, Limit and Offset."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from starlette.datastructures import QueryParams

from schemas.keys import ClinicNum
from worker.errors import Refused
from worker.web.query import WRONG, Query

DEFAULT_DAYS: Final = timedelta(days=7)
_ONE_DAY: Final = timedelta(days=1)
_DAYS: Final = ("date", "dateStart", "dateEnd")
_NAMES: Final = ("ClinicNum", *_DAYS, "changedSince", "Limit", "Offset")


@dataclass(frozen=True, slots=True)
class Listing:
    """Offers entered from start up to, not including, end, on the office's clock."""

    clinic_num: ClinicNum | None
    start: datetime
    end: datetime
    limit: int
    offset: int
    changed_since: datetime | None = None
    """On the office's clock; whenever they were entered."""


def read_listing(params: QueryParams, today: date) -> Listing:
    """Read the query; names in any case; raises Refused with what is wrong."""
    query = Query.read(params, _NAMES)
    since = query.moment("changedSince") if "changedSince" in query.given else None
    if since is not None and query.given.keys() & set(_DAYS):
        raise Refused("Give either changedSince or days.", WRONG)
    start, end = _range(query, today)
    return Listing(
        ClinicNum(query.number("ClinicNum")) if "ClinicNum" in query.given else None,
        datetime.combine(start, time()),
        datetime.combine(end, time()),
        query.limit,
        query.offset,
        since,
    )


def _range(query: Query, today: date) -> tuple[date, date]:
    """The last 7 days up to the midnight that ends today, unless the query says otherwise."""
    first, last = query.days()
    if "date" in query.given:
        day = query.day("date")
        return day, _after(day)
    start, end = first or today - DEFAULT_DAYS, last or _after(today)
    if start > end:
        which = "dateStart" if first else "dateStart, 7 days ago if not given,"
        raise Refused(f"{which} is after dateEnd.", WRONG)
    return start, end


def _after(day: date) -> date:
    if day == date.max:
        raise Refused("date is too late.", WRONG)
    return day + _ONE_DAY
