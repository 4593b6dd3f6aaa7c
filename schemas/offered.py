"""An opening that is offered to a list: what a client asks for, and how it stands."""

from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
    model_validator,
)

from schemas.asapcomm import Key, Name, by_name, in_any_case, within_reach
from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.fields import Row
from schemas.wire import WallTime

MOST_OFFERS: Final = 500
"""Appointments and recalls of one opening: as many as a long ASAP list has."""

SHORTEST: Final = 5
LONGEST: Final = 24 * 60
"""Minutes of an opening; an appointment has steps of five."""

LONGEST_PACE: Final = 120
"""Minutes between two texts."""

_PACINGS: Final = ("open-dental", "at-once")


def _length(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise ValueError(f"must be {SHORTEST} to {LONGEST} minutes")
    return minutes


def _list(nums: list[int]) -> list[int]:
    if not nums:
        raise ValueError("is empty; leave it out to offer the opening to everybody who fits")
    if len(nums) > MOST_OFFERS:
        raise ValueError(f"has {len(nums)} numbers; an opening is offered to {MOST_OFFERS} at most")
    twice = sorted(num for num in set(nums) if nums.count(num) > 1)
    if twice:
        raise ValueError(f"has {twice[0]} twice")
    return nums


def _pacing(asked: object) -> object:
    is_minutes = isinstance(asked, int) and not isinstance(asked, bool)
    if asked in _PACINGS or (is_minutes and asked in range(1, LONGEST_PACE + 1)):
        return asked
    raise ValueError(f"must be {', '.join(_PACINGS)} or 1 to {LONGEST_PACE} minutes")


_Nums = Annotated[list[Key], AfterValidator(_list)]
_Number = Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)]


class OpeningBody(BaseModel):
    """An opening, and whom it is offered to: everybody on the ASAP list who fits, or a list."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    op: Key = Field(description="OperatoryNum of the operatory that has the opening.")
    date_time_start: Annotated[WallTime, AfterValidator(within_reach)] = Field(
        alias="dateTimeStart",
        description="Start of the opening, yyyy-MM-dd HH:mm:ss on the office's clock.",
    )
    length_minutes: Annotated[int, Field(strict=True), AfterValidator(_length)] | None = Field(
        default=None,
        alias="lengthMinutes",
        description="How long it is; by itself as long as the longest of the list, or for "
        "everybody the whole gap that GET /openings/free shows there.",
    )
    apt_nums: _Nums | None = Field(
        default=None,
        alias="aptNums",
        description="Appointments marked ASAP; without them all that fit.",
    )
    recall_nums: _Nums | None = Field(
        default=None, alias="recallNums", description="Recalls marked ASAP."
    )
    with_recalls: Annotated[bool, Field(strict=True)] = Field(
        default=False,
        alias="withRecalls",
        description="Everybody means recalls marked ASAP too, of patients without an appointment "
        "that fits; they come last.",
    )
    clinic_num: _Number | None = Field(
        default=None,
        alias="ClinicNum",
        description="The operatory's clinic, if it is to be made sure of.",
    )
    prov_num: Key | None = Field(
        default=None,
        alias="ProvNum",
        description="Only of this dentist or hygienist, of those who fit.",
    )
    is_hygiene: Annotated[bool, Field(strict=True)] | None = Field(
        default=None,
        alias="isHygiene",
        description="Only hygiene, or none of it, of those who fit.",
    )
    pacing: Annotated[
        str | int,
        BeforeValidator(_pacing),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "string", "enum": list(_PACINGS)},
                    {"type": "integer", "minimum": 1, "maximum": LONGEST_PACE},
                ]
            }
        ),
    ] = Field(
        default="open-dental", description="How far apart the texts are; a number is minutes."
    )

    @property
    def is_for_everybody(self) -> bool:
        """Whether nobody is named."""
        return self.apt_nums is None and self.recall_nums is None

    @model_validator(mode="before")
    @classmethod
    def _names_in_any_case(cls, body: Any) -> Any:  # noqa: ANN401 - not validated yet
        fields = cls.model_fields.items()
        return in_any_case(body, [field.alias or name for name, field in fields])

    @model_validator(mode="after")
    def _filters_of_everybody(self) -> Self:
        filters = (self.prov_num, self.is_hygiene, self.with_recalls or None)
        if not self.is_for_everybody and any(each is not None for each in filters):
            said = "ProvNum, isHygiene and withRecalls choose from everybody, not from a list"
            raise ValueError(said)
        named = len(self.apt_nums or ()) + len(self.recall_nums or ())
        if named > MOST_OFFERS:
            raise ValueError(f"aptNums and recallNums are more than {MOST_OFFERS} together")
        return self


class OpeningPost(OpeningBody):
    """What a client sends: offer this opening, or say what that would do."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"op": 2, "dateTimeStart": "2023-10-18 14:00:00", "lengthMinutes": 60}]
        }
    )

    dry_run: Annotated[bool, Field(strict=True)] = Field(
        default=False, alias="dryRun", description="Answer what would happen, and write nothing."
    )

    @property
    def body(self) -> OpeningBody:
        """What is asked, whether or not it is to happen."""
        return OpeningBody.model_validate(self.model_dump(by_alias=True, exclude={"dry_run"}))


