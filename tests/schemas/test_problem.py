"""What a client is told when its request is wrong."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from schemas.asapcomm import AsapCommPost
from schemas.messages import CreateAsapComm
from schemas.offered import OpeningPost
from schemas.problem import Problem, sentence
from schemas.webhooks import EndpointPost, ReplayPost

PATIENT = "Ann Smith 5035550100"

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
secrets = st.sampled_from(
    [PATIENT, [PATIENT], {"name": PATIENT}, PATIENT.encode(), f"2023-10-18 14:00:00 {PATIENT}"]
)
impossible = st.sampled_from(["2023-02-30 14:00:00", "9999-12-31 23:59:59", "2023-10-18 24:00:00"])


@pytest.mark.parametrize("body", [AsapCommPost, OpeningPost, EndpointPost, ReplayPost])
@pytest.mark.parametrize(
    "value", [None, True, -1, 10**30, 1.5, "", "-5", "x\0", [], [True], [-1], {"a": 1}]
)
def test_no_words_of_a_library(body: type[BaseModel], value: object) -> None:
    """Every field of every body is refused in our own words."""
    fields = body.model_json_schema()["properties"]
    for name in fields:
        try:
            body.model_validate_json(json.dumps({name: value}))
        except ValidationError as error:
            said = sentence(error)
            assert "nput" not in said
            assert "valid" not in said


def told(values: dict[str, Any]) -> str:
    """Return the sentence with which a message is refused."""
    with pytest.raises(ValidationError) as caught:
        CreateAsapComm.model_validate(values)
    return sentence(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        PATIENT,
        "2023-02-30 14:00:00",
        "9999-12-31 23:59:59",
        "2023-10-18 24:00:00",
        "2023-10-18T14:00:00.5",
        123_456_789,
        -123_456_789,
        10**30,
        10**5000,
        1.2345678,
        PATIENT.encode(),
        [PATIENT],
        {"name": PATIENT},
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("name", ["op", "aptNum", "dateTimeStart", "request_id", "extra"])
def test_values_are_not_repeated(name: str, value: object) -> None:
    """No value of a request comes back in the answer, where logs would keep it."""
    said = told({name: value, "ExtraField": PATIENT})
    parts = (PATIENT, "02-30", "9999-", " 24:", "T14", "1234567", "2345678", "0" * 9)

    assert not [part for part in parts if part in said]


@given(
    values=st.fixed_dictionaries(
        dict.fromkeys(("op", "aptNum", "dateTimeStart", "request_id"), secrets | impossible)
    )
)
def test_secrets_stay_secret(values: dict[str, Any]) -> None:
    """Whichever fields hold a patient's name, the sentence does not."""
    said = told(values)

    assert "Ann" not in said
    assert "555" not in said


@given(body=anything)
def test_any_body_gets_a_sentence(body: object) -> None:
    """Whatever is sent, the refusal is one sentence."""
    with pytest.raises(ValidationError) as caught:
        AsapCommPost.model_validate(body)
    said = sentence(caught.value)

    assert said.endswith(".")
    assert said == said.strip()
    assert "Input should" not in said
    assert "Value error" not in said


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (HTTPStatus.BAD_REQUEST, "Bad Request"),
        (HTTPStatus.NOT_FOUND, "Not Found"),
        (HTTPStatus.CONFLICT, "Conflict"),
        (429, "Too Many Requests"),
        (503, "Service Unavailable"),
    ],
)
def test_problem_is_named_by_its_status(status: int, expected: str) -> None:
    """A problem's title is the status in words, its detail the sentence."""
    problem = Problem.of(status, "Operatory 9 was not found.")

    assert problem.model_dump() == {
        "type": f"urn:asapcomms:problem:{problem.code}",
        "title": expected,
        "status": int(status),
        "detail": "Operatory 9 was not found.",
        "code": expected.lower().replace(" ", "-"),
    }
