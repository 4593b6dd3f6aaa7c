"""The AsapComm that goes over the wire."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic.alias_generators import to_snake

from schemas.asapcomm import EXAMPLE, AsapComm
from schemas.codes import FKeyType, ResponseStatus, SendStatus, wire_name

FIELDS = [
    "AsapCommNum",
    "FKey",
    "FKeyType",
    "ScheduleNum",
    "PatNum",
    "ClinicNum",
    "DateTimeEntry",
    "DateTimeExpire",
    "DateTimeSmsScheduled",
    "SmsSendStatus",
    "DateTimeSmsSent",
    "ResponseStatus",
    "DateTimeOrig",
    "TemplateText",
    "Note",
]
ROW: dict[str, Any] = {
    **EXAMPLE,
    "FKeyType": FKeyType.BROKEN,
    "SmsSendStatus": SendStatus.SEND_NOT_ATTEMPTED,
    "ResponseStatus": ResponseStatus.AWAITING_TRANSMIT,
}
"""The example as a table holds it: numbers for codes."""


def sent(**changes: Any) -> dict[str, Any]:
    """Return what a client reads of a row."""
    text = AsapComm.model_validate({**ROW, **changes}).model_dump_json(by_alias=True)
    read: dict[str, Any] = json.loads(text)
    return read


def test_fifteen_fields_in_order() -> None:
    """The fields have the documentation's names in its order."""
    assert FIELDS == list(sent())


def test_schema_has_the_same_fields() -> None:
    """What is documented is what is sent."""
    schema = AsapComm.model_json_schema(mode="serialization")

    assert FIELDS == list(schema["properties"])
    assert FIELDS == schema["required"]


def test_example_is_true() -> None:
    """The documentation's example is what its row looks like."""
    assert EXAMPLE == sent()


@pytest.mark.parametrize(
    ("field", "code"),
    [
        *(("FKeyType", code) for code in FKeyType),
        *(("SmsSendStatus", code) for code in SendStatus),
        *(("ResponseStatus", code) for code in ResponseStatus),
    ],
)
def test_codes_go_by_name(field: str, code: FKeyType | SendStatus | ResponseStatus) -> None:
    """A number of the table is a name on the wire, listed in the schema."""
    expected = wire_name(code)
    schema = AsapComm.model_json_schema(mode="serialization")["properties"][field]

    assert expected == sent(**{field: int(code)})[field]
    assert expected in schema["examples"]
    assert re.search(schema["pattern"], expected)


@pytest.mark.parametrize("code", [6, 12, 77, 255, -1])
@pytest.mark.parametrize("field", ["FKeyType", "SmsSendStatus", "ResponseStatus"])
def test_an_unknown_code_goes_by_its_digits(field: str, code: int) -> None:
    """A number that another version of Open Dental has written is shown as it is."""
    kinds: dict[str, type[FKeyType | SendStatus | ResponseStatus]] = {
        "FKeyType": FKeyType,
        "SmsSendStatus": SendStatus,
        "ResponseStatus": ResponseStatus,
    }
    schema = AsapComm.model_json_schema(mode="serialization")["properties"][field]
    known = code in list(kinds[field])
    expected = wire_name(kinds[field](code)) if known else str(code)

    assert expected == sent(**{field: code})[field]
    assert re.search(schema["pattern"], expected)


@pytest.mark.parametrize("field", ["FKeyType", "SmsSendStatus", "ResponseStatus"])
def test_what_is_no_number_is_no_code(field: str) -> None:
    """Only numbers are read as codes that are not known."""
    with pytest.raises(ValidationError):
        sent(**{field: "x"})


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("one\r\ntwo", "one two"),
        ("\r\none\r\n\r\ntwo\r\n", " one  two "),
        ("one two", "one two"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("field", ["TemplateText", "Note"])
def test_line_breaks_are_spaces(field: str, stored: str, expected: str) -> None:
    """Open Dental's API shows a line break as a space."""
    assert expected == sent(**{field: stored})[field]


@given(expected=st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_other_text_stays(expected: str) -> None:
    """No other sign of a text is changed."""
    assert expected == sent(Note=expected)["Note"]


@pytest.mark.parametrize(
    "field",
    ["DateTimeEntry", "DateTimeExpire", "DateTimeSmsScheduled", "DateTimeSmsSent", "DateTimeOrig"],
)
def test_times_are_wall_times(field: str) -> None:
    """A time has four digits for the year, no zone."""
    expected = "0001-01-01 00:00:00"

    assert expected == sent(**{field: expected})[field]


def test_python_names_are_the_same_words() -> None:
    """The service's own code names the fields in snake case."""
    expected = AsapComm.model_validate(ROW)

    assert expected == AsapComm(**{to_snake(name): value for name, value in ROW.items()})
