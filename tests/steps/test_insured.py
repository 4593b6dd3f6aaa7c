"""The insured way: a lost text is followed by one for later, which can be called off."""

import pytest

from schemas.codes import ResponseStatus, SendStatus, YesNo
from schemas.keys import AsapCommNum, ClinicNum
from tests.world.office import START, World
from worker.gateways.port import NoAnswer, NotSent
from worker.rules import skip
from worker.rules.attempt import (
    INSURANCE_AHEAD,
    AttemptState,
    UnknownPolicies,
    UnknownPolicy,
)
from worker.steps.insured import GIVEN_UP
from worker.store import attempts
from worker.store import practice_tables as tables
from worker.store.own_tables import attempt
from worker.store.portion import Portion

SOON = {"seconds": 61}
UNTIL_IT_LEAVES = {"seconds": INSURANCE_AHEAD.total_seconds() + 1}


@pytest.fixture
def lost(world: World) -> AsapCommNum:
    """Return an offer of which the provider had no trace at any look, for an insured clinic."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.INSURED))
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(seconds=181)
    assert num == world.settle(num)
    return num


def states(world: World) -> list[str]:
    """Return the states of all attempts, in their order."""
    return [row["state"] for row in sorted(world.rows(attempt), key=lambda row: row["attempt_no"])]


def look(world: World) -> None:
    """Let the clock find what is due, and settle it."""
    for overdue in world.sweep().attempts:
        world.settle_attempt(overdue.attempt_id)


def shown(world: World) -> tuple[int, int]:
    """Return what the offer says."""
    row = world.row(tables.asapcomm)
    return row["sms_send_status"], row["response_status"]


SENT = (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP)
MAYBE = (SendStatus.SENT_AWAITING_RECEIPT, ResponseStatus.PENDING_RSVP)


def test_a_second_text_waits_at_the_provider(world: World, lost: AsapCommNum) -> None:
    """It is handed over for six minutes later, and the offer goes on as unsure."""
    world.send(lost)

    first, second = world.gateway.texts
    assert (None, world.now + INSURANCE_AHEAD) == (first.send_at, second.send_at)
    assert [AttemptState.INSURED, AttemptState.SCHEDULED] == states(world)
    assert MAYBE == shown(world)


def test_it_leaves_when_the_first_stays_lost(world: World, lost: AsapCommNum) -> None:
    """After its time the second is the text that was sent; nothing more is."""
    world.send(lost)
    world.later(**UNTIL_IT_LEAVES)
    look(world)
    look(world)

    assert [AttemptState.NOT_SENT, AttemptState.ACCEPTED] == states(world)
    assert (SENT, 1) == (shown(world), len(world.rows(tables.smstomobile)))
    assert [] == world.sweep().attempts


def test_it_is_called_off_when_the_first_shows_up(world: World, lost: AsapCommNum) -> None:
    """The provider has the first after all: the second never leaves it."""
    world.send(lost)
    world.gateway.is_found = True
    world.later(**SOON)
    look(world)
    world.later(**UNTIL_IT_LEAVES)
    look(world)

    assert [f"SM{2:032}"] == world.gateway.called_off
    assert [AttemptState.ACCEPTED, AttemptState.NOT_SENT] == states(world)
    assert (SENT, 1) == (shown(world), len(world.rows(tables.smstomobile)))


def test_one_that_has_left_is_recorded_as_doubled(world: World, lost: AsapCommNum) -> None:
    """The blind spot: both went out, and both stand in the chart."""
    world.send(lost)
    world.gateway.is_found = True
    world.gateway.has_left = True
    world.later(**SOON)
    first = next(row for row in world.rows(attempt) if row["attempt_no"] == 1)
    world.settle_attempt(first["attempt_id"])
    world.later(**UNTIL_IT_LEAVES)
    look(world)

    assert [AttemptState.ACCEPTED, AttemptState.ACCEPTED] == states(world)
    assert (SENT, 2) == (shown(world), len(world.rows(tables.smstomobile)))


def test_it_is_called_off_when_the_slot_is_taken(world: World, lost: AsapCommNum) -> None:
    """Nobody is told of an opening that was filled by phone while the text waited."""
    world.send(lost)
    world.booked(START)
    world.later(seconds=21)
    world.settle(lost)

    assert [f"SM{2:032}"] == world.gateway.called_off
    assert skip.SLOT_TAKEN.sentence in world.row(tables.asapcomm)["note"]
    assert [AttemptState.GIVEN_UP, AttemptState.NOT_SENT] == states(world)


def test_a_patient_who_wants_no_more_is_given_up(world: World, lost: AsapCommNum) -> None:
    """What may have been sent stays so; no second text follows a refusal."""
    world.change(tables.patient, txt_msg_ok=YesNo.NO)

    world.send(lost)

    assert (1, [AttemptState.GIVEN_UP]) == (len(world.gateway.texts), states(world))
    assert GIVEN_UP == world.row(tables.asapcomm)["note"]


def test_a_busy_provider_is_asked_again_for_later(world: World, lost: AsapCommNum) -> None:
    """Every text that follows a lost one is for later, also after a pause."""
    world.gateway.answers = [NotSent("busy", is_permanent=False)]
    world.send(lost)
    world.later(minutes=1)
    world.send(lost)

    assert [False, True, True] == [text.send_at is not None for text in world.gateway.texts]
    assert [AttemptState.INSURED, AttemptState.REJECTED, AttemptState.SCHEDULED] == states(world)


def test_a_lost_second_is_the_last(world: World, lost: AsapCommNum) -> None:
    """If nobody can find that one either, the offer is given up."""
    world.gateway.answers = [NoAnswer("told so")]
    world.send(lost)
    world.later(seconds=181)
    look(world)
    look(world)

    assert [AttemptState.GIVEN_UP, AttemptState.GIVEN_UP] == states(world)
    assert GIVEN_UP == world.row(tables.asapcomm)["note"]
    assert [] == world.sweep().attempts


def test_a_second_that_is_found_waits_on(world: World, lost: AsapCommNum) -> None:
    """The answer to the second call was lost, but the provider keeps the text for later."""
    world.gateway.answers = [NoAnswer("told so")]
    world.send(lost)
    second = world.gateway.texts[1]
    world.gateway.texts[:] = [second]
    world.gateway.is_found = True
    world.later(seconds=16)
    world.settle(lost)

    assert [AttemptState.INSURED, AttemptState.SCHEDULED] == states(world)


def test_a_link_that_was_opened_has_arrived(world: World, lost: AsapCommNum) -> None:
    """A patient who looks at the offer has the text, whatever the provider's list says."""
    world.send(lost)
    world.change(tables.asapcomm, response_status=ResponseStatus.VIEWED)
    world.later(**SOON)
    look(world)

    assert [f"SM{2:032}"] == world.gateway.called_off
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.VIEWED) == shown(world)


def test_a_provider_that_cannot_be_asked_is_asked_again(world: World, lost: AsapCommNum) -> None:
    """An outage of the provider decides nothing."""
    world.send(lost)
    world.gateway.can_be_asked = False
    world.later(**SOON)
    look(world)
    world.gateway.can_be_asked = True

    assert [AttemptState.INSURED, AttemptState.SCHEDULED] == states(world)
    with world.store.reading() as transaction:
        assert attempts.overdue(transaction, world.now, Portion(10)) == []


def test_clinics_differ(world: World) -> None:
    """A clinic that has chosen otherwise sends again at once."""
    own = {ClinicNum(0): UnknownPolicy.RESEND}
    world.policy(policies=UnknownPolicies(UnknownPolicy.INSURED, own))
    world.gateway.answers = [NoAnswer("told so")]
    num = world.offered()
    world.send(num)
    world.later(seconds=181)
    world.settle(num)
    world.send(num)

    assert [None, None] == [text.send_at for text in world.gateway.texts]
