"""What OpenAPI says of events."""

from typing import Any, Final

from pydantic import BaseModel

from schemas.events import EventKind, Feed
from schemas.webhooks import AddedEndpoint, Endpoint, EndpointPost, Replayed, ReplayPost
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

_ADDED: Final = {
    "endpointNum": 1,
    "url": "https://example.com/asapcomms",
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
}
_LISTED: Final = {
    "endpointNum": 1,
    "url": "https://example.com/asapcomms",
    "createdAt": "2026-12-24T13:05:00Z",
    "failingSince": "2026-12-24T14:00:00Z",
    "pausedAt": "2026-12-27T14:00:01Z",
}
_POSTED: Final = (400, 401, 403, 408, 413, 415, 429, 503)


def _answer(says: str, schema: dict[str, Any], example: object) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, "example": example}}
    return {"description": says, "content": content}


def _body(kind: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": kind.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


_ADDED_SCHEMA: Final = AddedEndpoint.model_json_schema()

ENDPOINTS: Final[dict[str, Any]] = {
    "summary": "List the end points",
    "responses": {
        200: _answer(
            "The end points.", {"type": "array", "items": Endpoint.model_json_schema()}, [_LISTED]
        ),
        **errors(400, 401, 403, 429, 503),
    },
    "openapi_extra": {"security": AUTHORIZATION},
}

ADD: Final[dict[str, Any]] = {
    "summary": "Add an end point",
    "status_code": 201,
    "responses": {
        201: _answer("The end point, with its secret.", _ADDED_SCHEMA, _ADDED),
        **errors(*_POSTED, 409),
    },
    "openapi_extra": {"security": AUTHORIZATION, **_body(EndpointPost)},
}

ROTATE: Final[dict[str, Any]] = {
    "summary": "Give an end point a new secret",
    "responses": {
        200: _answer("The end point, with its new secret.", _ADDED_SCHEMA, _ADDED),
        **errors(400, 401, 403, 404, 409, 429, 503),
    },
    "openapi_extra": {"security": AUTHORIZATION},
}

REPLAY: Final[dict[str, Any]] = {
    "summary": "Tell an end point again",
    "responses": {
        200: _answer("How much is on its way.", Replayed.model_json_schema(), {"events": 12}),
        **errors(*_POSTED, 404),
    },
    "openapi_extra": {"security": AUTHORIZATION, **_body(ReplayPost)},
}

REMOVE: Final[dict[str, Any]] = {
    "summary": "Remove an end point",
    "status_code": 204,
    "responses": {
        204: {"description": "It is told nothing more."},
        **errors(400, 401, 403, 404, 429, 503),
    },
    "openapi_extra": {"security": AUTHORIZATION},
}
