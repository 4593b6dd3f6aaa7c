"""The query of GET /asapcomms: four filters of the documentation, Limit and Offset."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from starlette.datastructures import QueryParams

from schemas.keys import ClinicNum
from schemas.problem import shown
from schemas.wire import parse_date
from worker.errors import Refused
from worker.web.numbers import BIGGEST, is_whole, read_whole

DEFAULT_LIMIT: Final = 100
HIGHEST_LIMIT: Final = 1000
DEFAULT_DAYS: Final = timedelta(days=7)
_ONE_DAY: Final = timedelta(days=1)

_NAMES: Final = {
    name.lower(): name for name in ("ClinicNum", "date", "dateStart", "dateEnd", "Limit", "Offset")
}


@dataclass(frozen=True, slots=True)
class Listing:
    """Offers entered from start up to, not including, end, on the office's clock."""

    clinic_num: ClinicNum | None
    start: datetime
    end: datetime
    limit: int
    offset: int


def read_listing(query: QueryParams, today: date) -> Listing:
    """Read the query; names in any case; raises Refused with what is wrong."""
    given = _by_name(query)
    start, end = _range(given, today)
    return Listing(
        ClinicNum(_number("ClinicNum", given["ClinicNum"])) if "ClinicNum" in given else None,
        datetime.combine(start, time()),
        datetime.combine(end, time()),
        _limit(given),
        _number("Offset", given.get("Offset", "0")),
    )


def refuse_any(query: QueryParams) -> None:
    """Refuse the parameters of an address that takes none: who sends one expects something of it."""
    for written in query:
        raise Refused(
            f"{shown(written)} is not a parameter; there is none here.", "wrong-parameter"
        )


def _by_name(query: QueryParams) -> dict[str, str]:
    given: dict[str, str] = {}
    for written, value in query.multi_items():
        name = _NAMES.get(written.lower())
        if name is None:
            known = ", ".join(_NAMES.values())
            raise Refused(
                f"{shown(written)} is not a parameter; there are {known}.", "wrong-parameter"
            )
        if name in given:
            raise Refused(f"{name} is given twice.", "wrong-parameter")
        given[name] = value
    return given


def _range(given: dict[str, str], today: date) -> tuple[date, date]:
    """The last 7 days up to the midnight that ends today, unless the query says otherwise."""
    if "date" in given:
        if "dateStart" in given or "dateEnd" in given:
            raise Refused("Give either date, or dateStart and dateEnd.", "wrong-parameter")
        day = _date("date", given["date"])
        return day, _after(day)
    start = _date("dateStart", given["dateStart"]) if "dateStart" in given else today - DEFAULT_DAYS
    end = _date("dateEnd", given["dateEnd"]) if "dateEnd" in given else _after(today)
    if start > end:
        which = "dateStart" if "dateStart" in given else "dateStart, 7 days ago if not given,"
        raise Refused(f"{which} is after dateEnd.", "wrong-parameter")
    return start, end


def _after(day: date) -> date:
    if day == date.max:
        raise Refused("date is too late.", "wrong-parameter")
    return day + _ONE_DAY


def _date(name: str, text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise Refused(f"{name} {error}.", "wrong-parameter") from None


def _limit(given: dict[str, Any]) -> int:
    limit = _number("Limit", given.get("Limit", str(DEFAULT_LIMIT)))
    if not 1 <= limit <= HIGHEST_LIMIT:
        raise Refused(f"Limit must be from 1 to {HIGHEST_LIMIT}.", "wrong-parameter")
    return limit


def _number(name: str, text: str) -> int:
    number = read_whole(text) if is_whole(text) else None
    if number is None:
        raise Refused(f"{name} must be a whole number from 0 to {BIGGEST}.", "wrong-parameter")
    return number
