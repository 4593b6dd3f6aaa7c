"""What is typed behind a command, refused in our own words where it cannot be used."""

from datetime import date
from typing import Final

import typer

_MOST_DIGITS: Final = 18
"""Every number that is shorter fits a table's key."""

_LAST_YEAR: Final = 2999
"""So far away that what is counted from it still has a date."""


def whole_number(given: str | int) -> int:
    """Read the number of a row, or of hours; a default comes as the number that it is."""
    text = str(given)
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise typer.BadParameter(f"it must be a whole number of at most {_MOST_DIGITS} digits.")
    return int(text)


def day(text: str) -> date:
    """Read a day of the calendar."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("it must be a day such as 2027-12-31.") from None
    if read.year > _LAST_YEAR:
        raise typer.BadParameter(f"the year {_LAST_YEAR} is the last that there is here.")
    return read
