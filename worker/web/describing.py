"""How OpenAPI is told of an operation: what it takes, what it answers, and its errors in both forms."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from schemas.problem import MEDIA_TYPE, Problem

_ERRORS: Final = {
    400: "The request is wrong; the sentence says why. Nothing was written.",
    401: "The API key is missing or not known.",
    403: "The API key lacks the permission.",
    404: "There is no such row.",
    409: "An offer that is still open holds this slot for the appointment or recall, or the "
    "Idempotency-Key was used with another body.",
    408: "The body took too long to arrive.",
    413: "The body is longer than 64 KiB.",
    415: "The body is not JSON.",
    429: "The key calls too often, or too many unknown ones have come from this address; "
    "Retry-After says when to try again.",
    503: "The database cannot be reached now.",
}
_SENTENCES: Final = {
    400: "Appointment 11939 is not marked ASAP.",
    401: "This API key is not known.",
    403: "This API key lacks the permission TextingASAP.",
    404: "Operatory 99 was not found.",
    409: "AsapComm 2374 already offers this time slot for appointment 11939.",
    408: "The body took longer than 10 seconds.",
    413: "The body is longer than 64 KiB.",
    415: "Send the body as JSON with Content-Type: application/json.",
    429: "Too many unknown API keys have come from this address; try again later.",
    503: "The database cannot be reached now.",
}
ALWAYS: Final = (400, 401, 403, 429, 503)
"""What every operation may answer."""

OF_A_BODY: Final = (408, 413, 415)
"""What one may that takes a body."""

DAY: Final = {"type": "string", "format": "date"}

ACCEPTED: Final = {
    "description": "Accepted and not decided yet; Location tells where the outcome will be.",
    "content": {"text/plain": {"schema": {"type": "string"}}},
}
"""A request that is not decided yet."""

_ONCE: Final = [
    {"in": "header", "schema": {"type": "string"}, "name": name, "description": description}
    for name, description in {
        "Idempotency-Key": "The same key and body always get the same answer.",
        "Prefer": "respond-async: do not wait for the outcome.",
    }.items()
]
"""The headers of a request that a worker decides."""


def operation(
    summary: str,
    answers: Mapping[int | str, Any],
    *others: int,
    parameters: Sequence[dict[str, Any]] = (),
    body: type[BaseModel] | None = None,
) -> dict[str, Any]:
    """Describe an operation that needs a key, with the errors that not every one may answer."""
    extra: dict[str, Any] = {"security": [{"ODFHIR": list[str]()}]}
    if parameters:
        extra["parameters"] = list(parameters)
    statuses = {*ALWAYS, *others}
    if body is not None:
        content = {"application/json": {"schema": body.model_json_schema()}}
        extra["requestBody"] = {"required": True, "content": content}
        statuses |= {*OF_A_BODY}
    return {
        "summary": summary,
        "responses": {**answers, **{status: _error(status) for status in sorted(statuses)}},
        "openapi_extra": extra,
    }


def decided(summary: str, found: dict[str, Any], body: type[BaseModel]) -> dict[str, Any]:
    """Describe a request that a worker decides."""
    return operation(summary, {200: found, 202: ACCEPTED}, 404, 409, parameters=_ONCE, body=body)


def answer(
    description: str, shows: type[BaseModel], example: object, *, are_many: bool = False
) -> dict[str, Any]:
    """Describe an object, or a list of them."""
    schema = _whole(shows.model_json_schema(mode="serialization"))
    if are_many:
        schema, example = {"type": "array", "items": schema}, [example]
    content = {"application/json": {"schema": schema, "example": example}}
    return {"description": description, "content": content}


def query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    """Describe a parameter of a query."""
    return {"name": name, "in": "query", "schema": schema, "description": description}


def number(least: int, usual: int | None = None, most: int | None = None) -> dict[str, Any]:
    """Describe a whole number."""
    told = {"minimum": least, "maximum": most, "default": usual}
    return {"type": "integer", **{name: value for name, value in told.items() if value is not None}}


@cache
def _error(status: int) -> dict[str, Any]:
    return {
        "description": _ERRORS[status],
        "content": {
            "text/plain": {"schema": {"type": "string"}, "example": _SENTENCES[status]},
            MEDIA_TYPE: {
                "schema": Problem.model_json_schema(),
                "example": Problem.of(status, _SENTENCES[status]).model_dump(),
            },
        },
    }


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """Write out what a schema refers to: within OpenAPI's document it would be looked for elsewhere."""
    parts: dict[str, Any] = schema.pop("$defs", {})

    def put(value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, list):
            return [put(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return put(parts[value["$ref"].rpartition("/")[2]])
        return {name: put(each) for name, each in value.items()}

    whole: dict[str, Any] = put(schema)
    return whole
