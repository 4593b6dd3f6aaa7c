"""Open Dental's text for dates and times."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.wire import NEVER, date_time_text, is_never, parse_date, parse_date_time

seconds = st.datetimes().map(lambda moment: moment.replace(microsecond=0))


@given(expected=seconds)
def test_time_survives_the_wire(expected: datetime) -> None:
    """What is written is read back the same."""
    assert expected == parse_date_time(date_time_text(expected))


@given(expected=st.dates())
def test_date_survives_the_wire(expected: date) -> None:
    """A date that is written is read back the same."""
    assert expected == parse_date(expected.isoformat())


@given(moment=st.datetimes())
def test_text_has_nineteen_characters(moment: datetime) -> None:
    """Years have four digits, parts of a second are cut off."""
    text = date_time_text(moment)

    assert 19 == len(text)
    assert timedelta() <= moment - parse_date_time(text) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NEVER, "0001-01-01 00:00:00"),
        (datetime.fromisoformat("0099-12-31 23:59:59"), "0099-12-31 23:59:59"),
        (datetime.fromisoformat("2023-10-18 14:00:00"), "2023-10-18 14:00:00"),
        (datetime.fromisoformat("2023-10-18 14:00:00.999999"), "2023-10-18 14:00:00"),
        (datetime.fromisoformat("9999-12-31 23:59:59.999999"), "9999-12-31 23:59:59"),
    ],
)
def test_times_as_open_dental_writes_them(moment: datetime, expected: str) -> None:
    """A time is a date with four digits for the year, a space, a clock."""
    assert expected == date_time_text(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-10-18",
        "2023-10-18 14:00",
        "2023-10-18T14:00:00",
        "2023-10-18 14:00:00Z",
        "2023-10-18 14:00:00+00:00",
        "2023-10-18 14:00:00.000",
        " 2023-10-18 14:00:00",
        "2023-10-18 14:00:00 ",
        "2023-10-18 14:00:00\n",
        "2023-10-18  14:00:00",
        "2023-1-18 14:00:00",
        "23-10-18 14:00:00",
        "10/18/2023 14:00:00",
        "2023-10-18 2:00 PM",
        "2023-W42-3 14:00:00",
        "٢٠٢٣-10-18 14:00:00",
        "2023-10-१८ 14:00:00",
        "2023-10-18 24:00:00",
        20231018,
        1_697_637_600.0,
        None,
        True,
        ["2023-10-18 14:00:00"],
        b"2023-10-18 14:00:00",
    ],
)
def test_other_formats_are_refused(text: object) -> None:
    """Only Open Dental's own format is a time."""
    with pytest.raises(ValueError, match="must be a date and time such as"):
        parse_date_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29 14:00:00",
        "2023-02-30 14:00:00",
        "1900-02-29 14:00:00",
        "2023-04-31 14:00:00",
        "2023-13-01 14:00:00",
        "2023-00-10 14:00:00",
        "2023-10-00 14:00:00",
        "0000-00-00 00:00:00",
        "2023-10-18 25:00:00",
        "2023-10-18 14:60:00",
        "2023-10-18 14:00:60",
    ],
)
def test_times_that_do_not_exist_are_refused(text: str) -> None:
    """A day the calendar has not, or an hour the clock has not, is no time."""
    with pytest.raises(ValueError, match="must be a date and time that exists"):
        parse_date_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-10-1",
        "20231018",
        "10/18/2023",
        "2023-10-18 14:00:00",
        "٢٠٢٣-10-18",
        20231018,
        None,
    ],
)
def test_other_dates_are_refused(text: object) -> None:
    """Only Open Dental's own format is a date."""
    with pytest.raises(ValueError, match="must be a date such as"):
        parse_date(text)


@pytest.mark.parametrize("text", ["2023-02-29", "2023-13-01", "0000-00-00", "2023-10-32"])
def test_dates_that_do_not_exist_are_refused(text: str) -> None:
    """A day the calendar has not is no date."""
    with pytest.raises(ValueError, match="must be a date that exists"):
        parse_date(text)


@given(text=st.text())
def test_nothing_else_is_raised(text: str) -> None:
    """Whatever is sent as a time, it is read or refused with a ValueError."""
    try:
        moment = parse_date_time(text)
    except ValueError:
        return

    assert text == date_time_text(moment)


@given(text=st.from_regex(r"\A\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\Z"))
def test_what_is_read_was_written_so(text: str) -> None:
    """No two texts are the same time."""
    try:
        moment = parse_date_time(text)
    except ValueError:
        return

    assert text == date_time_text(moment)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("0001-01-01 00:00:00", True),
        ("1879-12-31 23:59:59", True),
        ("1880-01-01 00:00:00", False),
        ("2023-10-18 14:00:00", False),
    ],
)
def test_early_years_are_blank(moment: str, expected: bool) -> None:  # noqa: FBT001
    """Any year before 1880 means that there is no time."""
    assert expected == is_never(datetime.fromisoformat(moment))
    assert expected == is_never(datetime.fromisoformat(moment).date())
