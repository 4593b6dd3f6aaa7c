"""Two hundred who want the same slot at the same moment: one has it, nobody overlaps."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from schemas.codes import AptStatus, Priority, ResponseStatus
from tests.world.office import START, World, a_patient, an_appointment
from tests.world.visitor import Visitor
from worker.rules.answer import Answer, Outcome
from worker.rules.slot import length
from worker.steps.answer import answer
from worker.store.ledger import tables as own_tables
from worker.store.practice import tables

CROWD: Final = 200
THREADS: Final = 20


def texted_crowd(world: World) -> list[Visitor]:
    """Text everybody about one slot; each has an appointment another day."""
    pat_nums = range(1000, 1000 + CROWD)
    appointments = [an_appointment(900_000 + one, one) for one in pat_nums]
    with world.store.writing() as transaction:
        transaction.insert_all(tables.patient, [a_patient(one) for one in pat_nums])
        transaction.insert_all(tables.appointment, appointments)
    visitors = [Visitor(world, world.offered(apt=900_000 + one)) for one in pat_nums]
    world.change(tables.asapcomm, response_status=ResponseStatus.PENDING_RSVP, sms_send_status=3)
    return visitors


@pytest.mark.timeout(240)
def test_one_of_two_hundred_has_the_slot(world: World) -> None:
    """Exactly one moves, the others are told and counted, and nothing overlaps."""
    visitors = texted_crowd(world)
    asked = [visitor.asked(visitor.look(), Answer.ACCEPT) for visitor in visitors]

    with ThreadPoolExecutor(THREADS) as threads:
        stored = list(threads.map(lambda one: answer(one, world.office.desk, world.now), asked))

    outcomes = Counter(one.outcome for one in stored if one)
    assert {Outcome.MOVED: 1, Outcome.NOT_AVAILABLE: CROWD - 1} == outcomes
    statuses = Counter(row["response_status"] for row in world.rows(tables.asapcomm))
    assert {
        ResponseStatus.ACCEPTED_AND_MOVED: 1,
        ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE: CROWD - 1,
    } == statuses
    there = [
        row
        for row in world.rows(tables.appointment)
        if row["apt_status"] == AptStatus.SCHEDULED
        and row["apt_date_time"] < START + length(row["pattern"])
        and row["apt_date_time"] + length(row["pattern"]) > START
    ]
    assert 1 == len(there)
    assert CROWD == len(world.rows(own_tables.answer))


@pytest.mark.timeout(240)
def test_one_recall_of_many_has_the_slot(world: World) -> None:
    """Nothing says which recall an appointment is of, and still one is made, for one of them."""
    visitors = []
    for pat_num in range(1000, 1000 + CROWD // 5):
        world.patient(pat_num)
        world.recall(pat_num, pat_num)
        visitors.append(Visitor.recalled(world, recall_num=pat_num, pat_num=pat_num))
    asked = [visitor.asked(visitor.look(), Answer.ACCEPT) for visitor in visitors] * 2

    with ThreadPoolExecutor(THREADS) as threads:
        stored = list(threads.map(lambda one: answer(one, world.office.desk, world.now), asked))

    outcomes = Counter(one.outcome for one in stored if one)
    assert {Outcome.MOVED: 2, Outcome.NOT_AVAILABLE: len(asked) - 2} == outcomes
    (made,) = [row for row in world.rows(tables.appointment) if row["pat_num"] >= 1000]
    (scheduled,) = [row for row in world.rows(tables.recall) if row["priority"] == Priority.NORMAL]
    assert (made["pat_num"], START.date()) == (scheduled["pat_num"], scheduled["date_scheduled"])
    assert CROWD // 5 == len(world.rows(own_tables.answer))


@pytest.mark.timeout(120)
def test_one_patient_in_many_tabs_answers_once(world: World) -> None:
    """The same page sent twenty times at once is one answer."""
    visitor = Visitor.texted(world)
    asked = visitor.asked(visitor.open(), Answer.ACCEPT)

    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(lambda _: answer(asked, world.office.desk, world.now), range(20)))

    assert {Outcome.MOVED} == {one.outcome for one in found if one}
    assert 1 == len(world.rows(own_tables.answer))
