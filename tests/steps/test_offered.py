"""The same opening is offered to the same appointment's patient once, whatever becomes of the rows."""

from collections.abc import Callable
from datetime import time, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import update

from schemas.codes import FKeyType, SendStatus
from tests.steps.test_end_blockout import end_all
from tests.world.office import APT, OP, START, World
from tests.world.provider import tell
from tests.world.visitor import Visitor
from worker.gateways.port import NoAnswer, NotSent
from worker.rules.answer import Outcome
from worker.rules.attempt import UnknownPolicies, UnknownPolicy
from worker.store.practice import tables

Deed = Callable[[World], None]


def delete_blockout(world: World) -> None:
    """Staff take the blockout off the schedule."""
    world.remove(tables.scheduleop)
    world.remove(tables.schedule)


def delete_schedule(world: World) -> None:
    """Its schedule row alone goes."""
    world.remove(tables.schedule)


def delete_operatory(world: World) -> None:
    """Its scheduleop row alone goes."""
    world.remove(tables.scheduleop)


def move_by_minutes(world: World) -> None:
    """Staff push it back a little."""
    world.change(tables.schedule, start_time=time(14, 5))


def move_to_another_chair(world: World) -> None:
    """Staff drag it to another operatory."""
    world.change(tables.scheduleop, operatory_num=OP + 1)


def move_to_another_day(world: World) -> None:
    """Staff drag it to the next day."""
    world.change(tables.schedule, sched_date=START.date() + timedelta(days=1))


GONE: list[Deed] = [
    delete_blockout,
    delete_schedule,
    delete_operatory,
    move_by_minutes,
    move_to_another_chair,
    move_to_another_day,
]


def is_held(world: World) -> bool:
    """Ask for the same again; say whether that was refused and nobody texted."""
    before = len(world.gateway.texts)
    decided = world.ask()
    if decided.asap_comm_num:
        world.send(decided.asap_comm_num)
    assert (decided.status is HTTPStatus.CONFLICT) == (before == len(world.gateway.texts))
    return decided.status is HTTPStatus.CONFLICT


@pytest.mark.parametrize("deed", GONE)
def test_an_offer_whose_blockout_was_changed_is_not_made_again(world: World, deed: Deed) -> None:
    """What staff do to the blockout does not take the text back."""
    Visitor.texted(world)

    deed(world)

    assert is_held(world)


@pytest.mark.parametrize("deed", GONE)
def test_a_declined_offer_whose_blockout_was_changed_is_not_made_again(
    world: World, deed: Deed
) -> None:
    """Who has said no is not asked the same a second time."""
    Visitor.texted(world).decline()

    deed(world)

    assert is_held(world)


@pytest.mark.parametrize("say", ["accept", "decline", "stop"])
def test_an_answered_offer_whose_blockout_has_ended_is_not_made_again(
    world: World, say: str
) -> None:
    """A blockout that this service has taken away stands for a text that was read."""
    world.policy(keeps_blockouts=False)
    getattr(Visitor.texted(world), say)()
    assert 1 == end_all(world)

    assert is_held(world)


def test_a_decline_is_undone_by_the_old_link(world: World) -> None:
    """The link of the one text still takes the opening, after the second request was refused."""
    world.policy(keeps_blockouts=False)
    visitor = Visitor.texted(world)
    visitor.decline()
    end_all(world)
    assert is_held(world)

    assert Outcome.MOVED is visitor.accept()


def test_an_offer_of_open_dentals_own_is_known_by_its_ended_blockout(world: World) -> None:
    """A row that another program made is remembered by the blockout that was ended for it."""
    world.policy(keeps_blockouts=False)
    visitor = Visitor(world, world.offered_by_staff(recall_num=APT))
    world.change(tables.asapcomm, f_key_type=FKeyType.BROKEN)
    world.send(visitor.num)
    visitor.decline()
    end_all(world)

    assert is_held(world)


@pytest.mark.parametrize("answer", [None, NoAnswer("ReadTimeout")])
def test_an_offer_that_was_deleted_after_its_call_is_not_made_again(
    world: World, answer: NoAnswer | None
) -> None:
    """The ledger knows of a text that went out, or may have, when the offer's row does not."""
    world.gateway.answers = [answer] if answer else []
    Visitor.texted(world)

    world.remove(tables.asapcomm)
    delete_blockout(world)

    assert is_held(world)


def test_a_text_that_was_given_up_is_not_sent_by_asking_again(world: World) -> None:
    """Nobody knows whether the patient has it, so it is not offered twice."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.NEVER))
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    num = world.offered()
    world.send(num)
    world.later(seconds=200)
    world.settle(num)
    assert SendStatus.SEND_FAILED == world.row(tables.asapcomm)["sms_send_status"]

    assert is_held(world)


def test_a_deleted_offer_that_was_never_attempted_may_be_made_again(world: World) -> None:
    """What staff delete before its time was told to nobody."""
    world.offered()
    world.remove(tables.asapcomm)

    assert not is_held(world)


def test_a_deleted_offer_that_certainly_was_not_sent_may_be_made_again(world: World) -> None:
    """A refusal of the provider's is no text."""
    world.gateway.answers = [NotSent("No.", is_permanent=True)]
    Visitor.texted(world)
    world.remove(tables.asapcomm)

    assert not is_held(world)


@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_undelivered_offer_may_be_made_again(world: World, *, is_deleted: bool) -> None:
    """What the carrier did not deliver the patient does not have."""
    Visitor.texted(world)
    tell(world, "undelivered", 30003)
    if is_deleted:
        world.remove(tables.asapcomm)

    assert not is_held(world)


def test_another_opening_or_appointment_is_another_offer(world: World) -> None:
    """The ledger holds one opening for one appointment, and nothing beside it."""
    world.appointment(502)
    world.add(tables.operatory, operatory_num=OP + 1, op_name="Op 3")
    Visitor.texted(world)
    delete_blockout(world)

    others = [
        world.ask(start=START + timedelta(minutes=5)),
        world.ask(apt=502),
        world.ask(op=OP + 1),
    ]

    assert {HTTPStatus.OK} == {decided.status for decided in others}


def test_a_number_that_came_again_holds_nothing(world: World) -> None:
    """A row that stands under a deleted offer's number is no proof of that offer."""
    num = world.offered()
    with world.store.writing() as transaction:
        asapcomm = tables.asapcomm
        transaction.run(
            update(asapcomm).where(asapcomm.c.asap_comm_num == num).values(f_key=APT + 1)
        )

    assert not is_held(world)
