"""The history by HTTP: JSON, tables, days and clinics."""

import csv
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2
import pytest

from schemas.codes import FKeyType, ResponseStatus, SendStatus
from tests.web.json_schema import mistakes
from tests.world.stack import Stack
from tests.world.visitor import Visitor
from worker.store.practice import tables

TODAY: Final = "date=2023-10-16"


def offered(stack: Stack, **values: Any) -> int:
    """Write an offer of the documentation's day."""
    told = {"pat_num": 26, "date_time_entry": datetime(2023, 10, 16, 12)}
    return stack.world.add(tables.asapcomm, **{**told, **values})


def table(answer: httpx2.Response) -> list[list[str]]:
    """Read a table as any program does."""
    return list(csv.reader(answer.text.splitlines()))


def test_the_history_holds_lines_and_totals(stack: Stack) -> None:
    """One offer was sent and accepted."""
    visitor = Visitor.texted(stack.world)
    visitor.accept()
    told = stack.get(f"/asapcomms/history?{TODAY}").json()

    assert (1, 1, "2023-10-16", "2023-10-16") == (
        told["slotsFilled"],
        told["textsSent"],
        told["dateStart"],
        told["dateEnd"],
    )
    (line,) = told["offers"]
    assert ("AcceptedAndMoved", "Appointment made") == (line["ResponseStatus"], line["status"])
    assert ("2023-10-18 14:00:00", "", "2023-09-15 10:00:00") == (
        line["slotStart"],
        line["emailSendTime"],
        line["DateTimeOrig"],
    )
    assert "clinic" not in line


def test_the_default_is_the_last_week_with_today(stack: Stack) -> None:
    """Seven days before today and today itself, as the window opens."""
    today = datetime.now(UTC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    for days in (8, 7, 0):
        offered(stack, date_time_entry=today - timedelta(days=days))
    told = stack.get("/asapcomms/history").json()

    assert [2, 3] == [line["AsapCommNum"] for line in told["offers"]]
    assert [f"{today - timedelta(days=7):%F}", f"{today:%F}"] == [
        told["dateStart"],
        told["dateEnd"],
    ]


def test_a_page_follows_another_and_the_totals_stay(stack: Stack) -> None:
    """Limit and Offset cut the lines, not the totals."""
    for number in range(3):
        offered(
            stack,
            sms_send_status=SendStatus.SEND_SUCCESSFUL,
            guid_message_to_mobile=f"t{number}",
        )
    told = stack.get(f"/asapcomms/history?{TODAY}&Limit=2&Offset=2").json()

    assert ([3], 3) == ([line["AsapCommNum"] for line in told["offers"]], told["textsSent"])


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("dateStart=2023-10-16&dateEnd=2023-10-15", 400, "dateStart is after dateEnd."),
        ("dateEnd=9999-12-31", 400, "dateEnd is too late."),
        ("date=yesterday", 400, "date must be a date such as 2023-10-18."),
        ("ClinicNum=1", 400, "The office does not use clinics, so leave ClinicNum out."),
        ("PatNum=1", 400, None),
    ],
)
@pytest.mark.parametrize("path", ["history", "history.csv", "history/weeks", "history/weeks.csv"])
def test_a_wrong_query_is_said_in_a_sentence(
    stack: Stack, path: str, query: str, status: int, sentence: str | None
) -> None:
    """The table's address refuses the same, and begins no table."""
    answer = stack.get(f"/asapcomms/{path}?{query}")

    assert status == answer.status_code
    assert sentence in {None, answer.text}


def test_a_future_start_is_after_today(stack: Stack) -> None:
    """A start alone ends with today."""
    answer = stack.get("/asapcomms/history?dateStart=9000-01-01")

    assert (400, True) == (
        answer.status_code,
        answer.text.startswith("dateStart is after dateEnd,"),
    )


def test_a_year_and_a_day_is_too_much_to_count(stack: Stack) -> None:
    """Figures are of 53 weeks at most; a plain list has no such end."""
    days = "dateStart=2022-10-10&dateEnd=2023-10-16"

    assert (400, "The days must be at most 371.") == (
        (answer := stack.get(f"/asapcomms/history/weeks?{days}")).status_code,
        answer.text,
    )
    assert 200 == stack.get(f"/asapcomms/history?{days}").status_code


