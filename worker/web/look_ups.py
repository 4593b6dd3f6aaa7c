"""The look-ups of Open Dental's API: appointments, schedules, operatories, clinics and providers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import TypeAdapter

from schemas.codes import AptStatus, ScheduleType
from schemas.fields import Row
from schemas.keys import ClinicNum
from worker.errors import NotFound, Refused
from worker.office import wall_time
from worker.store.engine import Transaction
from worker.store.portion import Portion
from worker.store.practice import look_ups, looked_up, records
from worker.store.practice.look_ups import LookUp
from worker.web.access import Reader
from worker.web.look_up_document import of_list, of_one
from worker.web.numbers import read_key
from worker.web.parts import Parts, parts_of
from worker.web.query import FORMATS, WRONG, Query

_DAYS: Final = ("date", "dateStart", "dateEnd")
_PAGE: Final = ("Limit", "Offset")
_CODES: Final = {"AptStatus": AptStatus, "SchedType": ScheduleType}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where something is looked up, and what it is called there."""

    path: str
    look_up: LookUp
    says: str
    one: bool = True
    """Whether a row can be read by its key."""
    of_today: bool = False
    """Whether no date means today."""
    of_clinic: bool = False
    """Whether a clinic must be named where there are clinics."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        days = _DAYS if self.look_up.days is not None else ()
        return (*days, *self.look_up.filters, *_PAGE, *FORMATS)


ADDRESSES: Final = (
    Address(
        path="/appointments/ASAP",
        look_up=looked_up.ASAP_LIST,
        says="List the ASAP list",
        one=False,
        of_clinic=True,
    ),
    Address(path="/appointments", look_up=looked_up.APPOINTMENTS, says="List appointments"),
    Address(path="/schedules", look_up=looked_up.SCHEDULES, says="List schedules", of_today=True),
    Address(
        path="/scheduleops", look_up=looked_up.SCHEDULE_OPS, says="List scheduleops", one=False
    ),
    Address(path="/operatories", look_up=looked_up.OPERATORIES, says="List operatories"),
    Address(path="/clinics", look_up=looked_up.CLINICS, says="List clinics", one=False),
    Address(path="/providers", look_up=looked_up.PROVIDERS, says="List providers"),
)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - a model or a list
    return TypeAdapter(kind)


def answer(kind: Any, found: object, query: Query) -> Response:  # noqa: ANN401 - a model or a list
    """Answer with an object or a list; what was not read is left out."""
    written = _adapter(kind).dump_json(
        found, by_alias=True, exclude_unset=True, context=query.formats()
    )
    return Response(written, media_type="application/json")


def known_clinic(transaction: Transaction, query: Query) -> ClinicNum | None:
    """Read ClinicNum; a clinic that does not exist is not found."""
    if "ClinicNum" not in query.given:
        return None
    clinic_num = ClinicNum(query.number("ClinicNum"))
    if not records.clinic_exists(transaction, clinic_num):
        raise NotFound("Clinic not found", "no-clinic")
    return clinic_num


def office_time(parts: Parts) -> datetime:
    """Return this moment on the office's clock."""
    return wall_time(parts.store.now(), parts.settings.zone).replace(tzinfo=None)


def _list(address: Address) -> Callable[[Request, Reader], Response]:
    def handle(request: Request, _: Reader) -> Response:
        parts = parts_of(request)
        query = Query.read(request.query_params, address.parameters)
        values = _values(address, query, office_time(parts).date())
        with parts.store.reading() as transaction:
            known_clinic(transaction, query)
            rows = _read(transaction, address, query, values)
        return answer(list[address.look_up.shows], rows, query)  # type: ignore[name-defined]

    return handle


def _read(
    transaction: Transaction, address: Address, query: Query, values: dict[str, object]
) -> list[Row]:
    has_clinics = records.preferences(transaction, ClinicNum(0)).clinics_on
    if address.of_clinic and has_clinics and "ClinicNum" not in values:
        raise Refused("ClinicNum is required because the office uses clinics.", WRONG)
    if address.look_up is looked_up.CLINICS and not has_clinics:
        return []
    portion = Portion(query.limit, query.offset)
    return look_ups.list_rows(transaction, address.look_up, values, portion)


def _values(address: Address, query: Query, today: date) -> dict[str, object]:
    """Read each filter as what its name stands for."""
    values: dict[str, object] = {}
    for name in address.look_up.filters:
        if name in query.given:
            values[name] = _value(query, name)
    if address.look_up.days is not None:
        start, end = query.days()
        if address.of_today and start is None and end is None:
            start = end = today
        values |= {"dateStart": start} if start else {}
        values |= {"dateEnd": end} if end else {}
    return values


def _value(query: Query, name: str) -> object:
    if name in _CODES:
        return query.code(name, _CODES[name])
    return query.moment(name) if name == "DateTStamp" else query.number(name)


def _one(address: Address) -> Callable[[Request, str, Reader], Response]:
    look_up = address.look_up

    def handle(request: Request, num: str, _: Reader) -> Response:
        query = Query.read(request.query_params, FORMATS)
        key = read_key(num, look_up.key.name)
        with parts_of(request).store.reading() as transaction:
            row = None if key is None else look_ups.find(transaction, look_up, key)
        if row is None:
            raise NotFound(f"{look_up.shows.__name__} not found", "no-row")
        return answer(look_up.shows, row, query)

    return handle


def add(router: APIRouter, path: str, handler: Callable[..., Any], told: dict[str, Any]) -> None:
    """Answer GET and HEAD at an address, of which the description names the first."""
    router.add_api_route(path, handler, methods=["HEAD"], include_in_schema=False)
    router.add_api_route(path, handler, methods=["GET"], **told)


@cache
def routes() -> APIRouter:
    """Return the look-ups' addresses."""
    router = APIRouter(tags=["Look-ups"])
    for address in ADDRESSES:
        told = of_list(address.says, address.look_up.shows, address.parameters)
        add(router, address.path, _list(address), told)
    for address in ADDRESSES:
        if address.one:
            name = address.look_up.shows.__name__.lower()
            add(
                router,
                f"{address.path}/{{num}}",
                _one(address),
                of_one(name, address.look_up.shows),
            )
    return router
