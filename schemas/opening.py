"""Free times on the schedule: Open Dental's slots, and openings as this service sees them."""

from typing import ClassVar

from pydantic import ConfigDict, Field, JsonValue

from schemas.fields import Moment, Row, Words

_SLOT: dict[str, JsonValue] = {
    "DateTimeStart": "2026-03-05 14:00:00",
    "DateTimeEnd": "2026-03-05 15:00:00",
    "ProvNum": 1,
    "OpNum": 2,
}
_FREE: dict[str, JsonValue] = {
    **_SLOT,
    "ProvHyg": 2,
    "ClinicNum": 1,
    "opName": "North 2",
    "lengthMinutes": 60,
    "asapFits": 21,
}


class FreeSlot(Row):
    """A time at which a provider is free."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SLOT]})
    example: ClassVar[dict[str, JsonValue]] = _SLOT

    date_time_start: Moment
    date_time_end: Moment
    prov_num: int
    op_num: int


class FreeOpening(FreeSlot):
    """A time at which an operatory is free and staffed, and who might take it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FREE]})
    example: ClassVar[dict[str, JsonValue]] = _FREE

    prov_hyg: int
    clinic_num: int
    op_name: Words = Field(serialization_alias="opName")
    length_minutes: int = Field(serialization_alias="lengthMinutes")
    asap_fits: int = Field(
        serialization_alias="asapFits",
        description="Patients on the ASAP list with an appointment that fits.",
    )
