"""What OpenAPI says of the API, and of offers."""

from datetime import datetime, timedelta
from typing import Any, Final

from schemas.asapcomm import EXAMPLE, AsapComm, AsapCommPost
from worker.web.describing import ACCEPTED, DAY, answer, decided, number, operation, query

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


def examples(now_local: datetime) -> dict[str, dict[str, Any]]:
    """Return requests that can be sent: tomorrow, for what the demo practice has.

    Whoever tries the one for a list texts nobody by it.
    """
    opening = {"op": 2, "dateTimeStart": f"{now_local.date() + timedelta(days=1)} 14:00:00"}
    return {
        "/asapcomms": {**opening, "aptNum": 11939},
        "/openings": {**opening, "lengthMinutes": 60, "dryRun": True},
    }


LIST: Final = operation(
    "List offers",
    {200: answer("The offers, by AsapCommNum.", AsapComm, EXAMPLE, are_many=True)},
    404,
    parameters=[
        query("ClinicNum", number(0), "Offers of one clinic."),
        query("date", DAY, "Offers entered on this day."),
        query("dateStart", DAY, "Offers entered on or after this day; default 7 days ago."),
        query(
            "dateEnd",
            DAY,
            "Offers entered before this day; default tomorrow, so that today is in.",
        ),
        query(
            "changedSince",
            {"type": "string"},
            "Offers of which this service has told something since this time, as "
            "2026-12-24 14:00:00, whenever they were entered; in place of days.",
        ),
        query("Limit", number(1, 100, 1000), "How many at most."),
        query("Offset", number(0, 0), "How many to leave out."),
    ],
)
ONE: Final = operation("Read an offer", {200: answer("The offer.", AsapComm, EXAMPLE)}, 404)
REQUEST: Final = operation(
    "Ask what became of a request",
    {200: answer("Decided: the offer.", AsapComm, EXAMPLE), 202: ACCEPTED},
    404,
    409,
)
POST: Final = decided(
    "Offer an opening",
    answer("The offer; when it will not be sent, Note says why.", AsapComm, EXAMPLE),
    AsapCommPost,
)

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
