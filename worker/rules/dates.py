"""Dates in messages, by the .NET format in PatientCommunicationDateFormat."""

import re
from datetime import datetime, time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_STANDARD = {
    "d": "MM/dd/yyyy",
    "D": "dddd, MMMM d, yyyy",
    "m": "MMMM d",
    "M": "MMMM d",
    "y": "MMMM yyyy",
    "Y": "MMMM yyyy",
}
_DEFAULT = _STANDARD["d"]
_PIECE = re.compile(
    r"""(?P<quoted>'[^']*'|"[^"]*")|\\(?P<escaped>.)|(?P<field>([dMyhHmst])\4*)|(?P<plain>.)""",
    re.DOTALL,
)
_NOT_SUPPORTED = frozenset("FfgKz%")


def date_text(moment: datetime, net_format: str) -> str:
    """Write a date in a .NET format; one that is not valid or not known is written as "d".

    "d" is 09/04/2023, with leading zeros, as Open Dental's examples show it.
    """
    written = written_in(moment, net_format)
    return _write(moment, _DEFAULT) or "" if written is None else written


def written_in(moment: datetime, net_format: str) -> str | None:
    """Write a date and time in a .NET format; None where it is not valid or not known."""
    pattern = _STANDARD.get(net_format, net_format)
    return None if len(pattern) <= 1 else _write(moment, pattern)


def time_text(moment: datetime | time) -> str:
    """Write a time as 2:00 PM, without a leading zero."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"  # noqa: PLR2004


def _write(moment: datetime, pattern: str) -> str | None:
    pieces = []
    for found in _PIECE.finditer(pattern):
        if quoted := found["quoted"]:
            pieces.append(quoted[1:-1])
        elif escaped := found["escaped"]:
            pieces.append(escaped)
        elif field := found["field"]:
            pieces.append(_field(moment, field))
        elif found["plain"] in _NOT_SUPPORTED or found["plain"] in "'\"\\":
            return None
        else:
            pieces.append(found["plain"])
    return "".join(pieces)


def _field(moment: datetime, field: str) -> str:
    name, width = field[0], len(field)
    wide = 2
    match name:
        case "d" if width > wide:
            day = _DAYS[moment.weekday()]
            return day[:3] if width == wide + 1 else day
        case "M" if width > wide:
            month = _MONTHS[moment.month - 1]
            return month[:3] if width == wide + 1 else month
        case "y":
            return f"{moment.year % 100:0{width}}" if width <= wide else f"{moment.year:0{width}}"
        case "t":
            half = "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004
            return half[:width]
    number = {
        "d": moment.day,
        "M": moment.month,
        "h": moment.hour % 12 or 12,
        "H": moment.hour,
        "m": moment.minute,
        "s": moment.second,
    }[name]
    return f"{number:0{min(width, wide)}}"
