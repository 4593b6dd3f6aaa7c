"""Offers past their DateTimeExpire come to an end, once, whatever they were."""

import pytest

from schemas.codes import ResponseStatus
from tests.world.office import World
from worker.gateways.port import NoAnswer
from worker.queue import kinds
from worker.rules import skip
from worker.store.practice import tables

LIFE = {"days": 10}
"""Longer than a link lives: the opening is in two days, and the link a week longer."""


def status(world: World) -> ResponseStatus:
    """Return what has come of the only offer."""
    return ResponseStatus(world.row(tables.asapcomm)["response_status"])


def test_an_unanswered_offer_expires(world: World) -> None:
    """The clock finds it once, and nobody after that."""
    num = world.offered()
    world.send(num)
    world.later(**LIFE)
    found = [over.asap_comm_num for over in world.sweep()[kinds.EXPIRE]]

    world.expire(num)

    assert [num] == found
    assert ResponseStatus.EXPIRED is status(world)
    assert [] == world.sweep()[kinds.EXPIRE]


def test_an_offer_is_not_ended_early(world: World) -> None:
    """Until the last second of its life the link is good."""
    num = world.offered()
    world.send(num)
    world.later(days=8)

    world.expire(num)

    assert [] == world.sweep()[kinds.EXPIRE]
    assert ResponseStatus.PENDING_RSVP is status(world)


@pytest.mark.parametrize(
    "answer",
    [
        ResponseStatus.ACCEPTED_AND_MOVED,
        ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE,
        ResponseStatus.DECLINED,
        ResponseStatus.DECLINED_STOP_COMM,
        ResponseStatus.CHOSE_DIFFERENT_SLOT,
        ResponseStatus.FAILED,
    ],
)
def test_an_answer_stays(world: World, answer: ResponseStatus) -> None:
    """What the patient has said is not overwritten by the calendar."""
    num = world.offered()
    world.send(num)
    world.change(tables.asapcomm, response_status=answer)
    world.later(**LIFE)

    world.expire(num)

    assert answer is status(world)
    assert [] == world.sweep()[kinds.EXPIRE]


@pytest.mark.parametrize("seen", [ResponseStatus.VIEWED, ResponseStatus.VIEWED_NOT_AVAILABLE])
def test_who_only_looked_has_not_answered(world: World, seen: ResponseStatus) -> None:
    """A page that was opened and left is no answer."""
    num = world.offered()
    world.send(num)
    world.change(tables.asapcomm, response_status=seen)
    world.later(**LIFE)

    world.expire(num)

    assert ResponseStatus.EXPIRED is status(world)


def test_a_waiting_offer_is_ended_by_sending(world: World) -> None:
    """Whatever was never sent says so in its Note."""
    num = world.offered()
    world.later(**LIFE)

    world.expire(num)
    world.send(num)
    world.expire(num)

    assert (ResponseStatus.EXPIRED, skip.EXPIRED.sentence) == (
        status(world),
        world.row(tables.asapcomm)["note"],
    )
    assert [] == world.sweep()[kinds.EXPIRE]


def test_an_open_call_is_settled_first(world: World) -> None:
    """While nobody knows whether the patient has the text, the offer is come back to."""
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(**LIFE)

    world.expire(num)

    assert ResponseStatus.PENDING_RSVP is status(world)
    assert [num] == [over.asap_comm_num for over in world.sweep()[kinds.EXPIRE]]
