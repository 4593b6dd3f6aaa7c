"""The message that asks the worker for an offer."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.messages import ACTOR, QUEUE, CreateAsapComm
from schemas.problem import sentence

KWARGS: dict[str, Any] = {
    "op": 2,
    "aptNum": 11939,
    "dateTimeStart": "2023-10-18 14:00:00",
    "request_id": "8d6f0a3e-5a1b-4a55-9d0e-0d5f2a7f9c11",
}

KEYS = st.integers(1, 2**63 - 1)
SUBJECTS = st.fixed_dictionaries({"aptNum": KEYS}) | st.fixed_dictionaries({"recallNum": KEYS})
messages = st.builds(
    lambda subject, **told: CreateAsapComm(**told, **subject),
    SUBJECTS,
    op=KEYS,
    dateTimeStart=st.datetimes(
        datetime.fromisoformat("1880-01-01"), datetime.fromisoformat("9998-12-31")
    ).map(lambda moment: moment.replace(microsecond=0)),
    request_id=st.uuids(),
)


def refused_with(**changes: Any) -> str:
    """Return the sentence with which a changed message is refused."""
    with pytest.raises(ValidationError) as caught:
        CreateAsapComm.model_validate({**KWARGS, **changes})
    return sentence(caught.value)


def test_contract_with_producers() -> None:
    """Producers outside rely on these names."""
    assert ("asapcomm", "create-asapcomm") == (QUEUE, ACTOR)
    assert list(KWARGS) == list(CreateAsapComm.model_validate(KWARGS).kwargs())


def test_documented_kwargs_are_the_messages_own() -> None:
    """What a producer writes by hand is what ours sends."""
    assert KWARGS == CreateAsapComm.model_validate(KWARGS).kwargs()


@given(message=messages)
def test_message_survives_the_broker(message: CreateAsapComm) -> None:
    """A message comes out of the broker's JSON as it went in."""
    kwargs = json.loads(json.dumps(message.kwargs()))

    assert message == CreateAsapComm.model_validate(kwargs)


@given(message=messages)
def test_same_message_has_the_same_kwargs(message: CreateAsapComm) -> None:
    """A request that is enqueued again is written the same."""
    expected = message.kwargs()

    assert expected == CreateAsapComm.model_validate(expected).kwargs()


@pytest.mark.parametrize("value", ["", "2374", 2374, None, "not-a-uuid", ["8d6f"], True])
def test_request_needs_its_id(value: object) -> None:
    """A request's id is a UUID."""
    expected = "request_id must be a UUID."

    assert expected == refused_with(request_id=value)


def test_id_may_not_be_left_out() -> None:
    """A message without an id could not be told from its repetition."""
    with pytest.raises(ValidationError) as caught:
        CreateAsapComm.model_validate({name: KWARGS[name] for name in list(KWARGS)[:3]})

    assert "request_id is missing." == sentence(caught.value)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"op": "2"}, "op must be a whole number."),
        ({"op": True}, "op must be a whole number."),
        ({"aptNum": 0}, "aptNum must be 1 or more."),
        ({"aptNum": 2**63}, "aptNum is larger than any key."),
        ({"dateTimeStart": "soon"}, "dateTimeStart must be a date and time such as "),
        ({"patNum": 26}, "patNum is not a field of this request."),
    ],
)
def test_message_is_as_strict_as_the_body(changes: dict[str, Any], expected: str) -> None:
    """What a POST may not say, a message may not say either."""
    assert refused_with(**changes).startswith(expected)