def test_clinics_are_shown_and_filter_where_there_are_some(stack: Stack) -> None:
    """By number and short name; an unknown one is not found."""
    stack.world.preference("EasyNoClinics", "0")
    stack.world.add(tables.clinic, clinic_num=3, abbr="West")
    offered(stack, schedule_num=1)
    offered(stack, schedule_num=2, clinic_num=3)

    (line,) = stack.get(f"/asapcomms/history?{TODAY}&ClinicNum=3").json()["offers"]
    assert (3, "West") == (line["ClinicNum"], line["clinic"])
    weeks = stack.get(f"/asapcomms/history/weeks?{TODAY}").json()["weeks"]
    assert [(0, ""), (3, "West")] == [(week["ClinicNum"], week["clinic"]) for week in weeks]
    answer = stack.get("/asapcomms/history?ClinicNum=4")
    assert (404, "Clinic not found") == (answer.status_code, answer.text)


@pytest.mark.parametrize("path", ["/asapcomms/history", "/asapcomms/history/weeks"])
def test_a_table_comes_by_address_or_by_accept(stack: Stack, path: str) -> None:
    """The same table both ways, and under Open Dental's prefix, to be saved under a name."""
    Visitor.texted(stack.world)
    by_accept = stack.get(f"{path}?{TODAY}", headers={"Accept": "text/csv"})
    by_address = stack.get(f"{path}.csv?{TODAY}")

    assert by_accept.text == by_address.text == stack.get(f"/api/v1{path}.csv?{TODAY}").text
    assert by_address.headers["Content-Type"].startswith("text/csv")
    assert "2023-10-16.csv" in by_address.headers["Content-Disposition"]
    head, line = table(by_address)
    assert len(head) == len(line)
    assert ("AsapCommNum" if path.endswith("history") else "openingsOffered") in head


def test_a_table_has_every_line(stack: Stack) -> None:
    """More than a page; it takes no Limit, so nobody takes a part for the whole."""
    with stack.world.store.writing() as transaction:
        rows = [{"date_time_entry": datetime(2023, 10, 16)}] * 1001
        transaction.insert_all(tables.asapcomm, rows)

    assert 1002 == len(table(stack.get(f"/asapcomms/history.csv?{TODAY}")))
    assert 400 == stack.get(f"/asapcomms/history.csv?{TODAY}&Limit=5").status_code


def test_an_empty_table_has_its_head(stack: Stack) -> None:
    """A program finds the columns whatever happened."""
    ((first, *_),) = table(stack.get("/asapcomms/history.csv?date=2020-01-01"))

    assert "AsapCommNum" == first


def test_no_cell_is_a_formula(stack: Stack) -> None:
    """What anybody has written into a name or a Note is shown, not run; commas and quotes stay."""
    note = '=HYPERLINK("http://evil.test","x")'
    offered(stack, note=note)
    stack.world.change(tables.patient, l_name="@Miller", f_name='An"na')
    head, line = table(stack.get(f"/asapcomms/history.csv?{TODAY}"))

    assert f"'{note}" == line[head.index("Note")]
    assert "'@Miller, An\"na" == line[head.index("patient")]


def test_a_number_below_nothing_stays_one(stack: Stack) -> None:
    """Who has moved to a later day counts as less than nothing, and a spreadsheet can add it up."""
    offered(
        stack,
        f_key_type=FKeyType.SCHEDULED_APPT,
        response_status=ResponseStatus.ACCEPTED_AND_MOVED,
        date_time_orig=datetime(2023, 10, 17, 14),
        date_time_expire=datetime(2023, 10, 27, 14),
    )
    head, line = table(stack.get(f"/asapcomms/history/weeks.csv?{TODAY}"))

    assert "-3.0" == line[head.index("daysMoved")]


def test_a_table_is_read_by_who_may_read(stack: Stack) -> None:
    """Names and texts are for keys with ReadAll."""
    key = {"Authorization": "ODFHIR texter/t"}

    assert 403 == stack.get("/asapcomms/history.csv", headers=key).status_code


@pytest.mark.parametrize("path", ["/asapcomms/history", "/asapcomms/history/weeks"])
def test_what_is_answered_is_what_is_described(stack: Stack, path: str) -> None:
    """With a line and a week of every kind of value."""
    Visitor.texted(stack.world).accept()
    offered(stack, response_status=ResponseStatus.EXPIRED)
    described = stack.get("/openapi.json").json()["paths"][path]["get"]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"]

    assert [] == mistakes(stack.get(f"{path}?{TODAY}").json(), schema)
