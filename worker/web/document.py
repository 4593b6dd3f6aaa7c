"""What OpenAPI says of the API, with examples."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from schemas.asapcomm import EXAMPLE, AsapComm, AsapCommPost
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
AUTHORIZATION: Final = [{"ODFHIR": list[str]()}]

SECURITY_SCHEMES: Final = {
    "ODFHIR": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "developerKey/customerKey, for example `demo/demo` on a demo practice; "
        "on the wire it is `ODFHIR developerKey/customerKey`, which may be typed too.",
    }
}

DESCRIPTION: Final = """\
Offers an opening in the schedule to patients on the ASAP list, by text, as Open Dental's
AsapComms does.

Times are on the office's clock, `yyyy-MM-dd HH:mm:ss`; "never" is `0001-01-01 00:00:00`.
Errors are one plain sentence, or RFC 9457 problem details with
`Accept: application/problem+json`, whose code tells programs what it is: sentences may change.
"""


def example(now_local: datetime) -> dict[str, Any]:
    """Return a request that can be sent: tomorrow, for what the demo practice has."""
    tomorrow = now_local.date() + timedelta(days=1)
    return {"op": 2, "aptNum": 11939, "dateTimeStart": f"{tomorrow} 14:00:00"}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe errors, in both forms."""
    return {status: _error(status) for status in statuses}


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


def _object(description: str) -> dict[str, Any]:
    schema = AsapComm.model_json_schema(mode="serialization")
    return {
        "description": description,
        "content": {"application/json": {"schema": schema, "example": EXAMPLE}},
    }


def accepted() -> dict[str, Any]:
    """Describe a request that is not decided yet."""
    return {
        "description": "Accepted and not decided yet; Location tells where the outcome will be.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }


def query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    """Describe a parameter of a query."""
    return {"name": name, "in": "query", "schema": schema, "description": description}


def header(name: str, description: str) -> dict[str, Any]:
    """Describe a header of a request."""
    return {"name": name, "in": "header", "schema": {"type": "string"}, "description": description}


DAY: Final = {"type": "string", "format": "date"}

LIST: Final[dict[str, Any]] = {
    "summary": "List offers",
    "responses": {
        200: {
            "description": "The offers, by AsapCommNum.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "array",
                        "items": AsapComm.model_json_schema(mode="serialization"),
                    },
                    "example": [EXAMPLE],
                }
            },
        },
        **errors(400, 401, 403, 404, 429, 503),
    },
    "openapi_extra": {
        "security": AUTHORIZATION,
        "parameters": [
            query("ClinicNum", {"type": "integer", "minimum": 0}, "Offers of one clinic."),
            query("date", DAY, "Offers entered on this day."),
            query("dateStart", DAY, "Offers entered on or after this day; default 7 days ago."),
            query(
                "dateEnd",
                DAY,
                "Offers entered before this day; default tomorrow, so that today is in.",
            ),
            query(
                "changedSince",
                {"type": "string", "example": "2026-12-24 14:00:00"},
                "Offers of which this service has told something since this time, whenever they "
                "were entered; in place of days.",
            ),
            query(
                "Limit",
                {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
                "How many at most.",
            ),
            query(
                "Offset", {"type": "integer", "minimum": 0, "default": 0}, "How many to leave out."
            ),
        ],
    },
}

ONE: Final[dict[str, Any]] = {
    "summary": "Read an offer",
    "responses": {200: _object("The offer."), **errors(400, 401, 403, 404, 429, 503)},
    "openapi_extra": {"security": AUTHORIZATION},
}

REQUEST: Final[dict[str, Any]] = {
    "summary": "Ask what became of a request",
    "responses": {
        200: _object("Decided: the offer."),
        202: accepted(),
        **errors(400, 401, 403, 404, 409, 429, 503),
    },
    "openapi_extra": {"security": AUTHORIZATION},
}

_ALWAYS: Final = {"database": "ok", "migrations": "ok", "redis": "ok"}
_READY: Final = {**_ALWAYS, "worker": "ok", "clock": "ok", "sending": "ok", "waiting": "nothing"}


def _readiness(description: str, example: dict[str, str]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": list(_ALWAYS),
        "properties": {part: {"type": "string"} for part in _READY},
    }
    return {
        "description": description,
        "content": {"application/json": {"schema": schema, "example": example}},
    }


READY: Final[dict[str, Any]] = {
    "responses": {
        200: _readiness("Everything is there; sending may be held.", _READY),
        503: _readiness(
            "What is not ok is not there.",
            {
                **_READY,
                "worker": "none lives since 2026-11-26 09:30:00 UTC",
                "waiting": "2 requests; the oldest since 2026-11-26 09:30:12 UTC",
            },
        ),
    }
}

POST: Final[dict[str, Any]] = {
    "summary": "Offer an opening",
    "responses": {
        200: _object("The offer; when it will not be sent, Note says why."),
        202: accepted(),
        **errors(400, 401, 403, 404, 408, 409, 413, 415, 429, 503),
    },
    "openapi_extra": {
        "security": AUTHORIZATION,
        "parameters": [
            header("Idempotency-Key", "The same key and body always get the same answer."),
            header("Prefer", "respond-async: do not wait for the outcome."),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": AsapCommPost.model_json_schema()}},
        },
    },
}
