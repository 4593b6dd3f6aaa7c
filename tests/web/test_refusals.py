"""POST /asapcomms: an opening cannot be offered, so nothing is written."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from schemas.codes import AptStatus, Priority
from tests.world.office import APT, APT_WAS_AT, START, World
from tests.world.stack import BODY, Stack
from worker.store.practice import tables

SLOT = "2023-10-18 14:00:00 to 2023-10-18 14:40:00 in operatory 2"

Case = tuple[Callable[[World], object], dict[str, object], int, str]


def as_it_is(_: World) -> None:
    """Leave the office as it is."""


CASES: dict[str, Case] = {
    "unknown operatory": (as_it_is, {"op": 99}, 404, "Operatory 99 was not found."),
    "largest operatory": (
        as_it_is,
        {"op": 2**63 - 1},
        404,
        "Operatory 9223372036854775807 was not found.",
    ),
    "unknown appointment": (as_it_is, {"aptNum": 5}, 404, "Appointment 5 was not found."),
    "hidden operatory": (
        lambda world: world.change(tables.operatory, is_hidden=1),
        {},
        400,
        "Operatory 2 is hidden.",
    ),
    "not ASAP": (
        lambda world: world.change(tables.appointment, priority=Priority.NORMAL),
        {},
        400,
        f"Appointment {APT} is not marked ASAP.",
    ),
    "complete": (
        lambda world: world.change(tables.appointment, apt_status=AptStatus.COMPLETE),
        {},
        400,
        (
            f"Appointment {APT} is Complete; an opening can be offered to scheduled, unscheduled, "
            "planned and broken appointments."
        ),
    ),
    "no length": (
        lambda world: world.change(tables.appointment, pattern=""),
        {},
        400,
        f"Appointment {APT} has no length because its Pattern is empty.",
    ),
    "past": (
        as_it_is,
        {"dateTimeStart": "2023-10-16 09:01:24"},
        400,
        (
            "The time slot 2023-10-16 09:01:24 has already started: "
            "the office's clock shows 2023-10-16 09:01:25 in UTC."
        ),
    ),
    "taken": (
        lambda world: world.booked(START),
        {},
        400,
        f"The time slot {SLOT} is taken by appointment 11940, 14:00 to 14:40.",
    ),
    "blocked": (
        lambda world: world.blockout(START, START + timedelta(hours=1), "NS"),
        {},
        400,
        f"The time slot {SLOT} lies in a blockout, 14:00 to 15:00, that does not allow the appointment.",
    ),
    "no Web Sched": (
        lambda world: world.preference("WebSchedAsapEnabled", "0"),
        {},
        400,
        "The office is not subscribed to Web Sched ASAP.",
    ),
    "no texting": (
        lambda world: world.preference("SmsContractDate", ""),
        {},
        400,
        "The office is not subscribed to Integrated Texting.",
    ),
    "offered already": (
        lambda world: world.offered(),
        {},
        409,
        f"AsapComm 1 already offers this time slot for appointment {APT}.",
    ),
}


@pytest.fixture(params=list(CASES))
def refused(request: pytest.FixtureRequest, service: Stack) -> tuple[Stack, Case]:
    """Have an office that will refuse."""
    case = CASES[request.param]
    case[0](service.world)
    return service, case


def test_a_refusal_says_why(refused: tuple[Stack, Case]) -> None:
    """Each reason has its status, its sentence in plain text."""
    stack, (_, change, status, sentence) = refused
    answer = stack.post({**BODY, **change})

    assert (status, sentence, "text/plain; charset=utf-8") == (
        answer.status_code,
        answer.text,
        answer.headers["Content-Type"],
    )


def test_a_refusal_writes_nothing(refused: tuple[Stack, Case]) -> None:
    """No table of the practice is touched."""
    stack, (_, change, _, _) = refused
    before = stack.practice()
    stack.post({**BODY, **change})
    stack.idle()

    assert before == stack.practice()


def test_a_refusal_has_no_location(service: Stack) -> None:
    """There is nothing to go to."""
    assert "Location" not in service.post({**BODY, "op": 99}).headers


def test_a_start_that_is_now_is_not_past(service: Stack) -> None:
    """An opening that begins this second is offered, though too late to be texted."""
    answer = service.post({**BODY, "dateTimeStart": "2023-10-16 09:01:25"})

    assert answer.json()["Note"] == (
        "Not sending text because the text would be sent less than 30 minutes before the time slot."
    )


def test_the_appointments_own_place_is_not_taken(service: Stack) -> None:
    """An appointment does not stand in its own way."""
    service.world.change(tables.appointment, apt_status=AptStatus.SCHEDULED, apt_date_time=START)

    assert service.post().status_code == 200


def test_a_freed_opening_is_offered_again(service: Stack) -> None:
    """What was taken can be offered once it is free."""
    service.world.booked(START)
    refused = service.post().status_code
    service.world.remove(tables.appointment)
    service.world.appointment(APT, apt_date_time=APT_WAS_AT)

    assert (400, 200) == (refused, service.post().status_code)