_OFFER: dict[str, JsonValue] = {
    "AsapCommNum": 2374,
    "PatNum": 26,
    "FKey": 11939,
    "FKeyType": "Broken",
    "DateTimeSmsScheduled": "2023-10-16 09:01:25",
    "DateTimeSmsSent": "0001-01-01 00:00:00",
    "SmsSendStatus": "SendNotAttempted",
    "ResponseStatus": "AwaitingTransmit",
    "Note": "",
    "text": "Ann, an appointment opening has become available on 10/18/2023 at 2:00 PM at "
    "Example Dental. Visit https://example.com/a/xxxxxxxxxxxx to reserve it.",
    "segments": 1,
}
_LEFT_OUT: dict[str, JsonValue] = {
    "FKey": 11940,
    "FKeyType": "Broken",
    "PatNum": 26,
    "reason": "The opening is offered to the same patient for appointment 11939.",
}
_OPENING: dict[str, JsonValue] = {
    "ScheduleNum": 39543,
    "op": 2,
    "dateTimeStart": "2023-10-18 14:00:00",
    "dateTimeEnd": "2023-10-18 15:00:00",
    "ClinicNum": 0,
    "Note": "1 text to be sent 0 emails to be sent",
    "textsSent": 0,
    "textsToSend": 1,
    "lastTextDue": "2023-10-16 09:01:25",
    "filledBy": 0,
    "offers": [_OFFER],
    "leftOut": [],
}


class _Shown(Row):
    model_config = ConfigDict(populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _as_it_is_written(cls, sent: Any) -> Any:  # noqa: ANN401 - not validated yet
        """Read what the API has sent too, whose names are not those of the fields."""
        if not isinstance(sent, dict):
            return sent
        names = {field.serialization_alias: name for name, field in cls.model_fields.items()}
        return {names.get(name, name): value for name, value in sent.items()}


class OpeningOffer(_Shown):
    """One patient of the list, as it is planned or stands."""

    asap_comm_num: int
    """0 where it is only planned."""
    pat_num: int
    f_key: int
    f_key_type: Annotated[FKeyType, Name, by_name(FKeyType)]
    date_time_sms_scheduled: WallTime
    date_time_sms_sent: WallTime
    sms_send_status: Annotated[SendStatus, Name, by_name(SendStatus)]
    response_status: Annotated[ResponseStatus, Name, by_name(ResponseStatus)]
    note: str
    text: str = Field(
        serialization_alias="text",
        description="As the patient gets it; the letters of the link are crossed out.",
    )
    segments: int = Field(serialization_alias="segments")


class OpeningLeftOut(_Shown):
    """Somebody for whom nothing is written."""

    f_key: int
    f_key_type: Annotated[FKeyType, Name, by_name(FKeyType)]
    pat_num: int
    reason: str = Field(serialization_alias="reason")


class OfferedOpening(_Shown):
    """An opening with everybody it is offered to, in the order of sending."""

    model_config = ConfigDict(json_schema_extra={"examples": [_OPENING]})
    example: ClassVar[dict[str, JsonValue]] = _OPENING

    schedule_num: int
    """0 where it is only planned."""
    op: int = Field(serialization_alias="op")
    date_time_start: WallTime = Field(serialization_alias="dateTimeStart")
    date_time_end: WallTime = Field(serialization_alias="dateTimeEnd")
    clinic_num: int
    note: str
    texts_sent: int = Field(serialization_alias="textsSent")
    texts_to_send: int = Field(serialization_alias="textsToSend")
    last_text_due: WallTime = Field(serialization_alias="lastTextDue")
    filled_by: int = Field(
        serialization_alias="filledBy", description="AsapCommNum of the offer that was accepted."
    )
    offers: list[OpeningOffer] = Field(serialization_alias="offers")
    left_out: list[OpeningLeftOut] = Field(
        serialization_alias="leftOut", description="Of a dry run: who is not offered it, and why."
    )
