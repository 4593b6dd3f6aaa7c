"""What a client may ask for an opening, and the plain sentence for what it may not."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from schemas.messages import CreateOpening
from schemas.offered import OfferedOpening, OpeningBody, OpeningPost
from schemas.problem import sentence

ASKED: dict[str, Any] = {"op": 2, "dateTimeStart": "2023-10-18 14:00:00"}

WRONG = [
    ({"op": 0}, "op must be 1 or more."),
    ({"lengthMinutes": 0}, "lengthMinutes must be 5 to 1440 minutes."),
    ({"lengthMinutes": -30}, "lengthMinutes must be 5 to 1440 minutes."),
    ({"lengthMinutes": 1441}, "lengthMinutes must be 5 to 1440 minutes."),
    ({"lengthMinutes": "30"}, "lengthMinutes must be a whole number."),
    (
        {"aptNums": []},
        "aptNums is empty; leave it out to offer the opening to everybody who fits.",
    ),
    ({"aptNums": [5, 7, 5]}, "aptNums has 5 twice."),
    ({"recallNums": [9, 9]}, "recallNums has 9 twice."),
    ({"aptNums": [True]}, "aptNums.0 must be a whole number."),
    (
        {"aptNums": list(range(1, 5001))},
        "aptNums has 5000 numbers; an opening is offered to 500 at most.",
    ),
    (
        {"aptNums": list(range(1, 401)), "recallNums": list(range(1, 201))},
        "aptNums and recallNums are more than 500 together.",
    ),
    ({"pacing": "slowly"}, "pacing must be open-dental, at-once or 1 to 120 minutes."),
    ({"pacing": 0}, "pacing must be open-dental, at-once or 1 to 120 minutes."),
    ({"pacing": True}, "pacing must be open-dental, at-once or 1 to 120 minutes."),
    ({"pacing": 1.5}, "pacing must be open-dental, at-once or 1 to 120 minutes."),
    ({"pacing": ["at-once"]}, "pacing must be open-dental, at-once or 1 to 120 minutes."),
    (
        {"aptNums": [5], "ProvNum": 1},
        "ProvNum, isHygiene and withRecalls choose from everybody, not from a list.",
    ),
    ({"OP": 3}, "op is given twice."),
    ({"aptNum": 3}, "aptNum is not a field of this request."),
    (
        {"dateTimeStart": "tomorrow"},
        "dateTimeStart must be a date and time such as 2023-10-18 14:00:00.",
    ),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_what_is_wrong_is_said_in_a_plain_sentence(wrong: dict[str, Any], said: str) -> None:
    """No body that cannot be meant comes through."""
    with pytest.raises(ValidationError) as error:
        OpeningPost.model_validate({**ASKED, **wrong})

    assert said == sentence(error.value)


@pytest.mark.parametrize("pacing", ["open-dental", "at-once", 1, 120])
def test_each_pacing_is_understood(pacing: str | int) -> None:
    """A pacing is a name or a number of minutes."""
    assert pacing == OpeningPost.model_validate({**ASKED, "pacing": pacing}).pacing


def test_names_are_understood_in_any_case() -> None:
    """Open Dental's pages write field names in both cases."""
    body = OpeningBody.model_validate({"Op": 2, "DateTimeStart": ASKED["dateTimeStart"]})

    assert OpeningBody.model_validate(ASKED) == body


def test_the_message_says_what_the_body_says() -> None:
    """A message comes back from its JSON, and asks for the same as a POST."""
    told = {**ASKED, "aptNums": [5, 7], "pacing": 3, "lengthMinutes": 60}
    message = CreateOpening.model_validate({**told, "request_id": UUID(int=1)})

    assert message == CreateOpening.model_validate(message.kwargs())
    assert OpeningPost.model_validate({**told, "dryRun": False}).body == message.body


def test_a_message_knows_no_dry_run() -> None:
    """Whoever reads no answer cannot ask what would happen."""
    with pytest.raises(ValidationError) as error:
        CreateOpening.model_validate({**ASKED, "request_id": UUID(int=1), "dryRun": True})

    assert "dryRun is not a field of this request." == sentence(error.value)


def test_the_example_is_one() -> None:
    """The documented answer has the documented fields, in their order."""
    names = [field.serialization_alias for field in OfferedOpening.model_fields.values()]

    assert names == list(OfferedOpening.example)
