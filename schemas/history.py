"""The history of offers as Open Dental's window shows it, and what an owner asks of it."""

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import AliasGenerator, ConfigDict, Field, JsonValue, PlainSerializer
from pydantic.alias_generators import to_camel

from schemas.codes import ResponseStatus
from schemas.fields import Day, Moment, Row, Words, by_name
from schemas.wire import date_time_text, is_never

_OFFER: dict[str, JsonValue] = {
    "AsapCommNum": 2374,
    "PatNum": 26,
    "patient": "Miller, Anna",
    "ResponseStatus": "AcceptedAndMoved",
    "status": "Appointment made",
    "smsSendTime": "2023-10-16 09:01:26",
    "emailSendTime": "",
    "ClinicNum": 1,
    "clinic": "North",
    "DateTimeOrig": "2023-10-25 10:00:00",
    "slotStart": "2023-10-18 14:00:00",
    "slotStop": "2023-10-18 14:40:00",
    "DateTimeEntry": "2023-10-16 09:01:25",
    "smsMessageText": "Anna, an appointment opening has become available on 10/18/2023 at 2:00 PM"
    " at Example Dental. Visit https://office.example/a/Xk3f9 to reserve it.",
    "emailMessageText": "",
    "Note": "",
}
_FIGURES: dict[str, JsonValue] = {
    "openingsOffered": 9,
    "openingsFilled": 6,
    "minutesUntilFilled10": 2.5,
    "minutesUntilFilled50": 11.0,
    "minutesUntilFilled90": 74.2,
    "textsSent": 31,
    "textsPerFill": 5.2,
    "tooLate": 2,
    "optOuts": 1,
    "daysMoved": 12.0,
}
_WEEK: dict[str, JsonValue] = {
    "week": "2023-10-16",
    "ClinicNum": 1,
    "clinic": "North",
    **_FIGURES,
}


def _or_blank(value: datetime) -> str:
    return "" if is_never(value) else date_time_text(value)


MaybeMoment = Annotated[datetime, PlainSerializer(_or_blank, return_type=str)]
"""A time on the office's clock; a blank where there is none, as the window shows it."""


class HistoryOffer(Row):
    """One line of the window Web Sched ASAP History."""

    model_config = ConfigDict(json_schema_extra={"examples": [_OFFER]})
    example: ClassVar[dict[str, JsonValue]] = _OFFER

    asap_comm_num: int
    pat_num: int
    patient: Words = Field(serialization_alias="patient", description="Last name, first name.")
    response_status: by_name(ResponseStatus)  # type: ignore[valid-type]
    status: str = Field(serialization_alias="status", description="ResponseStatus in words.")
    sms_send_time: MaybeMoment = Field(
        serialization_alias="smsSendTime",
        description="When the text was sent, or is due; blank where it will not be sent.",
    )
    email_send_time: MaybeMoment = Field(serialization_alias="emailSendTime")
    clinic_num: int
    clinic: Words = Field(
        default="",
        serialization_alias="clinic",
        description="Abbr of the clinic; left out where the office does not use clinics.",
    )
    date_time_orig: MaybeMoment
    slot_start: Moment = Field(
        serialization_alias="slotStart",
        description="From the blockout; 0001-01-01 00:00:00 where it is gone.",
    )
    slot_stop: Moment = Field(serialization_alias="slotStop")
    date_time_entry: Moment
    sms_message_text: Words = Field(serialization_alias="smsMessageText")
    email_message_text: Words = Field(serialization_alias="emailMessageText")
    note: Words


class _Camel(Row):
    """What is of no table of Open Dental's: names as the API has them where it adds some."""

    model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=to_camel))


class History(_Camel):
    """A page of the history, with the totals of all of its days."""

    example: ClassVar[dict[str, JsonValue]] = {
        "dateStart": "2023-10-09",
        "dateEnd": "2023-10-16",
        "slotsFilled": 6,
        "textsSent": 31,
        "offers": [_OFFER],
    }

    date_start: Day
    date_end: Day = Field(description="It is in.")
    slots_filled: int = Field(description="Different FKeys among AcceptedAndMoved.")
    texts_sent: int = Field(description="Different GuidMessageToMobile among the sent.")
    offers: list[HistoryOffer]


class Figures(_Camel):
    """What an owner asks of some openings."""

    example: ClassVar[dict[str, JsonValue]] = _FIGURES

    openings_offered: int
    openings_filled: int
    minutes_until_filled_10: float | None = Field(
        description="Minutes from an opening's first offer to its acceptance: a tenth took at "
        "most so long."
    )
    minutes_until_filled_50: float | None
    minutes_until_filled_90: float | None
    texts_sent: int
    texts_per_fill: float | None
    too_late: int = Field(description="Patients who accepted what was taken.")
    opt_outs: int = Field(
        description="Patients who want no more offers for the appointment, or texted STOP."
    )
    days_moved: float | None = Field(
        description="How many days sooner those come who had an appointment; half come sooner by "
        "more."
    )


class WeekFigures(Figures):
    """The figures of one clinic's openings that were first offered in one week."""

    example: ClassVar[dict[str, JsonValue]] = _WEEK

    week: Day = Field(description="Its Monday.")
    clinic_num: int = Field(serialization_alias="ClinicNum")
    clinic: Words = ""


class HistoryWeeks(_Camel):
    """The figures by clinic and week, and of all together."""

    example: ClassVar[dict[str, JsonValue]] = {
        "dateStart": "2023-10-09",
        "dateEnd": "2023-10-16",
        "all": _FIGURES,
        "weeks": [_WEEK],
    }

    date_start: date
    date_end: date = Field(description="It is in.")
    together: Figures = Field(serialization_alias="all")
    weeks: list[WeekFigures]
