"""The body that asks for an offer."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.asapcomm import AsapCommPost
from schemas.problem import sentence

BODY: dict[str, Any] = {"op": 2, "aptNum": 11939, "dateTimeStart": "2023-10-18 14:00:00"}
WHOLE_NUMBER = "{} must be a whole number."
BIGGEST = 2**63 - 1


def refusal(body: str) -> str:
    """Return the sentence with which a body is refused."""
    with pytest.raises(ValidationError) as caught:
        AsapCommPost.model_validate_json(body)
    return sentence(caught.value)


def refused_with(**changes: Any) -> str:
    """Return the sentence with which a changed body is refused."""
    return refusal(json.dumps({**BODY, **changes}))


def test_body_is_read() -> None:
    """The documentation's example is understood."""
    post = AsapCommPost.model_validate_json(json.dumps(BODY))

    assert 2 == post.op
    assert 11939 == post.apt_num
    assert post.date_time_start == datetime.fromisoformat("2023-10-18 14:00:00")


@given(flips=st.lists(st.booleans(), min_size=32, max_size=32))
def test_letter_case_does_not_matter(flips: list[bool]) -> None:
    """Field names are understood in any mix of capitals."""
    flip = iter(flips)
    changed = {
        "".join(sign.upper() if next(flip) else sign.lower() for sign in name): value
        for name, value in BODY.items()
    }
    expected = AsapCommPost.model_validate(BODY)

    assert expected == AsapCommPost.model_validate_json(json.dumps(changed))


@pytest.mark.parametrize("name", ["op", "dateTimeStart"])
def test_missing_field(name: str) -> None:
    """A field that is missing is named."""
    body = {key: value for key, value in BODY.items() if key != name}
    expected = f"{name} is missing."

    assert expected == refusal(json.dumps(body))


def test_all_faults_are_told() -> None:
    """A client learns of every fault at once."""
    expected = "op must be a whole number; dateTimeStart is missing."

    assert expected == refusal('{"op": "2"}')


ONE_OF_TWO = "exactly one of aptNum and recallNum must be given."


@pytest.mark.parametrize(
    "subjects",
    [{}, {"aptNum": None}, {"recallNum": None}, {"aptNum": 11939, "recallNum": 4711}],
)
def test_an_offer_is_about_one_thing(subjects: dict[str, Any]) -> None:
    """An appointment or a recall, neither both nor none of them."""
    body = {"op": 2, "dateTimeStart": "2023-10-18 14:00:00", **subjects}

    assert ONE_OF_TWO == refusal(json.dumps(body))


@pytest.mark.parametrize("left_out", [{}, {"aptNum": None}])
@pytest.mark.parametrize("name", ["recallNum", "RecallNum", "RECALLNUM"])
def test_a_recall_takes_the_place_of_an_appointment(name: str, left_out: dict[str, Any]) -> None:
    """Clients that write null for what they leave out are understood."""
    body = {"op": 2, "dateTimeStart": "2023-10-18 14:00:00", name: 4711, **left_out}
    post = AsapCommPost.model_validate_json(json.dumps(body))

    assert (None, 4711) == (post.apt_num, post.recall_num)


@pytest.mark.parametrize("name", ["recall_num", "apt_num", "date_time_start", "request_id", ""])
def test_unknown_field(name: str) -> None:
    """A field that the request has not is refused, Python's names among them."""
    expected = f"{name} is not a field of this request.".strip()

    assert expected == refused_with(**{name: 1})


@pytest.mark.parametrize(
    ("again", "expected"), [("OP", "op is given twice."), ("APTNUM", "aptNum is given twice.")]
)
def test_field_given_twice(again: str, expected: str) -> None:
    """Two spellings of one field are refused, whichever would be meant."""
    assert expected == refused_with(**{again: 2})


@pytest.mark.parametrize("value", ["2", "", 2.0, 2.5, True, False, [2], {"op": 2}, "two"])
@pytest.mark.parametrize("name", ["op", "aptNum", "recallNum"])
def test_only_whole_numbers_are_keys(name: str, value: object) -> None:
    """A key is a JSON number without a fraction, nothing that could be turned into one."""
    expected = WHOLE_NUMBER.format(name)

    assert expected == refused_with(**{name: value})


@pytest.mark.parametrize("literal", ["1e400", "-1e400", "NaN", "Infinity", "2e0", "2.0"])
def test_number_that_is_not_whole(literal: str) -> None:
    """A number with a point or an exponent is no key."""
    expected = WHOLE_NUMBER.format("op")
    body = json.dumps(BODY).replace('"op": 2', f'"op": {literal}')

    assert expected == refusal(body)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "op must be 1 or more."),
        (-1, "op must be 1 or more."),
        (-(10**30), "op must be 1 or more."),
        (BIGGEST + 1, "op is larger than any key."),
        (10**30, "op is larger than any key."),
        (10**1000, "op is larger than any key."),
    ],
)
def test_keys_fit_their_column(value: int, expected: str) -> None:
    """A key is at least 1, at most what a bigint holds."""
    assert expected == refused_with(op=value)


def test_number_too_long_to_read() -> None:
    """A number with thousands of digits is refused before it is worked on."""
    body = json.dumps(BODY).replace('"op": 2', '"op": ' + "9" * 5000)

    assert refusal(body).startswith("Invalid JSON: number out of range")


@given(op=st.integers(1, BIGGEST), apt_num=st.integers(1, BIGGEST))
def test_every_key_is_read(op: int, apt_num: int) -> None:
    """Every number that a row can have is understood."""
    post = AsapCommPost.model_validate_json(json.dumps({**BODY, "op": op, "aptNum": apt_num}))

    assert (op, apt_num) == (post.op, post.apt_num)


@pytest.mark.parametrize(
    "value", ["2023-10-18T14:00:00", "2023-10-18", "tomorrow", "", 1_697_637_600, None, True, []]
)
def test_start_in_another_format(value: object) -> None:
    """The start is refused in every format but Open Dental's."""
    expected = "dateTimeStart must be a date and time such as 2023-10-18 14:00:00."

    assert expected == refused_with(dateTimeStart=value)


def test_start_that_does_not_exist() -> None:
    """The thirtieth of February is refused without being repeated."""
    expected = "dateTimeStart must be a date and time that exists."

    assert expected == refused_with(dateTimeStart="2023-02-30 14:00:00")


@pytest.mark.parametrize(
    "start",
    [
        "0001-01-01 00:00:00",
        "1879-12-31 23:59:59",
        "9999-01-01 00:00:00",
        "9999-12-31 23:59:59",
    ],
)
def test_start_out_of_reach(start: str) -> None:
    """A start that is blank in Open Dental, or at the end of the calendar, is refused."""
    expected = "dateTimeStart must lie between the years 1880 and 9998."

    assert expected == refused_with(dateTimeStart=start)


@pytest.mark.parametrize("body", ["[]", "null", "2", '"op"', "true", "[[]]"])
def test_body_must_be_an_object(body: str) -> None:
    """JSON that is no object is refused."""
    expected = "The body must be a JSON object."

    assert expected == refusal(body)


@pytest.mark.parametrize("body", ["", "{", "{op: 2}", "op=2", '{"op": 2,}', "\ufeff{}", "[" * 999])
def test_body_must_be_json(body: str) -> None:
    """What is no JSON is refused as such."""
    assert refusal(body).startswith("Invalid JSON: ")
