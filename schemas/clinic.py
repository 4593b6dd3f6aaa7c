"""The Clinic object of Open Dental's API."""

from typing import ClassVar

from pydantic import ConfigDict, JsonValue

from schemas.fields import Row, Truth, Words

_EXAMPLE: dict[str, JsonValue] = {
    "ClinicNum": 1,
    "Description": "Quillwater Dental Northside",
    "Address": "12 Plover Lane",
    "Address2": "",
    "City": "Quillwater",
    "State": "OR",
    "Zip": "97000",
    "BillingAddress": "",
    "BillingAddress2": "",
    "BillingCity": "",
    "BillingState": "",
    "BillingZip": "",
    "PayToAddress": "",
    "PayToAddress2": "",
    "PayToCity": "",
    "PayToState": "",
    "PayToZip": "",
    "Phone": "5035550190",
    "Abbr": "North",
    "IsHidden": "false",
}


class Clinic(Row):
    """A clinic with its addresses."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})
    example: ClassVar[dict[str, JsonValue]] = _EXAMPLE

    clinic_num: int
    description: Words
    address: Words
    address_2: Words
    city: Words
    state: Words
    zip: Words
    billing_address: Words = ""
    billing_address_2: Words = ""
    billing_city: Words = ""
    billing_state: Words = ""
    billing_zip: Words = ""
    pay_to_address: Words = ""
    pay_to_address_2: Words = ""
    pay_to_city: Words = ""
    pay_to_state: Words = ""
    pay_to_zip: Words = ""
    phone: Words
    abbr: Words
    is_hidden: Truth
