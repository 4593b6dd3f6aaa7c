"""The queue's contract as AsyncAPI 3: what a producer may enqueue, and what comes of it."""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from schemas.messages import (
    ACTOR,
    NAMESPACE,
    OPENING_ACTOR,
    QUEUE,
    CreateAsapComm,
    CreateOpening,
)

VERSION: Final = "1.2.0"
"""Of the contract, by semantic versioning; the service has its own."""

_REFS: Final = "#/components/schemas/{model}"
_EXAMPLE: Final = {
    "queue_name": QUEUE,
    "actor_name": ACTOR,
    "args": [],
    "kwargs": {
        "request_id": "6f1c3c54-0a43-4d5e-9a5c-0a3f0b8f3a51",
        "op": 2,
        "aptNum": 11939,
        "dateTimeStart": "2026-12-24 14:00:00",
    },
    "options": {"redis_message_id": "0f8fad5b-d9cb-469f-a165-70867728950e"},
    "message_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "message_timestamp": 1798124400000,
}


_OPENING_EXAMPLE: Final = {
    **_EXAMPLE,
    "actor_name": OPENING_ACTOR,
    "kwargs": {
        "request_id": "0d2f6f1e-58c1-4a52-8f0e-4f6d2f0a7b19",
        "op": 2,
        "dateTimeStart": "2026-12-24 14:00:00",
        "lengthMinutes": 60,
    },
}


class _Untitled(GenerateJsonSchema):
    """A field's title would be its name once more."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        """Set none."""
        return False


def document() -> dict[str, Any]:
    """Return the document."""
    asked = CreateAsapComm.model_json_schema(ref_template=_REFS, schema_generator=_Untitled)
    own = asked.pop("$defs", {})
    opening = CreateOpening.model_json_schema(ref_template=_REFS, schema_generator=_Untitled)
    own |= opening.pop("$defs", {})
    for schema in (asked, opening):
        schema.pop("examples", None)  # they are the POST's, which has no request_id
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "The queue of asapcomms",
            "version": VERSION,
            "description": "What a dramatiq producer may put on the queue. Enqueue by dramatiq's own "
            "RedisBroker: it keeps a message in a hash and its id in a list, by a script that is "
            "no contract of this one. Messages carry ids only.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {
                "host": "redis.example.com:6379",
                "protocol": "redis",
                "description": "The server that REDIS_URL names.",
            }
        },
        "channels": {
            QUEUE: {
                "address": f"{NAMESPACE}:{QUEUE}",
                "description": f"The queue {QUEUE} of dramatiq in the namespace {NAMESPACE}, or in "
                "the one that QUEUE_NAMESPACE names.",
                "messages": {
                    actor: {"$ref": f"#/components/messages/{actor}"}
                    for actor in (ACTOR, OPENING_ACTOR)
                },
            }
        },
        "operations": {
            ACTOR: {
                "action": "receive",
                "summary": "Offer an opening to the patient of an appointment or a recall.",
                "description": "The worker decides and texts the patient, or says why not, in a row "
                "of asapcomm; GET /asapcomms/requests/{request_id} tells the outcome. The same "
                "request_id twice is one request. A message that cannot be read is kept in "
                "asapcomms_kept_message with its reason, and not tried again.",
                "channel": {"$ref": f"#/channels/{QUEUE}"},
                "messages": [{"$ref": f"#/channels/{QUEUE}/messages/{ACTOR}"}],
            },
            OPENING_ACTOR: {
                "action": "receive",
                "summary": "Offer an opening to everybody on the ASAP list who fits, or to a list.",
                "description": "The worker plans the texts and writes a row of asapcomm for each "
                "patient, or refuses it all; GET /openings/requests/{request_id} tells the outcome.",
                "channel": {"$ref": f"#/channels/{QUEUE}"},
                "messages": [{"$ref": f"#/channels/{QUEUE}/messages/{OPENING_ACTOR}"}],
            },
        },
        "components": {
            "messages": {
                ACTOR: {
                    "title": "Create an offer",
                    "payload": {"$ref": "#/components/schemas/Message"},
                    "examples": [{"name": "documentation", "payload": _EXAMPLE}],
                },
                OPENING_ACTOR: {
                    "title": "Create an opening",
                    "payload": {"$ref": "#/components/schemas/OpeningMessage"},
                    "examples": [{"name": "documentation", "payload": _OPENING_EXAMPLE}],
                },
            },
            "schemas": {
                "Message": _envelope(ACTOR, "CreateAsapComm"),
                "CreateAsapComm": asked,
                "OpeningMessage": _envelope(OPENING_ACTOR, "CreateOpening"),
                "CreateOpening": opening,
                **own,
            },
        },
    }


def _envelope(actor: str, asked: str) -> dict[str, Any]:
    """Return a dramatiq message as JSON."""
    properties = {
        "queue_name": {"type": "string", "const": QUEUE},
        "actor_name": {"type": "string", "const": actor},
        "args": {"type": "array", "maxItems": 0},
        "kwargs": {"$ref": _REFS.format(model=asked)},
        "options": {"type": "object", "description": "dramatiq's own."},
        "message_id": {"type": "string"},
        "message_timestamp": {"type": "integer", "description": "Milliseconds since 1970."},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}
