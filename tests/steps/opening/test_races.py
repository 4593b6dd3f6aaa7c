"""A list against others at the same moment: nobody is offered a slot twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from uuid import uuid4

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum
from tests.steps.opening.lists import its_num, put_on_list
from tests.world.office import APT, OP, World
from tests.world.visitor import Visitor
from worker.rules.answer import Outcome
from worker.store.practice import tables

TURNS = 6


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Call all at the same moment."""
    with ThreadPoolExecutor(len(calls)) as threads:
        return [each.result() for each in [threads.submit(call) for call in calls]]


def test_one_request_delivered_to_many_is_one_opening(world: World) -> None:
    """Every worker has the message: one blockout, one row a patient, one answer."""
    put_on_list(world)
    request_id = uuid4()

    def decide() -> object:
        decided = world.open(request_id=request_id)
        return decided.status, decided.schedule_num

    answers = at_once(*[decide] * TURNS)

    assert {(HTTPStatus.OK, its_num(world))} == set(answers)
    assert 3 == len(world.rows(tables.asapcomm))
    assert 1 == len(world.rows(tables.schedule))


def test_the_same_list_sent_by_many_is_one_opening(world: World) -> None:
    """Several people click at once: one opening is made, the others are told."""
    put_on_list(world)

    answers = at_once(*[lambda: world.open().status] * TURNS)

    assert {HTTPStatus.OK: 1, HTTPStatus.CONFLICT: TURNS - 1} == Counter(answers)
    assert 3 == len(world.rows(tables.asapcomm))


def test_a_list_and_a_single_request_share_a_patient_once(world: World) -> None:
    """Whoever comes first offers the slot to the patient of both."""
    put_on_list(world)

    at_once(*[lambda: world.open().status, lambda: world.ask().status] * 3)

    patients = Counter(row["f_key"] for row in world.rows(tables.asapcomm))
    assert {1} == set(patients.values())
    assert APT in patients


def test_a_list_meets_an_acceptance(world: World) -> None:
    """Whoever is first: nobody is texted about a slot that is taken, and one patient has it."""
    put_on_list(world)
    visitor = Visitor.texted(world)

    accepted, _ = at_once(visitor.accept, lambda: world.open(pacing="at-once").status)
    for row in world.rows(tables.asapcomm):
        world.send(AsapCommNum(row["asap_comm_num"]))

    assert Outcome.MOVED is accepted
    others = [row for row in world.rows(tables.asapcomm) if row["f_key"] != APT]
    assert {SendStatus.DO_NOT_SEND} >= {row["sms_send_status"] for row in others}
    assert {ResponseStatus.FAILED} >= {row["response_status"] for row in others}
    assert 1 == len(world.gateway.texts)


def test_a_list_that_goes_out_meets_an_acceptance(world: World) -> None:
    """Whoever was not texted before the slot was taken is not texted after, and nobody waits on."""
    put_on_list(world)
    world.open(pacing="at-once")
    first, *others = [AsapCommNum(row["asap_comm_num"]) for row in world.rows(tables.asapcomm)]
    world.send(first)
    visitor = Visitor(world, first)

    accepted, *_ = at_once(visitor.accept, *(partial(world.send, num) for num in others))

    assert Outcome.MOVED is accepted
    statuses = Counter(row["sms_send_status"] for row in world.rows(tables.asapcomm))
    assert {SendStatus.SEND_SUCCESSFUL, SendStatus.DO_NOT_SEND} >= statuses.keys()
    assert statuses[SendStatus.SEND_SUCCESSFUL] == len(world.gateway.texts)
    texted = [one for one in (Visitor(world, num) for num in others) if not one.note]
    assert {Outcome.NOT_AVAILABLE} >= {one.accept() for one in texted}
    assert 1 == sum(row["op"] == OP for row in world.rows(tables.appointment))
