"""What OpenAPI says of events."""

from typing import Any, Final

from schemas.events import EventKind, Feed
from schemas.webhooks import AddedEndpoint, Endpoint, EndpointPost, Replayed, ReplayPost
from worker.web.describing import answer, number, operation, query

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

FEED: Final = operation(
    "Read what has happened",
    {200: answer("Events, oldest first, and where to go on.", Feed, _EXAMPLE)},
    parameters=[
        query("after", {"type": "string"}, "The next of an earlier answer; default the oldest."),
        query("Limit", number(1, 100, 1000), "How many at most."),
        query("wait", number(0, 0, 20), "For how many seconds to wait where there is nothing yet."),
    ],
)
ENDPOINTS: Final = operation(
    "List the end points", {200: answer("The end points.", Endpoint, _LISTED, are_many=True)}
)
ADD: Final[dict[str, Any]] = {
    **operation(
        "Add an end point",
        {201: answer("The end point, with its secret.", AddedEndpoint, _ADDED)},
        409,
        body=EndpointPost,
    ),
    "status_code": 201,
}
ROTATE: Final = operation(
    "Give an end point a new secret",
    {200: answer("The end point, with its new secret.", AddedEndpoint, _ADDED)},
    404,
    409,
)
REPLAY: Final = operation(
    "Tell an end point again",
    {200: answer("How much is on its way.", Replayed, {"events": 12})},
    404,
    body=ReplayPost,
)
REMOVE: Final[dict[str, Any]] = {
    **operation("Remove an end point", {204: {"description": "It is told nothing more."}}, 404),
    "status_code": 204,
}
