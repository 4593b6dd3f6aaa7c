"""What the clock finds, whatever the queue has lost."""

from uuid import uuid4

from schemas.asapcomm import AsapCommPost
from tests.world.office import APT, OP, START, World
from worker.gateways.port import NotSent
from worker.store import practice_tables as tables
from worker.store import requests


def accepted(world: World) -> str:
    """Write a request as web does, and leave it at that."""
    request_id = uuid4()
    with world.store.writing() as transaction:
        body = AsapCommPost(op=OP, aptNum=APT, dateTimeStart=START)
        requests.add(transaction, request_id, body, "guid", world.now)
    return str(request_id)


def test_a_request_without_an_answer_is_found(world: World) -> None:
    """A request that web accepted and no worker has seen is due after the settling time."""
    request_id = accepted(world)
    world.later(seconds=6)

    assert [request_id] == [found.request_id for found in world.sweep().requests]


def test_a_fresh_request_is_left_to_web(world: World) -> None:
    """A request that was just put on the queue is not put there again."""
    accepted(world)

    assert [] == world.sweep().requests


def test_a_due_offer_is_found(world: World) -> None:
    """An offer whose message was lost is due, with its request's id for the logs."""
    request_id = uuid4()
    num = world.offered(request_id=request_id)
    world.later(seconds=6)

    (found,) = world.sweep().offers
    assert (num, str(request_id)) == (found.asap_comm_num, found.request_id)


def test_an_offer_that_waited_for_the_window_is_found_at_once(world: World) -> None:
    """Seconds matter: a scheduled offer is due the moment its time has come."""
    world.now = world.now.replace(hour=6, minute=59, second=58)
    world.offered()
    world.later(seconds=2)

    assert 1 == len(world.sweep().offers)


def test_an_offer_that_is_not_due_is_not_found(world: World) -> None:
    """An offer for the morning is left alone at night."""
    world.now = world.now.replace(hour=23)
    world.offered()
    world.later(minutes=1)

    assert [] == world.sweep().offers


def test_a_sent_offer_is_not_found(world: World) -> None:
    """What is done is done."""
    world.send(world.offered())
    world.later(minutes=1)

    found = world.sweep()
    assert ([], [], []) == (found.requests, found.offers, found.attempts)


def test_a_pause_is_kept(world: World) -> None:
    """An offer that the provider did not take for now is found when its pause is over."""
    world.gateway.answers = [NotSent("busy", is_permanent=False)]
    world.send(world.offered())
    world.later(seconds=10)
    during = world.sweep().offers
    world.later(seconds=6)

    assert ([], 1) == (during, len(world.sweep().offers))


def test_rows_of_open_dentals_own_window_are_found(world: World) -> None:
    """An offer that staff made in Open Dental is sent like our own."""
    world.add(
        tables.asapcomm,
        f_key=APT,
        sms_send_status=2,
        date_time_sms_scheduled=world.office.local(world.now),
        date_time_entry=world.office.local(world.now),
    )
    world.later(seconds=6)

    assert [None] == [found.request_id for found in world.sweep().offers]
