"""The Appointment object of Open Dental's API."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, JsonValue

from schemas.codes import AptStatus, Priority
from schemas.fields import Colour, Moment, Row, Truth, Words, by_name
from schemas.wire import NEVER

_EXAMPLE: dict[str, JsonValue] = {
    "serverDateTime": "2026-03-04 09:32:45",
    "AptNum": 11939,
    "PatNum": 26,
    "AptStatus": "Broken",
    "Pattern": "//XXXX//",
    "Confirmed": 19,
    "confirmed": "Unconfirmed",
    "TimeLocked": "false",
    "Op": 2,
    "Note": "",
    "ProvNum": 1,
    "provAbbr": "DOC1",
    "ProvHyg": 0,
    "AptDateTime": "2026-02-17 10:00:00",
    "NextAptNum": 0,
    "UnschedStatus": 0,
    "unschedStatus": "",
    "IsNewPatient": "false",
    "ProcDescript": "Comp, 2 surfaces",
    "Assistant": 0,
    "ClinicNum": 1,
    "IsHygiene": "false",
    "DateTStamp": "2026-02-17 10:12:08",
    "DateTimeArrived": "0001-01-01 00:00:00",
    "DateTimeSeated": "0001-01-01 00:00:00",
    "DateTimeDismissed": "0001-01-01 00:00:00",
    "InsPlan1": 0,
    "InsPlan2": 0,
    "DateTimeAskedToArrive": "0001-01-01 00:00:00",
    "colorOverride": "0,0,0",
    "AppointmentTypeNum": 0,
    "SecUserNumEntry": 0,
    "SecDateTEntry": "2026-01-12 16:40:51",
    "Priority": "ASAP",
    "PatternSecondary": "",
}


class Appointment(Row):
    """An appointment, as it is read one by one and in lists."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    example: ClassVar[dict[str, JsonValue]] = _EXAMPLE

    server_date_time: Moment = Field(NEVER, serialization_alias="serverDateTime")
    apt_num: int
    pat_num: int
    apt_status: by_name(AptStatus)  # type: ignore[valid-type]
    pattern: Words
    confirmed: int
    confirmed_name: Annotated[Words, Field(serialization_alias="confirmed")]
    time_locked: Truth = False
    op: int
    note: Words = ""
    prov_num: int
    prov_abbr: Annotated[Words, Field(serialization_alias="provAbbr")]
    prov_hyg: int
    apt_date_time: Moment
    next_apt_num: int
    unsched_status: int = 0
    unsched_status_name: Words = Field("", serialization_alias="unschedStatus")
    is_new_patient: Truth = False
    proc_descript: Words
    assistant: int = 0
    clinic_num: int
    is_hygiene: Truth
    date_t_stamp: Moment
    date_time_arrived: Moment = NEVER
    date_time_seated: Moment = NEVER
    date_time_dismissed: Moment = NEVER
    ins_plan_1: int = 0
    ins_plan_2: int = 0
    date_time_asked_to_arrive: Moment
    color_override: Colour = Field(0, serialization_alias="colorOverride")
    appointment_type_num: int
    sec_user_num_entry: int = 0
    sec_date_t_entry: Moment
    priority: by_name(Priority)  # type: ignore[valid-type]
    pattern_secondary: Words = ""
    item_order_planned: int = 0
    is_mirrored: Truth = False
