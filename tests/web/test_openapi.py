"""What OpenAPI says of the API."""

from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI

from tests.web.json_schema import mistakes
from tests.web.test_access import HISTORY, LOOK_UPS
from tests.world.stack import BODY, Stack
from worker.store.practice import tables
from worker.web.free_time import OPENINGS, SLOTS
from worker.web.look_ups import ADDRESSES

READING = {"400", "401", "403", "404", "429", "503"}
ERRORS = {
    **{("get", path): READING for path in LOOK_UPS | HISTORY},
    ("get", "/asapcomms"): READING,
    ("post", "/asapcomms"): {"400", "401", "403", "404", "408", "409", "413", "415", "429", "503"},
    ("get", "/asapcomms/{asap_comm_num}"): READING,
    ("get", "/asapcomms/requests/{request_id}"): {"400", "401", "403", "404", "409", "429", "503"},
    ("get", "/events"): READING - {"404"},
    ("get", "/webhooks"): READING - {"404"},
    ("post", "/webhooks"): {"400", "401", "403", "408", "409", "413", "415", "429", "503"},
    ("post", "/webhooks/{endpoint_num}/rotate"): READING | {"409"},
    ("post", "/webhooks/{endpoint_num}/replay"): READING | {"408", "413", "415"},
    ("delete", "/webhooks/{endpoint_num}"): READING,
    ("post", "/openings"): {"400", "401", "403", "404", "408", "409", "413", "415", "429", "503"},
    ("get", "/openings/{schedule_num}"): READING,
    ("post", "/openings/{schedule_num}/stop"): READING,
    ("get", "/openings/requests/{request_id}"): {"400", "401", "403", "404", "409", "429", "503"},
}
SUCCESSES = {
    **{("get", path): {"200"} for path in LOOK_UPS | HISTORY},
    ("get", "/asapcomms"): {"200"},
    ("post", "/asapcomms"): {"200", "202"},
    ("get", "/asapcomms/{asap_comm_num}"): {"200"},
    ("get", "/asapcomms/requests/{request_id}"): {"200", "202"},
    ("get", "/events"): {"200"},
    ("get", "/webhooks"): {"200"},
    ("post", "/webhooks"): {"201"},
    ("post", "/webhooks/{endpoint_num}/rotate"): {"200"},
    ("post", "/webhooks/{endpoint_num}/replay"): {"200"},
    ("delete", "/webhooks/{endpoint_num}"): {"204"},
    ("post", "/openings"): {"200", "202"},
    ("get", "/openings/{schedule_num}"): {"200"},
    ("post", "/openings/{schedule_num}/stop"): {"200"},
    ("get", "/openings/requests/{request_id}"): {"200", "202"},
}


@pytest.fixture
def document(stack: Stack) -> dict[str, Any]:
    """Return the description that a client reads."""
    answer: dict[str, Any] = stack.get("/openapi.json").json()
    return answer


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every operation by method with path."""
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def examples(document: dict[str, Any]) -> list[tuple[str, Any, dict[str, Any]]]:
    """Return every example with its schema, and where it stands."""
    found = []
    for (method, path), operation in operations(document).items():
        contents = {
            status: answer.get("content", {}) for status, answer in operation["responses"].items()
        }
        contents["body"] = operation.get("requestBody", {}).get("content", {})
        for place, content in contents.items():
            for media_type, told in content.items():
                where = f"{method} {path} {place} {media_type}"
                if "example" in told:
                    found.append((where, told["example"], told["schema"]))
                found += [
                    (where, example, told["schema"])
                    for example in told.get("schema", {}).get("examples", [])
                ]
    return found


def test_the_description_is_openapi(document: dict[str, Any]) -> None:
    """Its form is the standard's."""
    assert OpenAPI.model_validate(document).openapi.startswith("3.")


def test_every_example_keeps_its_schema(document: dict[str, Any]) -> None:
    """No example shows what the schema beside it forbids."""
    shown = examples(document)

    assert len(shown) > 30
    assert [] == [
        (where, said) for where, value, schema in shown if (said := mistakes(value, schema))
    ]


def test_a_real_answer_keeps_the_schema(stack: Stack, document: dict[str, Any]) -> None:
    """What is answered is what is described."""
    stack.world.offered()
    described = operations(document)["get", "/asapcomms/{asap_comm_num}"]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"]

    assert [] == mistakes(stack.get("/asapcomms/1").json(), schema)


