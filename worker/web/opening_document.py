"""What OpenAPI says of openings for a list."""

from typing import Any, Final

from schemas.offered import OfferedOpening, OpeningPost
from worker.web.document import AUTHORIZATION, accepted, errors, header


def whole(schema: dict[str, Any]) -> dict[str, Any]:
    """Put each schema where it is used."""
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


def _opening(says: str) -> dict[str, Any]:
    schema = whole(OfferedOpening.model_json_schema(mode="serialization"))
    return {
        "description": says,
        "content": {"application/json": {"schema": schema, "example": OfferedOpening.example}},
    }


ONE: Final[dict[str, Any]] = {
    "summary": "Read how an opening stands",
    "responses": {200: _opening("The opening."), **errors(400, 401, 403, 404, 429, 503)},
    "openapi_extra": {"security": AUTHORIZATION},
}

STOP: Final[dict[str, Any]] = {
    "summary": "Stop an opening: what waits is not sent",
    "responses": {200: _opening("As it stands now."), **errors(400, 401, 403, 404, 429, 503)},
    "openapi_extra": {"security": AUTHORIZATION},
}

REQUEST: Final[dict[str, Any]] = {
    "summary": "Ask what became of a request for an opening",
    "responses": {
        200: _opening("Decided: the opening."),
        202: accepted(),
        **errors(400, 401, 403, 404, 409, 429, 503),
    },
    "openapi_extra": {"security": AUTHORIZATION},
}

POST: Final[dict[str, Any]] = {
    "summary": "Offer an opening to a list, or ask what that would do",
    "responses": {
        200: _opening("The opening, as it stands or as it would be; each Note says why not."),
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
            "content": {"application/json": {"schema": OpeningPost.model_json_schema()}},
        },
    },
}
