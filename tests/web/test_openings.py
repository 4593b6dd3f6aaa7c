"""POST /openings: an opening is offered to a list, looked at, and stopped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from schemas.codes import Priority, YesNo
from tests.steps.opening.lists import SECOND, THIRD, put_on_list
from tests.world.office import APT, OP, World
from tests.world.stack import Stack
from worker.rules.skip import STOPPED
from worker.store.ledger.tables import opening
from worker.store.practice import tables

TODAY = datetime.now(UTC)
SOON: dict[str, Any] = {
    "op": OP,
    "dateTimeStart": f"{TODAY.date() + timedelta(days=5)} 14:00:00",
    "lengthMinutes": 60,
}
"""An opening by the real clock, which the web process goes by."""

ASKED: dict[str, Any] = {"op": OP, "dateTimeStart": "2023-10-18 14:00:00", "lengthMinutes": 60}
READER = {"Authorization": "ODFHIR reader/r"}
TEXTER = {"Authorization": "ODFHIR texter/t"}


@pytest.fixture
def listed(world: World) -> None:
    """Have three patients on the list."""
    put_on_list(world)


def written(stack: Stack) -> list[int]:
    """Count what an opening would add."""
    return [len(stack.world.rows(table)) for table in (tables.asapcomm, tables.schedule, opening)]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_a_list_is_offered_an_opening(service: Stack, prefix: str) -> None:
    """The answer is the opening, and Location leads to it."""
    answer = service.post(ASKED, f"{prefix}/openings")
    service.idle()

    assert (200, f"{prefix}/openings/1") == (answer.status_code, answer.headers["Location"])
    body = answer.json()
    assert [SECOND, THIRD, APT] == [one["FKey"] for one in body["offers"]]
    assert ("2023-10-18 14:00:00", "2023-10-18 15:00:00") == (
        body["dateTimeStart"],
        body["dateTimeEnd"],
    )
    shown = service.get(answer.headers["Location"]).json()
    assert (1, 2, "2023-10-16 09:17:25") == (
        shown["textsSent"],
        shown["textsToSend"],
        shown["lastTextDue"],
    )


@pytest.mark.usefixtures("listed")
def test_a_dry_run_writes_nothing(stack: Stack) -> None:
    """Nobody is at work behind it, and nothing is left of it."""
    answer = stack.post({**SOON, "dryRun": True}, "/openings")

    assert (200, 0, 3) == (
        answer.status_code,
        answer.json()["ScheduleNum"],
        answer.json()["textsToSend"],
    )
    assert [0, 0, 0] == written(stack)


@pytest.mark.usefixtures("listed")
def test_a_dry_run_is_what_then_happens(service: Stack) -> None:
    """The same patients in the same order get the same words."""
    service.world.now = TODAY
    asked = {**SOON, "aptNums": [APT, SECOND], "pacing": 7}
    said = service.post({**asked, "dryRun": True}, "/openings").json()
    done = service.post(asked, "/openings").json()

    assert [one["FKey"] for one in said["offers"]] == [one["FKey"] for one in done["offers"]]
    assert [one["text"] for one in said["offers"]] == [one["text"] for one in done["offers"]]


@pytest.mark.usefixtures("listed")
def test_who_does_not_wait_asks_later(service: Stack) -> None:
    """An accepted request has an address for its outcome."""
    answer = service.post(ASKED, "/openings", headers={"Prefer": "respond-async"})
    service.idle()

    assert (202, "1") == (answer.status_code, answer.headers["Retry-After"])
    outcome = service.get(service.poll_path(answer))
    assert (200, "/openings/1") == (outcome.status_code, outcome.headers["Location"])


@pytest.mark.usefixtures("listed")
def test_one_key_is_one_opening(service: Stack) -> None:
    """The same Idempotency-Key with the same body has the same answer, with another a 409."""
    key = {"Idempotency-Key": "a click"}
    answers = [service.post(ASKED, "/openings", headers=key) for _ in range(3)]
    other = service.post({**ASKED, "pacing": 1}, "/openings", headers=key)
    service.idle()

    assert {(200, "/openings/1")} == {
        (each.status_code, each.headers["Location"]) for each in answers
    }
    assert (409, "This Idempotency-Key was used before with another body.") == (
        other.status_code,
        other.text,
    )
    assert [3, 1, 1] == written(service)


@pytest.mark.usefixtures("listed")
def test_a_key_of_a_single_request_is_another(service: Stack) -> None:
    """POST /asapcomms and POST /openings do not take each other's keys for theirs."""
    key = {"Idempotency-Key": "a click"}
    single = {"op": OP, "aptNum": APT, "dateTimeStart": "2023-10-19 14:00:00"}
    statuses = [
        service.post(single, headers=key).status_code,
        service.post(ASKED, "/openings", headers=key).status_code,
    ]
    service.idle()

    assert [200, 200] == statuses


