"""How Open Dental's API writes the columns of a row: the kinds of fields that its objects have."""

from datetime import date, datetime, time
from enum import IntEnum
from typing import Annotated, Any, ClassVar

from pydantic import (
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    SerializationInfo,
)
from pydantic.alias_generators import to_pascal

from schemas.codes import wire_name
from schemas.wire import date_time_text, parse_date_time

DATE_FORMAT = "DateFormatString"
DATE_TIME_FORMAT = "DateTimeFormatString"
"""Names of the context in which an object is written, with functions that write a time."""


class Row(BaseModel):
    """A row as the API shows it: the database's own names, in Open Dental's order.

    What a version of Open Dental lacks is left out, so those fields are never set.
    """

    example: ClassVar[dict[str, JsonValue]] = {}
    """One as it goes over the wire."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(serialization_alias=to_pascal), frozen=True, extra="forbid"
    )


def _text(value: object) -> object:
    """Old columns may be NULL, which Open Dental shows as nothing."""
    return "" if value is None else value


def _one_line(text: str) -> str:
    return text.replace("\r\n", " ")


def _true_or_false(value: bool) -> str:  # noqa: FBT001 - a field's value
    return "true" if value else "false"


def _colour(argb: int) -> str:
    """Open Dental keeps a colour as a signed number, alpha first, and shows red, green and blue."""
    return ",".join(str(argb >> shift & 0xFF) for shift in (16, 8, 0))


def _moment(value: datetime, info: SerializationInfo) -> str:
    return _written(value, info.context, DATE_TIME_FORMAT) or date_time_text(value)


def _day(value: date, info: SerializationInfo) -> str:
    midnight = datetime.combine(value, time())
    return _written(midnight, info.context, DATE_FORMAT) or value.isoformat()


def _written(value: datetime, context: Any, name: str) -> str | None:  # noqa: ANN401 - any context
    write = (context or {}).get(name)
    return None if write is None else write(value)


def _clock(value: time) -> str:
    return value.isoformat(timespec="seconds")


def by_name(codes: type[IntEnum]) -> Any:  # noqa: ANN401 - what Annotated takes
    """Write a code by Open Dental's name; a number that none of them stands for by its digits."""
    names = {int(code): wire_name(code) for code in codes}
    shown: list[JsonValue] = list(names.values())
    pattern = f"^({'|'.join(names.values())}|-?[0-9]+)$"
    return Annotated[
        int,
        PlainSerializer(lambda number: names.get(number, str(number)), return_type=str),
        Field(json_schema_extra={"pattern": pattern, "examples": shown}),
    ]


Words = Annotated[str, BeforeValidator(_text), PlainSerializer(_one_line, return_type=str)]
"""A text; line breaks come out as spaces."""

Truth = Annotated[
    bool,
    BeforeValidator(bool),
    PlainSerializer(_true_or_false, return_type=str),
    Field(json_schema_extra={"enum": ["true", "false"]}),
]
"""A yes or no, which Open Dental writes as a text."""

Digits = Annotated[int, PlainSerializer(str, return_type=str)]
"""A number that is written as a text."""

Colour = Annotated[int, PlainSerializer(_colour, return_type=str)]
"""A colour as "164,255,164"."""

Moment = Annotated[
    datetime,
    BeforeValidator(parse_date_time, json_schema_input_type=str),
    PlainSerializer(_moment, return_type=str),
]
"""A time on the office's clock, as yyyy-MM-dd HH:mm:ss unless the client wants another format."""

Day = Annotated[date, PlainSerializer(_day, return_type=str)]
"""A date as yyyy-MM-dd, unless the client wants another format."""

Clock = Annotated[time, PlainSerializer(_clock, return_type=str)]
"""A time of day as HH:mm:ss."""
