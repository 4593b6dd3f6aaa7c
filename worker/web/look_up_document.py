"""What OpenAPI says of the look-ups and of the history, made of what they are."""

from collections.abc import Iterable
from typing import Any, Final

from schemas.codes import AptStatus, ScheduleType, wire_name
from schemas.fields import Row
from worker.web.describing import DAY, answer, number, operation, query
from worker.web.query import DEFAULT_LIMIT, FORMATS, HIGHEST_LIMIT

_NUMBER: Final = number(0)
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
    "Limit": (number(1, DEFAULT_LIMIT, HIGHEST_LIMIT), "How many at most."),
    "DateFormatString": ({"type": "string"}, "How dates are written, in .NET's letters."),
    "DateTimeFormatString": ({"type": "string"}, "How times are written, in .NET's letters."),
    "Offset": (number(0, 0), "How many to leave out."),
}


def parameters_of(names: Iterable[str]) -> list[dict[str, Any]]:
    """Describe parameters by their names."""
    return [query(name, *_PARAMETERS[name]) for name in names]


def of_list(says: str, shows: type[Row], parameters: Iterable[str]) -> dict[str, Any]:
    """Describe a list."""
    found = answer("What was found.", shows, shows.example, are_many=True)
    return operation(says, {200: found}, 404, parameters=parameters_of(parameters))


def of_one(name: str, shows: type[Row]) -> dict[str, Any]:
    """Describe a single row."""
    found = answer("The row.", shows, shows.example)
    return operation(f"Read one {name}", {200: found}, 404, parameters=parameters_of(FORMATS))


def of_history(says: str, shows: type[Row], parameters: Iterable[str]) -> dict[str, Any]:
    """Describe an address that answers with JSON or with a table."""
    found = answer("What was found.", shows, shows.example)
    found["content"]["text/csv"] = {"schema": {"type": "string"}}
    return operation(says, {200: found}, 404, parameters=parameters_of(parameters))