@pytest.mark.usefixtures("listed")
def test_an_opening_is_stopped(service: Stack) -> None:
    """What waits has its Note, and the answer shows it."""
    service.post(ASKED, "/openings")
    service.idle()

    answer = service.request("POST", "/openings/1/stop")

    assert (200, 0) == (answer.status_code, answer.json()["textsToSend"])
    assert ["", STOPPED.sentence, STOPPED.sentence] == [
        one["Note"] for one in answer.json()["offers"]
    ]


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/openings/7", 404, "Opening 7 was not found."),
        ("GET", "/openings/x", 400, "ScheduleNum must be a whole number."),
        (
            "GET",
            "/openings/99999999999999999999",
            404,
            "Opening 99999999999999999999 was not found.",
        ),
        ("GET", "/openings/requests/x", 404, "Request x was not found."),
        ("POST", "/openings/7/stop", 404, "Opening 7 was not found."),
        ("POST", "/openings/x/stop", 400, "ScheduleNum must be a whole number."),
    ],
)
def test_what_is_not_there_is_said(
    stack: Stack, method: str, path: str, status: int, sentence: str
) -> None:
    """No address makes an opening of what is none."""
    answer = stack.request(method, path)

    assert (status, sentence) == (answer.status_code, answer.text)


def test_an_unknown_request_is_not_found(stack: Stack) -> None:
    """A request that nobody has made has no outcome."""
    assert 404 == stack.get(f"/openings/requests/{uuid4()}").status_code


def test_a_blockout_of_another_kind_is_no_opening(stack: Stack) -> None:
    """Lunch is not shown, and not stopped."""
    num = stack.world.add(tables.schedule, sched_type=2)

    assert 404 == stack.get(f"/openings/{num}").status_code


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"aptNums": []}, 400, "aptNums is empty"),
        ({"aptNums": [5, 5]}, 400, "aptNums has 5 twice"),
        ({"aptNums": [*range(1, 5001)]}, 400, "aptNums has 5000 numbers"),
        ({"aptNums": [99]}, 404, "Appointment 99 was not found."),
        ({"lengthMinutes": 0}, 400, "lengthMinutes must be 5 to 1440 minutes."),
        ({"lengthMinutes": -60}, 400, "lengthMinutes must be 5 to 1440 minutes."),
        ({"lengthMinutes": 65}, 400, "is taken by appointment 12010, 15:00 to 15:40."),
        ({"aptNums": [12010]}, 400, "Appointment 12010 is not marked ASAP."),
        ({"recallNums": [99]}, 404, "Recall 99 was not found."),
        ({"aptNums": [SECOND]}, 400, "Nobody would be texted. 1: Not sending text because this"),
        ({"dateTimeStart": "2023-10-16 09:00:00"}, 400, "has already started"),
        ({"dateTimeStart": "2020-10-16 09:00:00", "aptNums": None}, 400, "has already started"),
        ({"ClinicNum": 5}, 400, "Operatory 2 is of clinic 0, not 5."),
        ({"lengthMinutes": 30}, 400, "Nobody on the ASAP list fits."),
    ],
)
def test_what_cannot_be_offered_is_a_plain_sentence(
    service: Stack, wrong: dict[str, Any], status: int, sentence: str, *, dry_run: bool
) -> None:
    """Whether in earnest or not, the words are the same."""
    service.world.now = TODAY
    in_the_way = datetime.fromisoformat(SOON["dateTimeStart"]) + timedelta(hours=1)
    service.world.booked(in_the_way, apt_num=12010)
    service.world.change(tables.patient, txt_msg_ok=YesNo.NO)
    answer = service.post({**SOON, **wrong, "dryRun": dry_run}, "/openings")

    assert status == answer.status_code
    assert sentence in answer.text
    assert [0, 0] == written(service)[:2]


@pytest.mark.parametrize("nothing_is_free", [{"op": OP}, {"op": OP, "lengthMinutes": 60}])
def test_a_slip_in_the_year_is_said(service: Stack, nothing_is_free: dict[str, Any]) -> None:
    """Whether or not anything is free there, which nobody has asked."""
    asked = {**nothing_is_free, "dateTimeStart": "2098-10-15 03:00:00", "dryRun": True}
    answer = service.post(asked, "/openings")

    assert 400 == answer.status_code
    assert "the limit in MOST_DAYS_AHEAD" in answer.text


@pytest.mark.usefixtures("listed")
def test_two_people_who_send_the_same_at_once_make_one(service: Stack) -> None:
    """One has it, the other is told that it is there."""
    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(lambda _: service.post(ASKED, "/openings"), range(2)))
    service.idle()

    assert [200, 409] == sorted(each.status_code for each in answers)
    assert any("already offers this time slot" in each.text for each in answers)
    assert [3, 1] == written(service)[:2]


def test_a_program_is_told_by_a_code(service: Stack) -> None:
    """Problem details name what the sentence says."""
    service.world.change(tables.appointment, priority=Priority.NORMAL)
    accept = {"Accept": "application/problem+json"}

    assert "nobody-fits" == service.post(ASKED, "/openings", headers=accept).json()["code"]


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/openings", READER),
        ("POST", "/openings/1/stop", READER),
        ("GET", "/openings/requests/1", READER),
        ("GET", "/openings/1", TEXTER),
    ],
)
def test_each_key_may_do_what_it_may(
    stack: Stack, method: str, path: str, headers: dict[str, str]
) -> None:
    """Who may read sends nothing, and who may send reads nobody's list."""
    assert 403 == stack.request(method, path, json=ASKED, headers=headers).status_code
