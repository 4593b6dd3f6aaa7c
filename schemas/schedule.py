"""The Schedule and ScheduleOp objects of Open Dental's API."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, JsonValue

from schemas.codes import ScheduleType
from schemas.fields import Clock, Day, Digits, Moment, Row, Words, by_name

_SCHEDULE: dict[str, JsonValue] = {
    "ScheduleNum": "39543",
    "SchedDate": "2026-03-05",
    "StartTime": "14:00:00",
    "StopTime": "14:40:00",
    "SchedType": "WebSchedASAP",
    "ProvNum": "0",
    "BlockoutType": "0",
    "blockoutType": "",
    "Note": "1 text sent, 0 texts to be sent 0 emails sent 0 emails to be sent",
    "operatories": "2",
    "EmployeeNum": "0",
    "DateTStamp": "2026-03-04 09:01:26",
}
_SCHEDULE_OP: dict[str, JsonValue] = {
    "ScheduleOpNum": 51207,
    "ScheduleNum": 39543,
    "OperatoryNum": 2,
}


class Schedule(Row):
    """Hours of a provider or employee, a blockout, or a day's note or holiday; all as texts."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SCHEDULE]})
    example: ClassVar[dict[str, JsonValue]] = _SCHEDULE

    schedule_num: Digits
    sched_date: Day
    start_time: Clock
    stop_time: Clock
    sched_type: by_name(ScheduleType)  # type: ignore[valid-type]
    prov_num: Digits
    blockout_type: Digits
    blockout_type_name: Annotated[Words, Field(serialization_alias="blockoutType")]
    note: Words
    operatories: Annotated[str, Field(serialization_alias="operatories")]
    employee_num: Digits = 0
    date_t_stamp: Moment


class ScheduleOp(Row):
    """That a schedule row is of an operatory; a row may be of several, or of none."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SCHEDULE_OP]})
    example: ClassVar[dict[str, JsonValue]] = _SCHEDULE_OP

    schedule_op_num: int
    schedule_num: int
    operatory_num: int