@pytest.mark.parametrize("path", ["/appointments", "/appointments/ASAP", "/operatories"])
def test_a_real_list_keeps_the_schema(stack: Stack, document: dict[str, Any], path: str) -> None:
    """What a look-up answers is what is described."""
    described = operations(document)["get", path]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"]
    rows = stack.get(path).json()

    assert rows
    assert [] == mistakes(rows, schema)


def test_the_documented_body_is_the_described_one(document: dict[str, Any]) -> None:
    """The documentation's request keeps the body's schema, a wrong one does not."""
    body = operations(document)["post", "/asapcomms"]["requestBody"]["content"]
    schema = body["application/json"]["schema"]

    assert [] == mistakes(BODY, schema)
    assert [] == mistakes({**_without(BODY, "aptNum"), "recallNum": 1}, schema)
    assert mistakes({**BODY, "recallNum": 1}, schema)
    assert mistakes(_without(BODY, "aptNum"), schema)
    assert mistakes({**BODY, "op": 0}, schema)
    assert mistakes({"op": 2}, schema)


def test_every_request_can_be_sent_as_it_is_shown(service: Stack) -> None:
    """What stands in the forms of /docs is done, and texts nobody but who is named in it."""
    shown = {
        path: told["requestBody"]["content"]["application/json"]["example"]
        for (method, path), told in operations(service.get("/openapi.json").json()).items()
        if "example" in told.get("requestBody", {}).get("content", {}).get("application/json", {})
    }

    assert {"/asapcomms", "/openings"} == shown.keys()
    answers = {
        path: service.post(shown[path], path).status_code for path in sorted(shown, reverse=True)
    }
    assert dict.fromkeys(shown, 200) == answers
    assert 1 == len(service.world.rows(tables.asapcomm))


def test_every_error_is_described(document: dict[str, Any]) -> None:
    """Each operation names the statuses it may answer, and no others."""
    described = {
        key: set(operation["responses"])
        for key, operation in operations(document).items()
        if key in ERRORS
    }

    assert {key: ERRORS[key] | SUCCESSES[key] for key in ERRORS} == described


def test_nothing_else_is_described(document: dict[str, Any]) -> None:
    """Beside the API there are the two health checks."""
    assert {*ERRORS, ("get", "/healthz"), ("get", "/readyz")} == set(operations(document))


def test_readiness_is_described(document: dict[str, Any]) -> None:
    """The health check tells supervisors which statuses to expect."""
    ready = operations(document)["get", "/readyz"]

    assert {"200", "503"} == set(ready["responses"])


def test_no_422_is_described(document: dict[str, Any]) -> None:
    """The status that FastAPI assumes is never answered."""
    assert "422" not in {
        status for operation in operations(document).values() for status in operation["responses"]
    }


def test_every_error_has_both_forms(document: dict[str, Any]) -> None:
    """An error is described as a sentence, and as problem details."""
    forms = {
        frozenset(answer["content"])
        for key, operation in operations(document).items()
        for status, answer in operation["responses"].items()
        if status in ERRORS.get(key, ())
    }

    assert {frozenset({"text/plain", "application/problem+json"})} == forms


def test_every_operation_of_the_api_names_its_key(document: dict[str, Any]) -> None:
    """A client generated from the description sends the header."""
    assert {"ODFHIR"} == {
        name
        for key in ERRORS
        for scheme in operations(document)[key]["security"]
        for name in scheme
    }
    assert "ODFHIR" in document["components"]["securitySchemes"]


def test_every_parameter_is_described(document: dict[str, Any]) -> None:
    """Every filter, the page, both headers."""
    described = {
        (parameter["in"], parameter["name"])
        for operation in operations(document).values()
        for parameter in operation.get("parameters", [])
    }

    assert {
        *(("query", name) for name in ("ClinicNum", "date", "dateStart", "dateEnd")),
        *(("query", name) for name in ("changedSince", "after", "wait")),
        ("path", "endpoint_num"),
        *(("query", name) for address in ADDRESSES for name in address.parameters),
        *(("query", name) for name in (*SLOTS, *OPENINGS)),
        *(("query", name) for name in ("Limit", "Offset")),
        *(("header", name) for name in ("Idempotency-Key", "Prefer")),
        *(("path", name) for name in ("asap_comm_num", "request_id", "num", "schedule_num")),
    } == described


def test_no_reference_leads_nowhere(document: dict[str, Any]) -> None:
    """Every schema stands where it is used."""
    assert "$ref" not in str(document)


def _without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: body[key] for key in body if key != name}
