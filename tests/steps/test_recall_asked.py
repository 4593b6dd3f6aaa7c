"""A recall that is offered an opening by request: by the rules and facts of Open Dental's own window."""

from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

import pytest

from schemas.codes import FKeyType, Priority, ResponseStatus
from tests.world.office import APT, DUE, PAT, RECALL, START, World
from tests.world.visitor import Visitor
from worker.rules import skip
from worker.rules.answer import Outcome
from worker.store.ledger.tables import request
from worker.store.practice import tables


@pytest.fixture
def recall_world(world: World) -> World:
    """Return an office whose patient has a recall of 40 minutes on the ASAP list."""
    world.recall()
    return world


def test_a_recall_is_offered_like_an_appointment(recall_world: World) -> None:
    """The row says Recall and when it was due; the blockout is as long as its type's pattern."""
    decided = recall_world.text(recall=RECALL)

    assert HTTPStatus.OK is decided.status
    row = recall_world.row(tables.asapcomm)
    assert (RECALL, FKeyType.RECALL, PAT) == (row["f_key"], row["f_key_type"], row["pat_num"])
    assert datetime.combine(DUE, time()) == row["date_time_orig"]
    assert time(14, 40) == recall_world.row(tables.schedule)["stop_time"]
    assert 1 == len(recall_world.gateway.texts)


def test_a_recall_that_is_accepted_becomes_an_appointment(recall_world: World) -> None:
    """What is asked for and what the window offers ends the same."""
    visitor = Visitor.texted(recall_world, recall=RECALL)

    assert Outcome.MOVED is visitor.accept()
    made = [row for row in recall_world.rows(tables.appointment) if row["apt_num"] != APT]
    assert [START] == [row["apt_date_time"] for row in made]
    assert START.date() == recall_world.row(tables.recall)["date_scheduled"]


WRONG: list[tuple[dict[str, Any], HTTPStatus, str]] = [
    ({"recall_num": 1}, HTTPStatus.NOT_FOUND, "Recall 4711 was not found."),
    (
        {"priority": Priority.NORMAL},
        HTTPStatus.BAD_REQUEST,
        "Recall 4711 is not on the ASAP list.",
    ),
    ({"is_disabled": 1}, HTTPStatus.BAD_REQUEST, "Recall 4711 is not on the ASAP list."),
    (
        {"date_scheduled": START.date()},
        HTTPStatus.BAD_REQUEST,
        "Recall 4711 is not on the ASAP list.",
    ),
    (
        {"recall_type_num": 0},
        HTTPStatus.BAD_REQUEST,
        "Recall 4711 has no length because its type has no pattern.",
    ),
]


@pytest.mark.parametrize(("wrong", "status", "sentence"), WRONG)
def test_what_is_wrong_is_refused_in_a_sentence(
    recall_world: World, wrong: dict[str, Any], status: HTTPStatus, sentence: str
) -> None:
    """Nothing is written but the answer."""
    recall_world.change(tables.recall, **wrong)

    decided = recall_world.ask(recall=RECALL)

    assert (status, sentence) == (decided.status, decided.sentence)
    assert [] == recall_world.rows(tables.asapcomm) + recall_world.rows(tables.schedule)
    assert [(0, RECALL)] == [
        (row["apt_num"], row["recall_num"]) for row in recall_world.rows(request)
    ]


def test_the_patients_own_appointment_is_in_the_way(recall_world: World) -> None:
    """A recall has no appointment that would be moved away."""
    recall_world.booked(START, pat_num=PAT, apt_num=RECALL)

    decided = recall_world.ask(recall=RECALL)

    assert "time-taken" == decided.refusal_code


def held_by(num: int) -> str:
    """Say that an offer brings the slot to the recall already."""
    return f"AsapComm {num} already offers this time slot for recall {RECALL}."


def test_a_slot_is_offered_to_a_recall_once(recall_world: World) -> None:
    """Whoever asks again is told which offer holds it, though staff have deleted its blockout."""
    world = recall_world
    first = Visitor.texted(world, recall=RECALL)
    again = world.ask(recall=RECALL)
    world.remove(tables.schedule, tables.scheduleop)
    after = world.ask(recall=RECALL)

    assert [(HTTPStatus.CONFLICT, held_by(first.num))] * 2 == [
        (each.status, each.sentence) for each in (again, after)
    ]


def test_an_appointment_of_the_same_number_is_another(recall_world: World) -> None:
    """AptNums and RecallNums are counted apart."""
    recall_world.patient(27)
    recall_world.appointment(RECALL, 27)

    statuses = {recall_world.ask(apt=RECALL).status, recall_world.ask(recall=RECALL).status}

    assert {HTTPStatus.OK} == statuses
    assert {FKeyType.RECALL, FKeyType.BROKEN} == {
        row["f_key_type"] for row in recall_world.rows(tables.asapcomm)
    }


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_list_and_a_request_offer_a_recall_once(recall_world: World, *, is_deleted: bool) -> None:
    """A list leaves out whose recall was offered alone, and the other way round."""
    world = recall_world

    def delete() -> None:
        if is_deleted:
            world.remove(tables.schedule, tables.scheduleop)

    first = Visitor.texted(world, recall=RECALL)
    delete()
    listed = world.open(recallNums=[RECALL])
    later = START + timedelta(hours=2)
    (second,) = world.open(recallNums=[RECALL], dateTimeStart=later).due
    world.send(second)
    delete()
    alone = world.ask(recall=RECALL, start=later)

    assert [HTTPStatus.CONFLICT] * 2 == [listed.status, alone.status]
    assert held_by(first.num) == listed.sentence
    assert 2 == len(world.rows(tables.asapcomm))


def test_who_wants_no_more_about_a_recall_is_not_texted(recall_world: World) -> None:
    """A refusal of the recall counts, and its Note calls it one; one of an appointment does not."""
    Visitor.texted(recall_world, start=START + timedelta(hours=3)).stop()
    first = Visitor.texted(recall_world, recall=RECALL, start=START + timedelta(hours=1))
    first.stop()

    num = recall_world.offered(recall=RECALL)

    assert ["", skip.of_recall(skip.REFUSED_BEFORE).sentence] == [
        first.note,
        Visitor(recall_world, num).note,
    ]
    assert ResponseStatus.UNABLE_TO_SEND is Visitor(recall_world, num).status
