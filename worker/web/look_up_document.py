"""What OpenAPI says of the look-ups, made of what they are."""

from collections.abc import Iterable
from typing import Any, Final

from schemas.codes import AptStatus, ScheduleType, wire_name
from schemas.fields import Row
from worker.web.document import AUTHORIZATION, DAY, errors, query
from worker.web.query import DEFAULT_LIMIT, FORMATS, HIGHEST_LIMIT

_NUMBER: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}
_PARAMETERS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "date": (DAY, "A single day."),
    "dateStart": (DAY, "The first of several days."),
    "dateEnd": (DAY, "The last of them; it is in."),
    "PatNum": (_NUMBER, "Of one patient."),
    "AptStatus": (
        {"type": "string", "enum": [wire_name(code) for code in AptStatus]},
        "Of one status.",
    ),
    "SchedType": (
        {"type": "string", "enum": [wire_name(code) for code in ScheduleType]},
        "Of one type.",
    ),
    "Op": (_NUMBER, "Of one operatory."),
    "OpNum": (_NUMBER, "In one operatory."),
    "OperatoryNum": (_NUMBER, "Of one operatory."),
    "ScheduleNum": (_NUMBER, "Of one schedule row."),
    "ClinicNum": (_NUMBER, "Of one clinic; 0 is none."),
    "ProvNum": (_NUMBER, "Of one provider."),
    "EmployeeNum": (_NUMBER, "Of one employee."),
    "BlockoutDefNum": (_NUMBER, "Of one blockout type."),
    "AppointmentTypeNum": (_NUMBER, "Of one appointment type."),
    "DateTStamp": (
        {"type": "string"},
        "Changed at this time or later, yyyy-MM-dd HH:mm:ss; serverDateTime of the last answer.",
    ),
    "lengthMinutes": (_NUMBER, "At least so long."),
    "Limit": (
        {"type": "integer", "minimum": 1, "maximum": HIGHEST_LIMIT, "default": DEFAULT_LIMIT},
        "How many at most.",
    ),
    "DateFormatString": ({"type": "string"}, "How dates are written, in .NET's letters."),
    "DateTimeFormatString": ({"type": "string"}, "How times are written, in .NET's letters."),
    "Offset": ({**_NUMBER, "default": 0}, "How many to leave out."),
}


def parameters_of(names: Iterable[str]) -> list[dict[str, Any]]:
    """Describe parameters by their names."""
    return [query(name, *_PARAMETERS[name]) for name in names]


def of_list(says: str, shows: type[Row], parameters: Iterable[str]) -> dict[str, Any]:
    """Describe a list."""
    schema = {"type": "array", "items": shows.model_json_schema(mode="serialization")}
    return {
        "summary": says,
        "responses": _responses("What was found.", schema, [shows.example]),
        "openapi_extra": {
            "security": AUTHORIZATION,
            "parameters": parameters_of(parameters),
        },
    }


def of_one(name: str, shows: type[Row]) -> dict[str, Any]:
    """Describe a single row."""
    schema = shows.model_json_schema(mode="serialization")
    return {
        "summary": f"Read one {name}",
        "responses": _responses("The row.", schema, shows.example),
        "openapi_extra": {
            "security": AUTHORIZATION,
            "parameters": parameters_of(FORMATS),
        },
    }


def _responses(says: str, schema: dict[str, Any], example: object) -> dict[int | str, Any]:
    content = {"application/json": {"schema": schema, "example": example}}
    found = {"description": says, "content": content}
    return {200: found, **errors(400, 401, 403, 404, 429, 503)}
