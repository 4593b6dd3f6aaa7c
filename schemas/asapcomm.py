"""The AsapComm object of Open Dental's API, and the body that asks for one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_pascal

from schemas.codes import FKeyType, ResponseStatus, SendStatus, wire_name
from schemas.wire import WallTime, is_never

_BIGGEST_KEY = 2**63 - 1  # bigint
_LAST_YEAR = 9998  # an offer ends after its opening's start, and a date has four digits

Key = Annotated[int, Field(strict=True, ge=1, le=_BIGGEST_KEY)]
"""The number of a row that must exist: JSON numbers only, never 0."""

_Subject = Annotated[
    Key | None, WithJsonSchema({"type": "integer", "minimum": 1, "maximum": _BIGGEST_KEY})
]
"""One of two keys; many clients write null for the one that they leave out."""


def _one_line(text: str) -> str:
    """Open Dental's API shows line breaks as spaces."""
    return text.replace("\r\n", " ")


def by_name(codes: type[FKeyType | SendStatus | ResponseStatus]) -> Any:  # noqa: ANN401
    """Describe a code by its names; a number that none of them stands for is sent as its digits."""
    names: list[JsonValue] = [wire_name(code) for code in codes]
    pattern = f"^({'|'.join(map(str, names))}|-?[0-9]+)$"
    return Field(json_schema_extra={"type": "string", "pattern": pattern, "examples": names})


def within_reach(start: datetime) -> datetime:
    """Refuse a start of an opening that no row can hold."""
    if is_never(start) or start.year > _LAST_YEAR:
        raise ValueError(f"must lie between the years 1880 and {_LAST_YEAR}")
    return start


def in_any_case(body: Any, fields: Iterable[str]) -> Any:  # noqa: ANN401 - not validated yet
    """Open Dental's pages write field names in both cases, so every case is understood."""
    if not isinstance(body, dict):
        return body
    names = {name.lower(): name for name in fields}
    read: dict[str, Any] = {}
    for name, value in body.items():
        known = names.get(str(name).lower(), str(name))
        if known in read:
            raise ValueError(f"{known} is given twice")
        read[known] = value
    return read


Text = Annotated[str, PlainSerializer(_one_line, return_type=str)]
Name = PlainSerializer(wire_name, return_type=str)


EXAMPLE: dict[str, JsonValue] = {
    "AsapCommNum": 2374,
    "FKey": 11939,
    "FKeyType": "Broken",
    "ScheduleNum": 39543,
    "PatNum": 26,
    "ClinicNum": 0,
    "DateTimeEntry": "2023-10-16 09:01:25",
    "DateTimeExpire": "2023-10-25 14:00:00",
    "DateTimeSmsScheduled": "2023-10-16 09:01:25",
    "SmsSendStatus": "SendNotAttempted",
    "DateTimeSmsSent": "0001-01-01 00:00:00",
    "ResponseStatus": "AwaitingTransmit",
    "DateTimeOrig": "2023-09-15 10:00:00",
    "TemplateText": "[NameF], an appointment opening has become available on 10/18/2023 at 2:00 PM"
    " at Example Dental. Visit [AsapURL] to reserve it.",
    "Note": "",
}
"""An offer as it goes over the wire."""


class AsapComm(BaseModel):
    """One offer of an opening to a patient: the 15 fields of the documentation, in its order."""

    model_config = ConfigDict(
        alias_generator=to_pascal,
        populate_by_name=True,
        frozen=True,
        json_schema_extra={"examples": [EXAMPLE]},
    )

    asap_comm_num: int
    f_key: int
    f_key_type: Annotated[FKeyType, Name, by_name(FKeyType)]
    schedule_num: int
    pat_num: int
    clinic_num: int
    date_time_entry: WallTime
    date_time_expire: WallTime
    date_time_sms_scheduled: WallTime
    sms_send_status: Annotated[SendStatus, Name, by_name(SendStatus)]
    date_time_sms_sent: WallTime
    response_status: Annotated[ResponseStatus, Name, by_name(ResponseStatus)]
    date_time_orig: WallTime
    template_text: Text
    note: Text


class AsapCommPost(BaseModel):
    """What a client sends: offer this opening to the patient of this appointment or recall."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"op": 2, "aptNum": 11939, "dateTimeStart": "2023-10-18 14:00:00"}],
            "oneOf": [{"required": ["aptNum"]}, {"required": ["recallNum"]}],
        },
    )

    op: Key = Field(description="OperatoryNum of the operatory that has the opening.")
    apt_num: _Subject = Field(
        default=None, alias="aptNum", description="AptNum of an appointment marked ASAP."
    )
    recall_num: _Subject = Field(
        default=None,
        alias="recallNum",
        description="RecallNum of a recall marked ASAP, instead of an appointment.",
    )
    date_time_start: Annotated[WallTime, AfterValidator(within_reach)] = Field(
        alias="dateTimeStart",
        description="Start of the opening, yyyy-MM-dd HH:mm:ss on the office's clock. "
        "In the hour that comes twice in autumn the first is meant; a time over which the clock "
        "is set forward in spring is refused.",
    )

    @model_validator(mode="before")
    @classmethod
    def _names_in_any_case(cls, body: Any) -> Any:  # noqa: ANN401 - not validated yet
        return in_any_case(body, ("op", "aptNum", "recallNum", "dateTimeStart"))

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.apt_num is None) is (self.recall_num is None):
            raise ValueError("exactly one of aptNum and recallNum must be given")
        return self

    def asks_for_the_same(self, other: "AsapCommPost") -> bool:
        """Say whether two requests ask for the same offer."""
        mine = (self.op, self.apt_num, self.recall_num, self.date_time_start)
        return mine == (other.op, other.apt_num, other.recall_num, other.date_time_start)
