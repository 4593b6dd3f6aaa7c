"""Open Dental's text for dates and times, and its year 1 that means "never"."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - Open Dental's times are the office's wall time
"""What Open Dental stores where there is no time; it counts any year before 1880 as empty."""

_EMPTY_BEFORE_YEAR = 1880
# 24:00 is no time of Open Dental's, though newer Pythons read it.
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2} (?!24)\d{2}:\d{2}:\d{2}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def is_never(value: date) -> bool:
    """Say whether Open Dental would show this date or time as blank."""
    return value.year < _EMPTY_BEFORE_YEAR


def date_time_text(value: datetime) -> str:
    """Return "yyyy-MM-dd HH:mm:ss"; the year keeps its four digits."""
    return value.isoformat(sep=" ", timespec="seconds")


def parse_date_time(text: object) -> datetime:
    """Read "yyyy-MM-dd HH:mm:ss" as the office's wall time; raises ValueError otherwise."""
    if isinstance(text, datetime):
        return text
    if not isinstance(text, str) or not _DATE_TIME.fullmatch(text):
        raise ValueError("must be a date and time such as 2023-10-18 14:00:00")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date and time that exists") from None


def parse_date(text: object) -> date:
    """Read "yyyy-MM-dd"; raises ValueError otherwise."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        raise ValueError("must be a date such as 2023-10-18")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date that exists") from None


WallTime = Annotated[
    datetime,
    BeforeValidator(parse_date_time, json_schema_input_type=str),
    PlainSerializer(date_time_text, return_type=str),
]
"""A time on the office's clock, in Open Dental's format."""
