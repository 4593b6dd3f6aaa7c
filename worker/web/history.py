"""The history of offers, and what an owner asks of it: JSON, or a table of comma-separated values."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from io import StringIO
from itertools import chain
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from schemas.fields import Row
from schemas.history import History, HistoryOffer, HistoryWeeks, WeekFigures
from schemas.keys import ClinicNum
from worker.errors import Refused
from worker.steps import history
from worker.steps.history import Days
from worker.store.engine import Transaction
from worker.store.portion import Portion
from worker.store.practice import records
from worker.web.access import Reader
from worker.web.listing import DEFAULT_DAYS
from worker.web.look_up_document import of_history
from worker.web.look_ups import add, known_clinic, office_time
from worker.web.parts import Parts, parts_of
from worker.web.query import WRONG, Query

CSV: Final = "text/csv"
WEEKS: Final = ("date", "dateStart", "dateEnd", "ClinicNum")
HISTORY: Final = (*WEEKS, "Limit", "Offset")
MOST_DAYS: Final = 371
"""Of how many days the figures are counted at once: 53 weeks."""

_USUAL_WEEKS: Final = timedelta(weeks=12)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def get_history(request: Request, _: Reader) -> Response:
    """List offers as Open Dental's history window does, with its totals."""
    parts = parts_of(request)
    query = Query.read(request.query_params, HISTORY)
    with parts.store.reading() as transaction:
        days = _days(transaction, query, parts, DEFAULT_DAYS)
        if not _wants_csv(request):
            found = history.page(transaction, days, Portion(query.limit, query.offset))
            return _json(found)
    if {"Limit", "Offset"} & query.given.keys():
        raise Refused("A table has every line, so it takes neither Limit nor Offset.", WRONG)
    batches = history.all_lines(parts.store, days)
    first = next(batches, [])
    rows = _records(HistoryOffer, first, batches)
    return StreamingResponse(rows, media_type=CSV, headers=_saved_as("history", days))


def get_weeks(request: Request, _: Reader) -> Response:
    """Count what came of the openings, by clinic and week."""
    parts = parts_of(request)
    query = Query.read(request.query_params, WEEKS)
    with parts.store.reading() as transaction:
        days = _days(transaction, query, parts, _USUAL_WEEKS)
        if days.last - days.first >= timedelta(days=MOST_DAYS):
            raise Refused(f"The days must be at most {MOST_DAYS}.", WRONG)
        found = history.weeks(transaction, days, parts.settings.zone)
    if not _wants_csv(request):
        return _json(found)
    rows = _records(WeekFigures, found.weeks, ())
    return StreamingResponse(rows, media_type=CSV, headers=_saved_as("weeks", days))


def _days(transaction: Transaction, query: Query, parts: Parts, usual: timedelta) -> Days:
    """Read days and clinic; both days are in, and without clinics there is none to choose."""
    start, end = query.days()
    last = end or office_time(parts).date()
    first = start or date.fromordinal(max(last.toordinal() - usual.days, 1))
    if first > last:
        raise Refused(f"dateStart is after dateEnd, {last}.", WRONG)
    if last == date.max:
        raise Refused("dateEnd is too late.", WRONG)
    if "ClinicNum" in query.given:
        if not records.preferences(transaction, ClinicNum(0)).clinics_on:
            raise Refused("The office does not use clinics, so leave ClinicNum out.", WRONG)
        return Days(first, last, known_clinic(transaction, query))
    return Days(first, last)


def _wants_csv(request: Request) -> bool:
    """Whether a table is asked for, by the address or by what is accepted."""
    accepted = request.headers.get("Accept", "").lower()
    return request.url.path.endswith(".csv") or CSV in accepted


def _json(found: Row) -> Response:
    written = found.model_dump_json(by_alias=True, exclude_unset=True)
    return Response(written, media_type="application/json")


def _saved_as(name: str, days: Days) -> dict[str, str]:
    named = f"asapcomms-{name}-{days.first}-{days.last}.csv"
    return {"Content-Disposition": f'attachment; filename="{named}"'}


def _records(kind: type[Row], first: Iterable[Row], more: Iterable[Iterable[Row]]) -> Iterator[str]:
    """Write a table's head and lines, some at a time."""
    names = [str(field.serialization_alias or name) for name, field in kind.model_fields.items()]
    yield _written([names])
    for rows in chain((first,), more):
        yield _written(_cells(row, names) for row in rows)


def _cells(row: Row, names: Iterable[str]) -> list[str]:
    told = row.model_dump(mode="json", by_alias=True)
    return [_cell(told[name]) for name in names]


def _cell(value: str | float | None) -> str:
    """Keep a spreadsheet from taking what a patient or an office wrote for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else str(value)


def _written(rows: Iterable[Iterable[str]]) -> str:
    file = StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


@cache
def routes() -> APIRouter:
    """Return the addresses of the history; they come before those of single offers."""
    router = APIRouter(tags=["History"])
    of_offers = of_history("List the history of offers", History, HISTORY)
    of_weeks = of_history("Count by clinic and week", HistoryWeeks, WEEKS)
    for path, handler, told in (
        ("/asapcomms/history", get_history, of_offers),
        ("/asapcomms/history/weeks", get_weeks, of_weeks),
    ):
        add(router, path, handler, told)
        add(router, f"{path}.csv", handler, {"include_in_schema": False})
    return router
