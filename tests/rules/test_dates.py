"""Dates in texts, by the .NET format the office chose."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import at, moments
from worker.rules.dates import date_text, time_text

SEPTEMBER = at("2023-09-04 14:05:09")  # a Monday
OCTOBER = at("2023-10-18 00:30:00")  # a Wednesday


@pytest.mark.parametrize(
    ("net_format", "expected"),
    [
        ("d", "09/04/2023"),
        ("D", "Monday, September 4, 2023"),
        ("m", "September 4"),
        ("M", "September 4"),
        ("y", "September 2023"),
        ("Y", "September 2023"),
        ("MMMM d, yyyy", "September 4, 2023"),
        ("MM/dd/yyyy", "09/04/2023"),
        ("M/d/yy", "9/4/23"),
        ("yyyy-MM-dd", "2023-09-04"),
        ("dd.MM.yyyy", "04.09.2023"),
        ("ddd, MMM d", "Mon, Sep 4"),
        ("dddd", "Monday"),
        ("ddddd", "Monday"),
        ("MMMMM", "September"),
        ("yyy", "2023"),
        ("yyyyy", "02023"),
        ("d MMMM 'at' h:mm tt", "4 September at 2:05 PM"),
        ('"The "d. MMM', "The 4. Sep"),
        ("HH:mm:ss", "14:05:09"),
        ("hhh:mmm:sss", "02:05:09"),
        ("h t", "2 P"),
        (r"\d\a\y d", "day 4"),
        (r"d\\M", "4\\9"),
        ("d ''", "4 "),
        (" d", " 4"),
        ("d/é/M", "4/é/9"),
    ],
)
def test_known_formats(net_format: str, expected: str) -> None:
    """A .NET format is written as .NET writes it."""
    assert expected == date_text(SEPTEMBER, net_format)


@pytest.mark.parametrize(
    "net_format",
    [
        "",
        " ",
        "x",
        "4",
        "f",
        "g",
        "s",
        "h",
        "/",
        "'",
        "\\",
        "%d",
        "MM/dd/yyyy 'unfinished",
        'MM/dd/yyyy "unfinished',
        "MM/dd/yyyy\\",
        "MM/dd/yyyy fff",
        "MM/dd/yyyy FFF",
        "MM/dd/yyyy gg",
        "MM/dd/yyyy K",
        "MM/dd/yyyy zzz",
    ],
)
def test_what_is_not_known_is_short(net_format: str) -> None:
    """A format that is wrong or unknown is written as the short date."""
    expected = "09/04/2023"

    assert expected == date_text(SEPTEMBER, net_format)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (1, "January Jan 01 1"),
        (2, "February Feb 02 2"),
        (5, "May May 05 5"),
        (6, "June Jun 06 6"),
        (9, "September Sep 09 9"),
        (12, "December Dec 12 12"),
    ],
)
def test_months(month: int, expected: str) -> None:
    """A month has four ways to be written."""
    assert expected == date_text(OCTOBER.replace(month=month), "MMMM MMM MM M")


@pytest.mark.parametrize(
    ("day", "expected"),
    [(15, "Sun"), (16, "Mon"), (17, "Tue"), (18, "Wed"), (19, "Thu"), (20, "Fri"), (21, "Sat")],
)
def test_days(day: int, expected: str) -> None:
    """The day of the week belongs to the date."""
    assert expected == date_text(OCTOBER.replace(day=day), "ddd")


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("00:00:00", "12:00 AM"),
        ("00:05:59", "12:05 AM"),
        ("01:00:00", "1:00 AM"),
        ("09:30:00", "9:30 AM"),
        ("11:59:59", "11:59 AM"),
        ("12:00:00", "12:00 PM"),
        ("13:01:00", "1:01 PM"),
        ("14:00:00", "2:00 PM"),
        ("23:59:00", "11:59 PM"),
    ],
)
def test_times(clock: str, expected: str) -> None:
    """A time has twelve hours, no leading zero, no seconds."""
    moment = at(f"2023-10-18 {clock}")

    assert expected == time_text(moment)
    assert expected == time_text(moment.time())
    assert expected == date_text(moment, "h:mm tt")


@given(moment=moments, net_format=st.text())
def test_any_format_gives_a_text(moment: datetime, net_format: str) -> None:
    """Whatever an office has in its preference, a date comes of it."""
    assert isinstance(date_text(moment, net_format), str)


@given(moment=moments, net_format=st.text(alphabet="dMyHhmst'\"\\/%fgKz ,."))
def test_format_is_never_half_written(moment: datetime, net_format: str) -> None:
    """What cannot be written whole is the short date."""
    unknown = set(net_format) & set("%fgKz") and not set(net_format) & set("'\"\\")
    short = date_text(moment, "d")

    assert not unknown or date_text(moment, net_format) == short


@given(moment=moments)
def test_short_date_has_leading_zeros(moment: datetime) -> None:
    """The short date is read back as the same day."""
    month, day, year = date_text(moment, "d").split("/")
    expected = moment.date().isoformat()

    assert expected == f"{year}-{month}-{day}"
