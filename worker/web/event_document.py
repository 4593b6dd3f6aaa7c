"""What OpenAPI says of events."""

from typing import Any, Final

from schemas.events import EventKind, Feed
from worker.web.document import AUTHORIZATION, errors, query
from worker.web.opening_document import whole

PARAMETERS: Final = ("after", "Limit", "wait")

_EXAMPLE: Final = {
    "events": [
        {
            "id": "0b2f4a86-6c0c-4a3e-8a39-3f0f9a4b6f11",
            "type": EventKind.OFFER_ACCEPTED.value,
            "timestamp": "2026-12-24T13:05:00.123456Z",
            "data": {"AsapCommNum": 2374, "ResponseStatus": "AcceptedAndMoved"},
        }
    ],
    "next": "41-107",
}

FEED: Final[dict[str, Any]] = {
    "summary": "Read what has happened",
    "responses": {
        200: {
            "description": "Events, oldest first, and where to go on.",
            "content": {
                "application/json": {"schema": whole(Feed.model_json_schema()), "example": _EXAMPLE}
            },
        },
        **errors(400, 401, 403, 429, 503),
    },
    "openapi_extra": {
        "security": AUTHORIZATION,
        "parameters": [
            query(
                "after", {"type": "string"}, "The next of an earlier answer; default the oldest."
            ),
            query(
                "Limit",
                {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
                "How many at most.",
            ),
            query(
                "wait",
                {"type": "integer", "minimum": 0, "maximum": 20, "default": 0},
                "For how many seconds to wait where there is nothing yet.",
            ),
        ],
    },
}
