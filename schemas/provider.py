"""The Provider object of Open Dental's API."""

from typing import ClassVar

from pydantic import ConfigDict, Field, JsonValue

from schemas.codes import ProvStatus
from schemas.fields import Colour, Day, Moment, Row, Truth, Words, by_name
from schemas.wire import NEVER

_EXAMPLE: dict[str, JsonValue] = {
    "ProvNum": 1,
    "Abbr": "DOC1",
    "LName": "Bellweather",
    "FName": "Alma",
    "MI": "",
    "Suffix": "",
    "FeeSched": 0,
    "Specialty": 0,
    "SSN": "",
    "StateLicense": "",
    "IsSecondary": "false",
    "provColor": "164,255,164",
    "IsHidden": "false",
    "UsingTIN": "false",
    "SigOnFile": "false",
    "NationalProvID": "",
    "DateTStamp": "2026-02-17 10:12:08",
    "IsNotPerson": "false",
    "ProvStatus": "Active",
    "IsHiddenReport": "false",
    "Birthdate": "0001-01-01",
    "SchedNote": "",
    "PreferredName": "",
    "serverDateTime": "2026-03-04 09:32:45",
}


class Provider(Row):
    """A dentist or hygienist.

    Nobody needs a provider's SSN, license, national id or birthdate for an opening, so these are
    never read and always blank.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    example: ClassVar[dict[str, JsonValue]] = _EXAMPLE

    prov_num: int
    abbr: Words
    l_name: Words
    f_name: Words
    mi: Words = Field("", serialization_alias="MI")
    suffix: Words = ""
    fee_sched: int = 0
    specialty: int = 0
    ssn: str = Field(serialization_alias="SSN")
    state_license: str
    is_secondary: Truth
    prov_color: Colour = Field(0, serialization_alias="provColor")
    is_hidden: Truth
    using_tin: Truth = Field(False, serialization_alias="UsingTIN")  # noqa: FBT003 - a field's default
    sig_on_file: Truth = False
    national_prov_id: str = Field(serialization_alias="NationalProvID")
    date_t_stamp: Moment = NEVER
    is_not_person: Truth = False
    prov_status: by_name(ProvStatus) = 0  # type: ignore[valid-type]
    is_hidden_report: Truth = False
    birthdate: Day
    sched_note: Words = ""
    preferred_name: Words = ""
    server_date_time: Moment = Field(NEVER, serialization_alias="serverDateTime")
