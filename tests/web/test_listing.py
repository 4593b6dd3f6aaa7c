"""The query of GET /asapcomms."""

from datetime import date, datetime, timedelta

import pytest
from starlette.datastructures import QueryParams

from schemas.wire import parse_date_time
from worker.errors import Refused
from worker.web.listing import Listing, read_listing

TODAY = date(2023, 10, 16)


def read(query: str) -> Listing:
    """Read a query on a day of 2023."""
    return read_listing(QueryParams(query), TODAY)


def refusal(query: str) -> str:
    """Read a query that is refused."""
    with pytest.raises(Refused) as error:
        read(query)
    return error.value.sentence


def moment(text: str) -> datetime:
    """Read a moment on the office's clock."""
    return parse_date_time(text)


def test_the_default_ends_with_today() -> None:
    """Without dates the list holds seven days, then all of today."""
    listing = read("")

    assert moment("2023-10-09 00:00:00") == listing.start
    assert moment("2023-10-17 00:00:00") == listing.end


def test_the_default_page_is_the_first_hundred() -> None:
    """Without Limit the list ends after 100 offers, as Open Dental's does."""
    listing = read("")

    assert (100, 0, None) == (listing.limit, listing.offset, listing.clinic_num)


def test_a_date_is_a_whole_day() -> None:
    """The day ends at the midnight that follows."""
    listing = read("date=2023-10-16")

    assert moment("2023-10-16 00:00:00") == listing.start
    assert timedelta(days=1) == listing.end - listing.start


def test_the_end_date_is_not_included() -> None:
    """The list ends before dateEnd begins."""
    assert moment("2023-10-03 00:00:00") == read("dateStart=2023-10-01&dateEnd=2023-10-03").end


def test_a_start_alone_ends_with_today() -> None:
    """Without dateEnd today is in."""
    assert moment("2023-10-17 00:00:00") == read("dateStart=2023-10-01").end


def test_an_end_alone_begins_a_week_ago() -> None:
    """Without dateStart the list begins seven days before today."""
    assert moment("2023-10-09 00:00:00") == read("dateEnd=2023-10-12").start


def test_the_same_day_twice_is_an_empty_range() -> None:
    """A range without a day is no mistake."""
    listing = read("dateStart=2023-10-12&dateEnd=2023-10-12")

    assert listing.start == listing.end


@pytest.mark.parametrize(
    "query",
    [
        "ClinicNum=3&Limit=5&Offset=2",
        "clinicnum=3&limit=5&offset=2",
        "CLINICNUM=3&LIMIT=5&OFFSET=2",
    ],
)
def test_names_are_read_in_any_case(query: str) -> None:
    """Open Dental's pages write parameters in both cases."""
    listing = read(query)

    assert (3, 5, 2) == (listing.clinic_num, listing.limit, listing.offset)


@pytest.mark.parametrize("name", ["date", "DATE", "Date"])
def test_a_date_is_read_in_any_case(name: str) -> None:
    """The three dates follow the same rule."""
    assert moment("2023-10-12 00:00:00") == read(f"{name}=2023-10-12").start


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("date=2023-10-16&dateStart=2023-10-01", "Give either date, or dateStart and dateEnd."),
        ("dateEnd=2023-10-16&date=2023-10-16", "Give either date, or dateStart and dateEnd."),
        ("dateStart=2023-10-02&dateEnd=2023-10-01", "dateStart is after dateEnd."),
        ("dateStart=2023-10-18", "dateStart is after dateEnd."),
        (
            "dateEnd=2023-01-01",
            "dateStart, 7 days ago if not given, is after dateEnd.",
        ),
        ("date=2023-02-29", "date must be a date that exists."),
        ("dateStart=2023-13-01", "dateStart must be a date that exists."),
        ("dateEnd=0000-01-01", "dateEnd must be a date that exists."),
        ("date=16.10.2023", "date must be a date such as 2023-10-18."),
        ("date=", "date must be a date such as 2023-10-18."),
        ("date=2023-10-16 00:00:00", "date must be a date such as 2023-10-18."),
        ("date=9999-12-31", "date is too late."),
        ("Limit=0", "Limit must be from 1 to 1000."),
        ("Limit=1001", "Limit must be from 1 to 1000."),
        ("Limit=ten", "Limit must be a whole number from 0 to 9223372036854775807."),
        ("Offset=-1", "Offset must be a whole number from 0 to 9223372036854775807."),
        ("ClinicNum=x", "ClinicNum must be a whole number from 0 to 9223372036854775807."),
        ("ClinicNum=", "ClinicNum must be a whole number from 0 to 9223372036854775807."),
        ("ClinicNum=1&clinicnum=1", "ClinicNum is given twice."),
        ("date=2023-10-16&date=2023-10-16", "date is given twice."),
        (
            "PatNum=26",
            (
                "PatNum is not a parameter; "
                "there are ClinicNum, date, dateStart, dateEnd, changedSince, Limit, Offset."
            ),
        ),
    ],
)
def test_a_wrong_query_is_refused(query: str, sentence: str) -> None:
    """Each mistake has its own sentence."""
    assert sentence == refusal(query)


@pytest.mark.parametrize("digits", ["0" * 5000 + "7", "0" * 30 + "7", "007"])
def test_zeros_in_front_change_nothing(digits: str) -> None:
    """A number may begin with as many zeros as it likes."""
    assert read(f"Limit={digits}").limit == 7


@pytest.mark.parametrize("digits", ["9" * 5000, "0" * 30 + "9" * 20, str(2**63)])
def test_a_number_beyond_every_key_is_refused(digits: str) -> None:
    """No database is asked for what it cannot hold."""
    assert "Offset must be a whole number" in refusal(f"Offset={digits}")


def test_the_largest_number_is_read() -> None:
    """The border itself is allowed."""
    assert 2**63 - 1 == read(f"Offset={2**63 - 1}").offset


def test_the_last_day_of_the_calendar_may_end_a_range() -> None:
    """There is no day after 9999-12-31, but a list may end before it."""
    assert moment("9999-12-31 00:00:00") == read("dateEnd=9999-12-31").end
