"""The Operatory object of Open Dental's API."""

from typing import ClassVar

from pydantic import ConfigDict, Field, JsonValue

from schemas.fields import Row, Truth, Words

_EXAMPLE: dict[str, JsonValue] = {
    "OperatoryNum": 2,
    "OpName": "North 2",
    "Abbrev": "North 2",
    "ItemOrder": 2,
    "IsHidden": "false",
    "ProvDentist": 1,
    "ProvHygienist": 2,
    "IsHygiene": "false",
    "ClinicNum": 1,
    "SetProspective": "false",
    "IsWebSched": "false",
    "OperatoryType": 0,
    "operatoryType": "",
}


class Operatory(Row):
    """A chair; hidden ones too."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    example: ClassVar[dict[str, JsonValue]] = _EXAMPLE

    operatory_num: int
    op_name: Words = ""
    abbrev: Words = ""
    item_order: int = 0
    is_hidden: Truth
    prov_dentist: int
    prov_hygienist: int
    is_hygiene: Truth
    clinic_num: int
    set_prospective: Truth
    is_web_sched: Truth = False
    operatory_type: int = 0
    operatory_type_name: Words = Field("", serialization_alias="operatoryType")
