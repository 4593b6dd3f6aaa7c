"""What is wrong with a setting, in our own words instead of the library's."""

from collections.abc import Mapping
from typing import Any, Final

_WORDS: Final = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be {le:g} or less",
    "literal_error": "must be {expected}",
}


def reason(detail: Mapping[str, Any]) -> str:
    """Return a sentence that begins with the setting's name; what was written is not repeated."""
    name = str(detail["loc"][0]).upper() if detail["loc"] else ""
    if detail["type"] == "value_error":
        said = str(detail["ctx"]["error"])
    else:
        words = _WORDS.get(detail["type"], "cannot be understood")
        said = words.format(**detail.get("ctx", {})).replace("'", "")
    return f"{name} {said}.".strip()
