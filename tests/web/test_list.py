"""GET /asapcomms."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.world.stack import Stack
from worker.store.practice import tables


def entered(stack: Stack, *moments: datetime, clinic_num: int = 0) -> None:
    """Have offers that were entered at these moments."""
    with stack.world.store.writing() as transaction:
        for at in moments:
            transaction.insert(tables.asapcomm, date_time_entry=at, clinic_num=clinic_num)


def listed(stack: Stack, query: str = "") -> list[int]:
    """Return the numbers of the offers listed."""
    return [offer["AsapCommNum"] for offer in stack.get(f"/asapcomms?{query}").json()]


def local(text: str) -> datetime:
    """Read a moment on the office's clock."""
    return datetime.fromisoformat(text)


def test_a_new_offer_is_listed_as_it_is_read(stack: Stack) -> None:
    """The list holds the same objects that are read one by one."""
    stack.world.offered()

    assert [stack.get("/asapcomms/1").json()] == stack.get("/asapcomms?date=2023-10-16").json()


def test_the_default_holds_the_last_week(stack: Stack) -> None:
    """Today's offers are in, last week's too, older ones are not."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    entered(stack, now - timedelta(days=9), now - timedelta(days=6), now)

    assert [2, 3] == listed(stack)


def test_a_day_holds_its_midnight(stack: Stack) -> None:
    """The first second of a day belongs to it, the first of the next does not."""
    entered(
        stack,
        local("2023-10-15 23:59:59"),
        local("2023-10-16 00:00:00"),
        local("2023-10-16 23:59:59"),
        local("2023-10-17 00:00:00"),
    )

    assert [2, 3] == listed(stack, "date=2023-10-16")


def test_a_range_ends_before_its_last_day(stack: Stack) -> None:
    """The day of dateEnd is not in the list."""
    entered(stack, local("2023-10-15 12:00:00"), local("2023-10-16 00:00:00"))

    assert [1] == listed(stack, "dateStart=2023-10-15&dateEnd=2023-10-16")


@pytest.mark.parametrize(("clinic_num", "expected"), [(0, [1]), (3, [2])])
def test_a_clinic_sees_its_own(stack: Stack, clinic_num: int, expected: list[int]) -> None:
    """0 is a clinic like any other: the offers that belong to none."""
    stack.world.add(tables.clinic, clinic_num=3)
    entered(stack, local("2023-10-16 12:00:00"))
    entered(stack, local("2023-10-16 12:00:00"), clinic_num=3)

    assert expected == listed(stack, f"date=2023-10-16&ClinicNum={clinic_num}")


def test_an_unknown_clinic_is_not_found(stack: Stack) -> None:
    """A clinic that does not exist is a 404, not an empty list."""
    answer = stack.get("/asapcomms?ClinicNum=4")

    assert (404, "Clinic 4 was not found.") == (answer.status_code, answer.text)


def test_a_clinic_that_is_no_number_is_refused(stack: Stack) -> None:
    """What is no number is a 400."""
    assert stack.get("/asapcomms?ClinicNum=west").status_code == 400


def test_nothing_found_is_an_empty_list(stack: Stack) -> None:
    """An empty list is no error."""
    answer = stack.get("/asapcomms?date=2020-01-01")

    assert (200, []) == (answer.status_code, answer.json())


def test_offers_come_by_number(stack: Stack) -> None:
    """The order is that of AsapCommNum, whenever they were entered."""
    entered(stack, local("2023-10-16 12:00:00"), local("2023-10-16 08:00:00"))

    assert [1, 2] == listed(stack, "date=2023-10-16")


def test_a_page_follows_another(stack: Stack) -> None:
    """Limit cuts the list, Offset goes on where it was cut."""
    entered(stack, *[local("2023-10-16 12:00:00")] * 5)

    assert [1, 2] == listed(stack, "date=2023-10-16&Limit=2")
    assert [3, 4] == listed(stack, "date=2023-10-16&Limit=2&Offset=2")
    assert [5] == listed(stack, "date=2023-10-16&Limit=2&Offset=4")


def test_a_hundred_come_at_once(stack: Stack) -> None:
    """Without Limit the page has 100 offers."""
    entered(stack, *[local("2023-10-16 12:00:00")] * 101)

    assert list(range(1, 101)) == listed(stack, "date=2023-10-16")


def test_an_offset_beyond_the_end_is_empty(stack: Stack) -> None:
    """A reader who goes on too far finds nothing."""
    entered(stack, local("2023-10-16 12:00:00"))

    assert [] == listed(stack, f"date=2023-10-16&Offset={2**63 - 1}")


@pytest.mark.parametrize(
    "query",
    ["date=2023-10-16&dateStart=2023-10-16", "date=2023-02-29", f"Limit={'0' * 5000}", "Pat=1"],
)
def test_a_wrong_query_is_a_bad_request(stack: Stack, query: str) -> None:
    """Whatever is wrong with a query, the status is 400."""
    assert stack.get(f"/asapcomms?{query}").status_code == 400


def test_the_twin_lists_the_same(stack: Stack) -> None:
    """Open Dental's own prefix leads to the same list."""
    stack.world.offered()
    query = "date=2023-10-16"

    assert stack.get(f"/api/v1/asapcomms?{query}").text == stack.get(f"/asapcomms?{query}").text
